import { Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { useConfirm } from '../../patterns/confirm.js';
import { FormDialog } from '../../patterns/form-dialog.js';
import { type ListColumn, ListTable } from '../../patterns/list-table.js';
import { Loaded } from '../../patterns/loaded.js';
import { useMay } from '../../session/session.js';
import type { Scope, ServerProps } from './server-types.js';

const consents = [
  { value: 'IMPLICIT', label: 'Implicit: never asked' },
  { value: 'REQUIRED', label: 'Required: always asked' },
  { value: 'FLEXIBLE', label: 'Flexible: asked where the app requires it' },
] as const;

const columns: readonly ListColumn<Scope>[] = [
  { id: 'name', header: 'Name', cell: (scope) => <code>{scope.name}</code> },
  { id: 'display', header: 'Display phrase', cell: (scope) => scope.displayName ?? '' },
  { id: 'description', header: 'Description', cell: (scope) => scope.description },
  {
    id: 'consent',
    header: 'User consent',
    cell: (scope) => consents.find(({ value }) => value === scope.consent)?.label.split(':')[0] ?? scope.consent,
  },
  { id: 'default', header: 'Default', cell: (scope) => (scope.default ? 'Yes' : 'No') },
  { id: 'origin', header: 'Made by', cell: (scope) => (scope.system ? 'Standard' : 'You') },
];

export function ScopesTab({ server }: ServerProps): ReactNode {
  const params = { path: { authServerId: server.id } };
  const query = apiQuery.useQuery('get', '/api/v1/authorizationServers/{authServerId}/scopes', { params });
  const [edited, setEdited] = useState<Scope | 'new'>();
  const may = useMay('okta.authorizationServers.manage');
  const queries = useQueryClient();
  const confirm = useConfirm();
  const remove = (scope: Scope) =>
    confirm({
      title: `Delete the scope ${scope.name}`,
      text: 'Applications can no longer ask for it, and rules and claims that name it never match by it. Tokens already issued keep it.',
      act: 'Delete scope',
      dangerous: true,
      run: async () => {
        await api.DELETE('/api/v1/authorizationServers/{authServerId}/scopes/{scopeId}', {
          params: { path: { ...params.path, scopeId: scope.id } },
        });
        await readAnew(queries);
      },
    });
  return (
    <Card
      title="Scopes"
      description="What applications can ask for."
      act={
        may ? (
          <Button size="sm" onClick={() => setEdited('new')}>
            Add Scope
          </Button>
        ) : null
      }
    >
      <Loaded query={query} what="load the scopes">
        {(scopes) => (
          <ListTable
            caption="Scopes"
            rows={scopes}
            columns={columns}
            idOf={({ id }) => id}
            nameOf={({ name }) => name}
            {...(may
              ? {
                  actsOf: (scope: Scope) => [
                    { label: 'Edit', run: () => setEdited(scope) },
                    {
                      label: 'Delete',
                      dangerous: true,
                      disabledBecause: scope.system ? 'It came with the server.' : undefined,
                      run: () => remove(scope),
                    },
                  ],
                }
              : {})}
          />
        )}
      </Loaded>
      {edited === undefined ? null : (
        <ScopeDialog server={server} scope={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </Card>
  );
}

interface ScopeDialogProps extends ServerProps {
  readonly scope: Scope | undefined;
  readonly onClose: () => void;
}

function ScopeDialog({ server, scope, onClose }: ScopeDialogProps): ReactNode {
  const queries = useQueryClient();
  const path = { authServerId: server.id };
  return (
    <FormDialog
      title={scope === undefined ? 'Add Scope' : `Edit ${scope.name}`}
      act={scope === undefined ? 'Add scope' : 'Update scope'}
      initial={{
        name: scope?.name ?? '',
        displayName: scope?.displayName ?? '',
        description: scope?.description ?? '',
        consent: scope?.consent ?? ('IMPLICIT' as const),
        isDefault: scope?.default ?? false,
        isPublished: scope?.metadataPublish === 'ALL_CLIENTS',
      }}
      fields={{ name: 'name', displayName: 'displayName', description: 'description', consent: 'consent' }}
      validate={({ name }) => (name.trim() === '' ? { name: 'Give the scope a name' } : {})}
      onClose={onClose}
      save={async ({ name, displayName, description, consent, isDefault, isPublished }) => {
        const body = {
          name: name.trim(),
          displayName,
          description,
          consent,
          default: isDefault,
          metadataPublish: isPublished ? ('ALL_CLIENTS' as const) : ('NO_CLIENTS' as const),
        };
        await (scope === undefined
          ? api.POST('/api/v1/authorizationServers/{authServerId}/scopes', { params: { path }, body })
          : api.PUT('/api/v1/authorizationServers/{authServerId}/scopes/{scopeId}', {
              params: { path: { ...path, scopeId: scope.id } },
              body,
            }));
        await readAnew(queries);
      }}
    >
      {(form) => (
        <>
          <TextInput
            label="Name"
            description="As applications ask for it: payments:read"
            readOnly={scope?.system === true}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput label="Display phrase" description="What people read when they are asked." {...form.getInputProps('displayName')} />
          <Textarea label="Description" autosize minRows={2} {...form.getInputProps('description')} />
          <Select label="User consent" data={[...consents]} allowDeselect={false} {...form.getInputProps('consent')} />
          <Checkbox
            label="Set as a default scope"
            description="Given when an application asks for none."
            {...form.getInputProps('isDefault', { type: 'checkbox' })}
          />
          <Checkbox label="Include in public metadata" {...form.getInputProps('isPublished', { type: 'checkbox' })} />
        </>
      )}
    </FormDialog>
  );
}
