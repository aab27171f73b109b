/** Public keys of a client: one by one kept here, or read from where the client publishes them. */
import { Button, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { MethodResponse } from 'openapi-react-query';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import type { Act } from '../../patterns/act-menu.js';
import { Card } from '../../patterns/card.js';
import { type Question, useConfirm } from '../../patterns/confirm.js';
import { EditCard } from '../../patterns/edit-card.js';
import { EntityId } from '../../patterns/entity-id.js';
import { FormDialog } from '../../patterns/form-dialog.js';
import { type ListColumn, ListTable } from '../../patterns/list-table.js';
import { Loaded } from '../../patterns/loaded.js';
import { ActivityBadge } from '../../patterns/status-badge.js';
import { Time } from '../../patterns/time.js';
import { useMay } from '../../session/session.js';
import type { App } from './app.js';
import { holdsSecret, privateKeyFault, type PublicJwk, readJwk } from './read-jwk.js';
import { changeApp } from './replace-app.js';

type Key = MethodResponse<typeof apiQuery, 'get', '/api/v1/apps/{appId}/credentials/jwks/{keyId}'>;

interface AppProps {
  readonly app: App;
}

export function ClientKeys({ app }: AppProps): ReactNode {
  const { jwks_uri: uri } = app.settings.oauthClient;
  return (
    <>
      <KeySource app={app} />
      {uri === undefined ? <KeptKeys app={app} /> : null}
    </>
  );
}

function KeySource({ app }: AppProps): ReactNode {
  const queries = useQueryClient();
  const { jwks, jwks_uri: uri } = app.settings.oauthClient;
  const kept = jwks?.keys.length ?? 0;
  const values: { source: 'here' | 'uri'; uri: string } = { source: uri === undefined ? 'here' : 'uri', uri: uri ?? '' };
  return (
    <EditCard
      title="Public keys of the client"
      description="What its signed assertions (private_key_jwt) and signed requests are verified with."
      what="save where the public keys are"
      access="okta.apps.manage"
      values={values}
      fields={{ 'settings.oauthClient.jwks_uri': 'uri', 'settings.oauthClient.jwks': 'source' }}
      validate={(next) => (next.source === 'uri' && next.uri.trim() === '' ? { uri: 'Give the address of the keys' } : {})}
      view={<Text size="sm">{uri === undefined ? 'Kept here, one by one.' : `Read from ${uri}`}</Text>}
      edit={(form) => (
        <>
          <Radio.Group label="Where the keys are" {...form.getInputProps('source')} data-path="source">
            <Stack gap="xs" mt="xs">
              <Radio value="here" label="Keep the keys here" description="They are added, deactivated and deleted on this page." />
              <Radio value="uri" label="Read the keys from an address" description="The client can change its keys by itself." />
            </Stack>
          </Radio.Group>
          {form.values.source === 'uri' ? (
            <TextInput label="Address of the keys (jwks_uri)" type="url" {...form.getInputProps('uri')} />
          ) : null}
          {form.values.source === 'uri' && uri === undefined && kept > 0 ? (
            <Text size="sm">
              {kept === 1 ? 'The active key that is kept here counts' : `The ${kept} active keys that are kept here count`} no more.
            </Text>
          ) : null}
        </>
      )}
      save={async (next) => {
        const client = next.source === 'uri' ? { jwks_uri: next.uri.trim(), jwks: null } : { jwks_uri: null };
        await changeApp(app.id, { client });
        await readAnew(queries);
      }}
    />
  );
}

const columns: readonly ListColumn<Key>[] = [
  { id: 'kid', header: 'Key id', cell: ({ kid }) => <EntityId value={kid} what="key id" /> },
  { id: 'type', header: 'Type', cell: ({ kty, crv, alg, use }) => [crv ?? kty, alg, use].filter((part) => part !== undefined).join(', ') },
  { id: 'status', header: 'Status', cell: ({ status }) => <ActivityBadge status={status} /> },
  { id: 'created', header: 'Created', cell: ({ created }) => <Time value={created} /> },
];

function KeptKeys({ app }: AppProps): ReactNode {
  const query = apiQuery.useQuery('get', '/api/v1/apps/{appId}/credentials/jwks', { params: { path: { appId: app.id } } });
  const queries = useQueryClient();
  const confirm = useConfirm();
  const may = useMay('okta.apps.manage');
  const [isAdding, setAdding] = useState(false);
  const refresh = () => readAnew(queries);
  return (
    <Card
      title="Keys kept here"
      description="To change a key without a gap: add the new one, let the client sign with it, then deactivate and delete the old one."
      act={
        may ? (
          <Button variant="default" size="sm" onClick={() => setAdding(true)}>
            Add public key
          </Button>
        ) : null
      }
    >
      <Loaded query={query} what="load the public keys">
        {({ keys }) =>
          keys.length === 0 ? (
            <Text size="sm">No key yet. An app needs one before it can authenticate with public key / private key.</Text>
          ) : (
            <ListTable
              caption="Public keys of the client"
              rows={keys}
              columns={columns}
              idOf={({ id }) => id}
              nameOf={({ kid }) => `key ${kid}`}
              {...(may ? { actsOf: (key: Key) => actsOf({ appId: app.id, key, confirm, refresh }) } : {})}
            />
          )
        }
      </Loaded>
      {isAdding ? <AddKey app={app} onClose={() => setAdding(false)} /> : null}
    </Card>
  );
}

function AddKey({ app, onClose }: AppProps & { readonly onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  return (
    <FormDialog
      title="Add public key"
      initial={{ jwk: '' }}
      fields={Object.fromEntries(['jwks', 'kid', 'kty', 'use', 'alg', 'crv', 'n', 'e', 'x', 'y'].map((name) => [name, 'jwk']))}
      validate={({ jwk }) => {
        const read = readJwk(jwk);
        return 'fault' in read ? { jwk: read.fault } : {};
      }}
      onClose={onClose}
      save={async ({ jwk }) => {
        const read = readJwk(jwk);
        if ('fault' in read) return;
        // the members of a JWK are for the server to judge; its faults are shown at the field
        await api.POST('/api/v1/apps/{appId}/credentials/jwks', { params: { path: { appId: app.id } }, body: read.jwk as PublicJwk });
        await readAnew(queries);
      }}
    >
      {(form) => (
        <Textarea
          label="Public key as a JWK"
          description={'A JSON object (RFC 7517): {"kty": "EC", "crv": "P-256", "x": "…", "y": "…", "kid": "…"}. Without kid it gets one.'}
          autosize
          minRows={8}
          maxRows={16}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          {...form.getInputProps('jwk')}
          onChange={({ currentTarget: { value } }) => {
            const isSecret = holdsSecret(value);
            // not even kept on the page
            form.setFieldValue('jwk', isSecret ? '' : value);
            if (isSecret) form.setFieldError('jwk', privateKeyFault);
          }}
        />
      )}
    </FormDialog>
  );
}

interface KeyActs {
  readonly appId: string;
  readonly key: Key;
  readonly confirm: (question: Question) => void;
  readonly refresh: () => Promise<unknown>;
}

function actsOf({ appId, key, confirm, refresh }: KeyActs): readonly Act[] {
  const params = { path: { appId, keyId: key.id } };
  const ask = (question: Omit<Question, 'run'>, run: () => Promise<unknown>) => () =>
    confirm({ ...question, run: async () => (await run(), await refresh()) });
  const isActive = key.status === 'ACTIVE';
  const activate = () => api.POST('/api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/activate', { params });
  const deactivate = () => api.POST('/api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/deactivate', { params });
  const remove = () => api.DELETE('/api/v1/apps/{appId}/credentials/jwks/{keyId}', { params });
  const first: Act = isActive
    ? {
        label: 'Deactivate key',
        dangerous: true,
        run: ask(
          {
            title: 'Deactivate this public key',
            text: 'What is signed with it is refused from now on. It can be activated again.',
            act: 'Deactivate public key',
            dangerous: true,
          },
          deactivate,
        ),
      }
    : {
        label: 'Activate key',
        run: ask({ title: 'Activate this public key', text: 'What is signed with it counts again.', act: 'Activate public key' }, activate),
      };
  return [
    first,
    {
      label: 'Delete key',
      dangerous: true,
      disabledBecause: isActive ? 'Deactivate it first.' : undefined,
      run: ask({ title: 'Delete this public key', text: 'It is removed for good.', act: 'Delete public key', dangerous: true }, remove),
    },
  ];
}
