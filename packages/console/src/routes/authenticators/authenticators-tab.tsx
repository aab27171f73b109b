import { Button, Group } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.js';
import { Card } from '../../patterns/card.js';
import { Facts } from '../../patterns/facts.js';
import { ButtonLink, TextLink } from '../../patterns/links.js';
import { ListPage } from '../../patterns/list-page.js';
import type { ListColumn } from '../../patterns/list-table.js';
import { ActivityBadge } from '../../patterns/status-badge.js';
import { Time } from '../../patterns/time.js';
import { useList } from '../../patterns/use-list.js';
import { useMay } from '../../session/session.js';
import type { Authenticator } from './authenticator.js';
import { AuthenticatorDialog } from './authenticator-dialog.js';

const columns: readonly ListColumn<Authenticator>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: ({ id, name }) => (
      <TextLink to="/security/authenticators/$authenticatorId" params={{ authenticatorId: id }} fw={600} size="sm">
        {name}
      </TextLink>
    ),
  },
  { id: 'type', header: 'Type', cell: () => 'Custom authenticator' },
  { id: 'status', header: 'Status', cell: ({ status }) => <ActivityBadge status={status} /> },
  { id: 'push', header: 'Push services', cell: (authenticator) => pushNames(authenticator) },
  { id: 'changed', header: 'Last changed', cell: ({ lastUpdated }) => <Time value={lastUpdated} /> },
];

function pushNames({ provider: { configuration } }: Authenticator): string {
  const names = [
    configuration.apns === undefined ? '' : 'APNs',
    configuration.fcm === undefined ? '' : 'FCM',
    configuration.webpush === undefined ? '' : 'Web Push',
  ].filter((name) => name !== '');
  return names.length === 0 ? 'None: devices fetch' : names.join(', ');
}

export function AuthenticatorsTab(): ReactNode {
  const may = useMay('okta.authenticators.manage');
  const navigate = useNavigate();
  const [isAdding, setAdding] = useState(false);
  const list = useList<Authenticator>({
    key: ['/api/v1/authenticators'],
    read: ({ signal }) => api.GET('/api/v1/authenticators', { signal }),
  });
  const add = may ? <Button onClick={() => setAdding(true)}>Add custom authenticator</Button> : null;
  return (
    <>
      {add === null || list.isEmpty ? null : <Group justify="flex-end">{add}</Group>}
      <ListPage
        list={list}
        what="authenticators"
        caption="Custom authenticators"
        columns={columns}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        hrefOf={({ id }) => `/security/authenticators/${id}`}
        empty={{
          title: 'No custom authenticators yet',
          text: 'A custom authenticator is your own app on people’s devices, with your brand, that approves sign-ins and transactions.',
          act: add,
        }}
      />
      <Card
        title="Built in"
        description="People set these up themselves when they sign in. Nothing needs to be configured."
        act={
          <ButtonLink to="/settings/sign-in" variant="default" size="sm">
            Sign-in policy
          </ButtonLink>
        }
      >
        <Facts
          facts={[
            { label: 'Password', value: 'The first factor of every sign-in' },
            { label: 'Authenticator app', value: 'Codes by time (TOTP, RFC 6238), as a second factor' },
            { label: 'Passkey', value: 'FIDO2 security keys and passkeys (WebAuthn), as a second factor' },
          ]}
        />
      </Card>
      {isAdding ? (
        <AuthenticatorDialog
          onClose={() => setAdding(false)}
          onCreated={(authenticatorId) => void navigate({ to: '/security/authenticators/$authenticatorId', params: { authenticatorId } })}
        />
      ) : null}
    </>
  );
}
