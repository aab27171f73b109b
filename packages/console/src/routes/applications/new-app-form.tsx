import { Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { DirectoryPicker } from '../../patterns/directory-picker.js';
import { FormSummary } from '../../patterns/form-summary.js';
import { useApiForm } from '../../patterns/use-api-form.js';
import { useSession } from '../../session/session.js';
import { appFieldNames, CibaFields, GrantTypesField, UriFields } from './app-fields.js';
import type { ApplicationType } from './app.js';
import { rememberSecret } from './just-created.js';
import { newApp, type NewAppValues, newAppValues } from './new-app.js';

interface NewAppFormProps {
  readonly type: ApplicationType;
  readonly onBack: () => void;
  /** What was typed before one went back. */
  readonly typed: NewAppValues | undefined;
  readonly onType: (values: NewAppValues) => void;
}

export function NewAppForm({ type, onBack, typed, onType }: NewAppFormProps): ReactNode {
  const create = useCreateApp(type);
  const { org } = useSession();
  const state = useApiForm<NewAppValues>({
    name: `new-${type}-app`,
    initial: newAppValues(type, org),
    fields: appFieldNames,
    validate: ({ name, grantTypes, access, groupIds }) => ({
      ...(name.trim() === '' ? { name: 'Give the app a name' } : {}),
      ...(grantTypes.length === 0 ? { grantTypes: 'Select at least one grant' } : {}),
      ...(access === 'groups' && groupIds.length === 0 ? { groupIds: 'Select at least one group' } : {}),
    }),
    save: create,
    typed,
  });
  const { form } = state;
  useEffect(() => onType(form.values), [form.values, onType]);
  return (
    <form onSubmit={state.submit} noValidate aria-label="New app integration">
      <FormSummary state={state} what="create the app integration" />
      <Stack gap="lg">
        <Card title="General settings">
          <Stack gap="lg">
            <TextInput
              label="App integration name"
              description="People see it when they are asked to approve something."
              maxLength={100}
              {...form.getInputProps('name')}
            />
            <GrantTypesField
              type={type}
              value={form.values.grantTypes}
              onChange={(grants) => form.setFieldValue('grantTypes', grants)}
              error={form.errors['grantTypes']}
            >
              <CibaFields form={form} all={false} />
            </GrantTypesField>
            {type === 'service' ? null : (
              <UriFields values={form.values} onChange={(change) => form.setValues(change)} errors={form.errors} />
            )}
          </Stack>
        </Card>
        {type === 'service' ? null : (
          <Card title="Assignments" description="Who may use the app, and for whom it may ask for approvals.">
            <Radio.Group aria-label="Assignments" {...form.getInputProps('access')}>
              <Stack gap="sm">
                <Radio value="everyone" label="Allow everyone in your organization to access" />
                <Radio value="groups" label="Limit access to selected groups" />
                <Radio value="nobody" label="Skip group assignment for now" />
              </Stack>
            </Radio.Group>
            {form.values.access === 'groups' ? (
              <Stack mt="md">
                <DirectoryPicker
                  kind="groups"
                  label="Groups"
                  value={form.values.groupIds}
                  onChange={(ids) => form.setFieldValue('groupIds', ids)}
                  path="groupIds"
                  error={form.errors['groupIds']}
                />
              </Stack>
            ) : null}
          </Card>
        )}
        <Group>
          <Button type="submit" loading={state.isSaving}>
            Save
          </Button>
          <Button variant="default" onClick={onBack} disabled={state.isSaving}>
            Back
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useCreateApp(type: ApplicationType): (values: NewAppValues) => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async (values) => {
    const { data: app } = await api.POST('/api/v1/apps', { body: newApp(type, values) });
    if (app === undefined) return;
    const groups = values.access === 'groups' ? values.groupIds : [];
    for (const groupId of groups) {
      await api.PUT('/api/v1/apps/{appId}/groups/{groupId}', { params: { path: { appId: app.id, groupId } } });
    }
    const secret = app.credentials.oauthClient.client_secret;
    if (typeof secret === 'string') rememberSecret(app.id, secret);
    await readAnew(queries);
    await navigate({ to: '/applications/$appId', params: { appId: app.id } });
  };
}
