/** Trusted origins: whose scripts may call the org, and where sign-out may lead. */
import { Button, Checkbox, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { MethodResponse } from 'openapi-react-query';
import { type ReactNode, useState } from 'react';
import { api, type apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import type { Act } from '../../patterns/act-menu.js';
import { useConfirm } from '../../patterns/confirm.js';
import { FormDialog } from '../../patterns/form-dialog.js';
import { ListPage } from '../../patterns/list-page.js';
import type { ListColumn } from '../../patterns/list-table.js';
import { PageHeader } from '../../patterns/page-header.js';
import { ActivityBadge } from '../../patterns/status-badge.js';
import { useList } from '../../patterns/use-list.js';
import { useMay } from '../../session/session.js';

type Origin = MethodResponse<typeof apiQuery, 'get', '/api/v1/trustedOrigins/{trustedOriginId}'>;

const uses = { CORS: 'Its scripts may call the org (CORS)', REDIRECT: 'Sign-out may lead there' } as const;
const useOrder = ['CORS', 'REDIRECT'] as const;

const columns: readonly ListColumn<Origin>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => <strong style={{ fontWeight: 600 }}>{name}</strong> },
  { id: 'origin', header: 'Origin', cell: ({ origin }) => <code>{origin}</code> },
  { id: 'use', header: 'Use', cell: ({ scopes }) => scopes.map(({ type }) => (type === 'CORS' ? 'CORS' : 'Redirect')).join(', ') },
  { id: 'status', header: 'Status', cell: ({ status }) => <ActivityBadge status={status} /> },
];

export function TrustedOriginsPage(): ReactNode {
  const may = useMay('okta.trustedOrigins.manage');
  const [edited, setEdited] = useState<Origin | 'new'>();
  const list = useList<Origin>({
    key: ['/api/v1/trustedOrigins'],
    read: ({ search: { q }, after, signal }) =>
      api.GET('/api/v1/trustedOrigins', {
        params: { query: { ...(q === undefined ? {} : { q }), ...(after === undefined ? {} : { after }) } },
        signal,
      }),
  });
  const actsOf = useActs(setEdited);
  const add = may ? <Button onClick={() => setEdited('new')}>Add origin</Button> : null;
  return (
    <>
      <PageHeader
        title="Trusted origins"
        section="Settings"
        description="Other web pages that may work with this org."
        acts={list.isEmpty ? null : add}
      />
      <ListPage
        list={list}
        what="trusted origins"
        caption="Trusted origins"
        searchLabel="Search trusted origins by name"
        columns={columns}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        {...(may ? { actsOf } : {})}
        empty={{
          title: 'No trusted origins yet',
          text: 'Scripts of a page elsewhere, such as your own approval page, may call this org only when its origin is listed.',
          act: add,
        }}
      />
      {edited === undefined ? null : <OriginDialog origin={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </>
  );
}

function useActs(onEdit: (origin: Origin) => void): (origin: Origin) => readonly Act[] {
  const queries = useQueryClient();
  const confirm = useConfirm();
  return (origin) => {
    const params = { path: { trustedOriginId: origin.id } };
    const isActive = origin.status === 'ACTIVE';
    const ask = (act: string, text: string, run: () => Promise<unknown>) => () =>
      confirm({
        title: `${act}: ${origin.name}`,
        text,
        act,
        dangerous: act !== 'Activate origin',
        run: async () => {
          await run();
          await readAnew(queries);
        },
      });
    const change = isActive
      ? ask('Deactivate origin', 'Its scripts are refused until you activate it again.', () =>
          api.POST('/api/v1/trustedOrigins/{trustedOriginId}/lifecycle/deactivate', { params }),
        )
      : ask('Activate origin', 'Its scripts may call the org again.', () =>
          api.POST('/api/v1/trustedOrigins/{trustedOriginId}/lifecycle/activate', { params }),
        );
    const remove = ask('Delete origin', 'Its scripts are refused from now on.', () =>
      api.DELETE('/api/v1/trustedOrigins/{trustedOriginId}', { params }),
    );
    return [
      { label: 'Edit origin', run: () => onEdit(origin) },
      { label: isActive ? 'Deactivate origin' : 'Activate origin', dangerous: isActive, run: change },
      { label: 'Delete origin', dangerous: true, run: remove },
    ];
  };
}

function OriginDialog({ origin, onClose }: { readonly origin: Origin | undefined; readonly onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  return (
    <FormDialog
      title={origin === undefined ? 'Add origin' : 'Edit origin'}
      act={origin === undefined ? 'Add origin' : 'Save origin'}
      initial={{
        name: origin?.name ?? '',
        origin: origin?.origin ?? '',
        scopes: origin?.scopes.map(({ type }) => type) ?? ['CORS' as const],
      }}
      fields={{ name: 'name', origin: 'origin', scopes: 'scopes' }}
      validate={(values) => ({
        ...(values.name.trim() === '' ? { name: 'Give the origin a name' } : {}),
        ...(values.scopes.length === 0 ? { scopes: 'Select at least one' } : {}),
      })}
      onClose={onClose}
      save={async (values) => {
        const body = { name: values.name, origin: values.origin.trim(), scopes: values.scopes.map((type) => ({ type })) };
        await (origin === undefined
          ? api.POST('/api/v1/trustedOrigins', { body })
          : api.PUT('/api/v1/trustedOrigins/{trustedOriginId}', { params: { path: { trustedOriginId: origin.id } }, body }));
        await readAnew(queries);
      }}
    >
      {(form) => (
        <>
          <TextInput label="Name" maxLength={255} data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label="Origin"
            description="Scheme, host and port only: https://approve.example.com"
            type="url"
            {...form.getInputProps('origin')}
          />
          <Checkbox.Group label="Use" {...form.getInputProps('scopes')} data-path="scopes">
            <Stack gap="xs" mt="xs">
              {useOrder.map((type) => (
                <Checkbox key={type} value={type} label={uses[type]} />
              ))}
            </Stack>
          </Checkbox.Group>
        </>
      )}
    </FormDialog>
  );
}
