import { MultiSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { FormDialog } from '../../patterns/form-dialog.js';
import type { Policy, ServerProps } from './server-types.js';

interface PolicyDialogProps extends ServerProps {
  readonly policy: Policy | undefined;
  readonly onClose: () => void;
}

export function PolicyDialog({ server, policy, onClose }: PolicyDialogProps): ReactNode {
  const queries = useQueryClient();
  const clients = policy?.conditions.clients.include ?? ['ALL_CLIENTS'];
  const path = { authServerId: server.id };
  return (
    <FormDialog
      title={policy === undefined ? 'Add Policy' : `Edit ${policy.name}`}
      act={policy === undefined ? 'Create policy' : 'Update policy'}
      initial={{
        name: policy?.name ?? '',
        description: policy?.description ?? '',
        assigned: clients.includes('ALL_CLIENTS') ? 'all' : 'some',
        clientIds: clients.filter((id) => id !== 'ALL_CLIENTS'),
      }}
      fields={{ name: 'name', description: 'description', conditions: 'clientIds' }}
      validate={({ name, description, assigned, clientIds }) => ({
        ...(name.trim() === '' ? { name: 'Give the policy a name' } : {}),
        ...(description.trim() === '' ? { description: 'Say what the policy is for' } : {}),
        ...(assigned === 'some' && clientIds.length === 0 ? { clientIds: 'Select at least one client' } : {}),
      })}
      onClose={onClose}
      save={async ({ name, description, assigned, clientIds }) => {
        const body = {
          type: 'OAUTH_AUTHORIZATION_POLICY' as const,
          name,
          description,
          status: policy?.status ?? ('ACTIVE' as const),
          ...(policy === undefined ? {} : { priority: policy.priority }),
          conditions: { clients: { include: assigned === 'all' ? ['ALL_CLIENTS'] : clientIds } },
        };
        await (policy === undefined
          ? api.POST('/api/v1/authorizationServers/{authServerId}/policies', { params: { path }, body })
          : api.PUT('/api/v1/authorizationServers/{authServerId}/policies/{policyId}', {
              params: { path: { ...path, policyId: policy.id } },
              body,
            }));
        await readAnew(queries);
      }}
    >
      {(form) => (
        <>
          <TextInput label="Name" maxLength={100} data-autofocus {...form.getInputProps('name')} />
          <TextInput label="Description" maxLength={255} {...form.getInputProps('description')} />
          <Radio.Group label="Assign to" {...form.getInputProps('assigned')}>
            <Stack gap="xs" mt={4}>
              <Radio value="all" label="All clients" />
              <Radio value="some" label="The following clients" />
            </Stack>
          </Radio.Group>
          {form.values.assigned === 'some' ? (
            <ClientPicker
              value={form.values.clientIds}
              onChange={(ids) => form.setFieldValue('clientIds', ids)}
              error={form.errors['clientIds']}
            />
          ) : null}
        </>
      )}
    </FormDialog>
  );
}

interface ClientPickerProps {
  readonly value: string[];
  readonly onChange: (ids: string[]) => void;
  readonly error: ReactNode;
}

function ClientPicker({ value, onChange, error }: ClientPickerProps): ReactNode {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 200);
  const { data = [] } = useQuery({
    queryKey: ['client-choices', q],
    queryFn: async ({ signal }) => {
      const { data: apps = [] } = await api.GET('/api/v1/apps', { params: { query: { limit: 20, ...(q === '' ? {} : { q }) } }, signal });
      return apps.map(({ label, credentials }) => ({ value: credentials.oauthClient.client_id, label }));
    },
    placeholderData: keepPreviousData,
  });
  const options = new Map([...value.map((id) => ({ value: id, label: id })), ...data].map((choice) => [choice.value, choice]));
  return (
    <MultiSelect
      label="Clients"
      data={[...options.values()]}
      value={value}
      onChange={onChange}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options: given }) => given}
      data-path="clientIds"
      error={error}
    />
  );
}
