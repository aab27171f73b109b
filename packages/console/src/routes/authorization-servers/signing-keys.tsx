import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { MethodResponse } from 'openapi-react-query';
import type { ReactNode } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { useConfirm } from '../../patterns/confirm.js';
import { EntityId } from '../../patterns/entity-id.js';
import { type ListColumn, ListTable } from '../../patterns/list-table.js';
import { Loaded } from '../../patterns/loaded.js';
import { StatusBadge, type Tone } from '../../patterns/status-badge.js';
import { Time } from '../../patterns/time.js';
import { useMay } from '../../session/session.js';
import type { ServerProps } from './server-types.js';

type Key = MethodResponse<typeof apiQuery, 'get', '/api/v1/authorizationServers/{authServerId}/credentials/keys'>[number];

const states: Readonly<Record<Key['status'], { readonly tone: Tone; readonly label: string }>> = {
  ACTIVE: { tone: 'good', label: 'Active: signs' },
  NEXT: { tone: 'waiting', label: 'Next: published' },
  EXPIRED: { tone: 'idle', label: 'Retired: still verifies' },
};

const columns: readonly ListColumn<Key>[] = [
  { id: 'kid', header: 'Key id', cell: (key) => <EntityId value={key.kid} what="key id" /> },
  { id: 'alg', header: 'Algorithm', cell: (key) => key.alg },
  { id: 'status', header: 'Status', cell: (key) => <StatusBadge {...states[key.status]} /> },
];

const forGood = 'For a key that somebody else may have. It is not published any more, and this cannot be undone.';
const withdrawal: Readonly<Record<Key['status'], string>> = {
  ACTIVE: `${forGood} The next key signs from now on. Every token that this key signed is refused at once: people and applications need new ones.`,
  NEXT: `${forGood} It has signed nothing yet; a new one takes its place.`,
  EXPIRED: `${forGood} Tokens that it signed and that still live are refused at once.`,
};

export function SigningKeys({ server }: ServerProps): ReactNode {
  const params = { path: { authServerId: server.id } };
  const query = apiQuery.useQuery('get', '/api/v1/authorizationServers/{authServerId}/credentials/keys', { params });
  const queries = useQueryClient();
  const confirm = useConfirm();
  const may = useMay('okta.authorizationServers.manage');
  const { lastRotated, nextRotation } = server.credentials.signing;
  const rotate = () =>
    confirm({
      title: 'Rotate the signing key now',
      text: 'The next key signs from now on, and a new one is published as the next. Tokens already issued stay valid: the old key still verifies them. Applications that pin a key instead of reading the public keys stop working.',
      act: 'Rotate signing key',
      dangerous: true,
      run: async () => {
        await api.POST('/api/v1/authorizationServers/{authServerId}/credentials/lifecycle/keyRotate', { params, body: { use: 'sig' } });
        await readAnew(queries);
      },
    });
  const withdraw = ({ kid, status }: Key) =>
    confirm({
      title: 'Withdraw this signing key',
      text: withdrawal[status],
      act: 'Withdraw signing key',
      dangerous: true,
      mustType: 'withdraw',
      run: async () => {
        await api.POST('/api/v1/authorizationServers/{authServerId}/credentials/keys/{keyId}/lifecycle/withdraw', {
          params: { path: { ...params.path, keyId: kid } },
        });
        await readAnew(queries);
      },
    });
  return (
    <Card
      title="Signing keys"
      description={
        <>
          Last rotated <Time value={lastRotated} />
          {nextRotation === undefined ? (
            '. Rotated only by hand.'
          ) : (
            <>
              , next rotation <Time value={nextRotation} />.
            </>
          )}
        </>
      }
      act={
        may ? (
          <Button variant="default" size="sm" onClick={rotate}>
            Rotate now
          </Button>
        ) : null
      }
    >
      <Loaded query={query} what="load the signing keys">
        {(keys) => (
          <ListTable
            caption="Signing keys"
            rows={keys}
            columns={columns}
            idOf={({ kid }) => kid}
            nameOf={({ kid }) => `key ${kid}`}
            {...(may ? { actsOf: (key: Key) => [{ label: 'Withdraw key', dangerous: true, run: () => withdraw(key) }] } : {})}
          />
        )}
      </Loaded>
    </Card>
  );
}
