import { Button, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import type { Act } from '../../patterns/act-menu.js';
import { useConfirm } from '../../patterns/confirm.js';
import { ListPage } from '../../patterns/list-page.js';
import type { ListColumn } from '../../patterns/list-table.js';
import { Time } from '../../patterns/time.js';
import { useList } from '../../patterns/use-list.js';
import { useMay } from '../../session/session.js';
import { providerNames, type PushProvider } from './authenticator.js';
import { PushProviderDialog } from './push-provider-dialog.js';

const columns: readonly ListColumn<PushProvider>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => <strong style={{ fontWeight: 600 }}>{name}</strong> },
  { id: 'type', header: 'Service', cell: ({ providerType }) => providerNames[providerType] },
  { id: 'identity', header: 'Identity', cell: (provider) => <code>{identityOf(provider)}</code> },
  { id: 'changed', header: 'Last changed', cell: ({ lastUpdatedDate }) => <Time value={lastUpdatedDate} /> },
];

/** What of the credentials is no secret. */
function identityOf(provider: PushProvider): string {
  if (provider.providerType === 'APNS') return `${provider.configuration.teamId} / ${provider.configuration.keyId}`;
  if (provider.providerType === 'FCM') return provider.configuration.projectId;
  return provider.configuration.subject ?? provider.configuration.publicKey;
}

export function PushProvidersTab(): ReactNode {
  const may = useMay('okta.pushProviders.manage');
  const queries = useQueryClient();
  const confirm = useConfirm();
  const [isAdding, setAdding] = useState(false);
  const list = useList<PushProvider>({
    key: ['/api/v1/push-providers'],
    read: ({ signal }) => api.GET('/api/v1/push-providers', { signal }),
  });
  const add = may ? <Button onClick={() => setAdding(true)}>Add push provider</Button> : null;
  const actsOf = (provider: PushProvider): readonly Act[] => [
    {
      label: 'Delete push provider',
      dangerous: true,
      run: () =>
        confirm({
          title: `Delete ${provider.name}`,
          text: 'Its credentials are removed for good. A provider that an authenticator still uses is not deleted: disconnect it there first.',
          act: 'Delete push provider',
          dangerous: true,
          run: async () => {
            await api.DELETE('/api/v1/push-providers/{pushProviderId}', { params: { path: { pushProviderId: provider.id } } });
            await readAnew(queries);
          },
        }),
    },
  ];
  return (
    <>
      {add === null || list.isEmpty ? null : <Group justify="flex-end">{add}</Group>}
      <ListPage
        list={list}
        what="push providers"
        caption="Push providers"
        columns={columns}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        {...(may ? { actsOf } : {})}
        empty={{
          title: 'No push providers yet',
          text: 'A push provider holds the credentials by which this server reaches the push service of Apple, of Google, or of browsers.',
          act: add,
        }}
      />
      {isAdding ? <PushProviderDialog onClose={() => setAdding(false)} /> : null}
    </>
  );
}
