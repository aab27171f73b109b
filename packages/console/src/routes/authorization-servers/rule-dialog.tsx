/** The rule editor: grants, people, scopes, lifetimes. */
import { Checkbox, Fieldset, MultiSelect, NumberInput, Radio, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { DirectoryPicker } from '../../patterns/directory-picker.js';
import { FormDialog } from '../../patterns/form-dialog.js';
import type { PolicyProps } from './policy-rules.js';
import { ruleBody, ruleValues, type RuleValues } from './rule-values.js';
import { ruleGrants } from './rule-sentence.js';
import type { Rule, ServerProps } from './server-types.js';

interface RuleDialogProps extends PolicyProps {
  readonly rule: Rule | undefined;
  readonly onClose: () => void;
}

export function RuleDialog({ server, policy, rule, onClose }: RuleDialogProps): ReactNode {
  const queries = useQueryClient();
  const path = { authServerId: server.id, policyId: policy.id };
  return (
    <FormDialog
      title={rule === undefined ? 'Add Rule' : `Edit ${rule.name}`}
      act={rule === undefined ? 'Create rule' : 'Update rule'}
      size="xl"
      initial={ruleValues(rule)}
      fields={{
        name: 'name',
        'conditions.grantTypes': 'grants',
        'conditions.people.users.include': 'userIds',
        'conditions.people.users.exclude': 'notUserIds',
        'conditions.people.groups.include': 'groupIds',
        'conditions.people.groups.exclude': 'notGroupIds',
        'conditions.scopes': 'scopes',
        'actions.token.accessTokenLifetimeMinutes': 'accessMinutes',
        'actions.token.refreshTokenLifetimeMinutes': 'refreshMinutes',
        'actions.token.refreshTokenWindowMinutes': 'windowMinutes',
      }}
      validate={({ name, grants, who, userIds, groupIds, whichScopes, scopes }) => ({
        ...(name.trim() === '' ? { name: 'Give the rule a name' } : {}),
        ...(grants.length === 0 ? { grants: 'Select at least one grant' } : {}),
        ...(who === 'selected' && userIds.length + groupIds.length === 0 ? { groupIds: 'Select at least one group or person' } : {}),
        ...(whichScopes === 'selected' && scopes.length === 0 ? { scopes: 'Select at least one scope' } : {}),
      })}
      onClose={onClose}
      save={async (values) => {
        const body = ruleBody(values, rule);
        await (rule === undefined
          ? api.POST('/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules', { params: { path }, body })
          : api.PUT('/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}', {
              params: { path: { ...path, ruleId: rule.id } },
              body,
            }));
        await readAnew(queries);
      }}
    >
      {(form) => (
        <>
          <TextInput label="Rule name" maxLength={100} data-autofocus {...form.getInputProps('name')} />
          <Checkbox.Group label="IF Grant type is" {...form.getInputProps('grants')} data-path="grants">
            <Stack gap="xs" mt="xs">
              {ruleGrants.map(({ value, label }) => (
                <Checkbox key={value} value={value} label={label} />
              ))}
            </Stack>
          </Checkbox.Group>
          <People form={form} />
          <Scopes form={form} server={server} />
          <Lifetimes form={form} />
        </>
      )}
    </FormDialog>
  );
}

interface PartProps {
  readonly form: UseFormReturnType<RuleValues>;
}

function People({ form }: PartProps): ReactNode {
  return (
    <>
      <Radio.Group label="AND User is" {...form.getInputProps('who')}>
        <Stack gap="xs" mt="xs">
          <Radio value="everyone" label="Any user assigned the app" />
          <Radio value="selected" label="Assigned the app and one of the following" />
        </Stack>
      </Radio.Group>
      {form.values.who === 'selected' ? (
        <>
          <DirectoryPicker
            kind="groups"
            label="Groups"
            value={form.values.groupIds}
            onChange={(ids) => form.setFieldValue('groupIds', ids)}
            path="groupIds"
            error={form.errors['groupIds']}
          />
          <DirectoryPicker
            kind="users"
            label="People"
            value={form.values.userIds}
            onChange={(ids) => form.setFieldValue('userIds', ids)}
            path="userIds"
            error={form.errors['userIds']}
          />
        </>
      ) : null}
      <DirectoryPicker
        kind="groups"
        label="AND NOT in groups (optional)"
        value={form.values.notGroupIds}
        onChange={(ids) => form.setFieldValue('notGroupIds', ids)}
        path="notGroupIds"
        error={form.errors['notGroupIds']}
      />
      <DirectoryPicker
        kind="users"
        label="AND NOT one of these people (optional)"
        value={form.values.notUserIds}
        onChange={(ids) => form.setFieldValue('notUserIds', ids)}
        path="notUserIds"
        error={form.errors['notUserIds']}
      />
    </>
  );
}

function Scopes({ form, server }: PartProps & ServerProps): ReactNode {
  const { data = [] } = apiQuery.useQuery('get', '/api/v1/authorizationServers/{authServerId}/scopes', {
    params: { path: { authServerId: server.id } },
  });
  return (
    <>
      <Radio.Group label="AND Scopes requested" {...form.getInputProps('whichScopes')}>
        <Stack gap="xs" mt="xs">
          <Radio value="any" label="Any scopes" />
          <Radio value="selected" label="The following scopes" />
        </Stack>
      </Radio.Group>
      {form.values.whichScopes === 'selected' ? (
        <MultiSelect
          label="Scopes"
          searchable
          data={[...new Set([...data.map(({ name }) => name), ...form.values.scopes])]}
          {...form.getInputProps('scopes')}
        />
      ) : null}
    </>
  );
}

function Lifetimes({ form }: PartProps): ReactNode {
  return (
    <Fieldset legend="THEN">
      <Stack gap="sm">
        <NumberInput
          label="Access token lifetime, in minutes"
          description="5 minutes to 1 day (1440)"
          min={5}
          max={1440}
          {...form.getInputProps('accessMinutes')}
        />
        <NumberInput
          label="Refresh token lifetime, in minutes"
          description="0 means without end"
          min={0}
          max={2_628_000}
          {...form.getInputProps('refreshMinutes')}
        />
        <NumberInput
          label="Refresh token expires if not used for, in minutes"
          description="7 days are 10080"
          min={10}
          max={2_628_000}
          {...form.getInputProps('windowMinutes')}
        />
      </Stack>
    </Fieldset>
  );
}
