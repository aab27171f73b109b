/** Client secrets: read only when asked for, since every reading is logged; two at a time, so that one can take over from the other. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { MethodResponse } from 'openapi-react-query';
import { type ReactNode, useState } from 'react';
import { api, type apiQuery } from '../../api/client.js';
import { clientSecretsKey } from '../../api/read-anew.js';
import { type Act, RowMenu } from '../../patterns/act-menu.js';
import { Card } from '../../patterns/card.js';
import { type Question, useConfirm } from '../../patterns/confirm.js';
import { Loaded } from '../../patterns/loaded.js';
import { SecretField } from '../../patterns/secret-field.js';
import { ActivityBadge } from '../../patterns/status-badge.js';
import { Time } from '../../patterns/time.js';
import { useMay } from '../../session/session.js';
import type { App } from './app.js';

type Secret = MethodResponse<typeof apiQuery, 'get', '/api/v1/apps/{appId}/credentials/secrets/{secretId}'>;

const secretsMax = 2;

export function ClientSecrets({ app }: { readonly app: App }): ReactNode {
  const [isAsked, setAsked] = useState(false);
  const may = useMay('okta.apps.manage');
  return (
    <Card
      title="CLIENT SECRETS"
      description="Reading them is recorded in the system log. To change a secret without a gap: generate a second one, give it to the app, then deactivate and delete the first."
      act={
        may && !isAsked ? (
          <Button variant="default" size="sm" onClick={() => setAsked(true)}>
            Read client secrets
          </Button>
        ) : null
      }
    >
      {may ? null : <Text size="sm">Your roles do not allow to read client secrets.</Text>}
      {isAsked ? <Secrets app={app} /> : null}
    </Card>
  );
}

function Secrets({ app }: { readonly app: App }): ReactNode {
  const key = [clientSecretsKey, app.id];
  const queries = useQueryClient();
  const confirm = useConfirm();
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/apps/{appId}/credentials/secrets', { params: { path: { appId: app.id } }, signal })).data ?? [],
    // each reading is logged: not by itself, and not kept for later
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const refresh = () => queries.invalidateQueries({ queryKey: key });
  return (
    <Loaded query={query} what="read the client secrets">
      {(secrets) => (
        <Stack gap="lg">
          {secrets.map((secret, at) => (
            <SecretRow
              key={secret.id}
              secret={secret}
              name={`client secret ${at + 1}`}
              acts={actsOf({ appId: app.id, secret, confirm, refresh })}
            />
          ))}
          <Group>
            <Button
              variant="default"
              size="sm"
              disabled={secrets.length >= secretsMax}
              onClick={() =>
                confirm({
                  title: 'Generate a second client secret',
                  text: 'Both secrets work until one is deactivated.',
                  act: 'Generate client secret',
                  run: async () => {
                    await api.POST('/api/v1/apps/{appId}/credentials/secrets', { params: { path: { appId: app.id } }, body: {} });
                    await refresh();
                  },
                })
              }
            >
              Generate client secret
            </Button>
            {secrets.length >= secretsMax ? (
              <Text size="sm" c="dimmed">
                An app has at most two. Delete one first.
              </Text>
            ) : null}
          </Group>
        </Stack>
      )}
    </Loaded>
  );
}

function SecretRow({ secret, name, acts }: { readonly secret: Secret; readonly name: string; readonly acts: readonly Act[] }): ReactNode {
  return (
    <div>
      <SecretField label={name.charAt(0).toUpperCase() + name.slice(1)} value={secret.client_secret} />
      <Group gap="sm" mt={6}>
        <ActivityBadge status={secret.status} />
        <Text size="sm" c="dimmed">
          Created <Time value={secret.created} />
        </Text>
        <RowMenu acts={acts} of={name} />
      </Group>
    </div>
  );
}

interface SecretActs {
  readonly appId: string;
  readonly secret: Secret;
  readonly confirm: (question: Question) => void;
  readonly refresh: () => Promise<unknown>;
}

function actsOf({ appId, secret, confirm, refresh }: SecretActs): readonly Act[] {
  const params = { path: { appId, secretId: secret.id } };
  const change = (question: Omit<Question, 'run'>, run: () => Promise<unknown>) => () =>
    confirm({
      ...question,
      run: async () => {
        await run();
        await refresh();
      },
    });
  if (secret.status === 'ACTIVE') {
    const run = () => api.POST('/api/v1/apps/{appId}/credentials/secrets/{secretId}/lifecycle/deactivate', { params });
    const text = 'Whoever still uses it is refused from now on. It can be activated again.';
    return [
      {
        label: 'Deactivate',
        run: change({ title: 'Deactivate this client secret', text, act: 'Deactivate client secret', dangerous: true }, run),
        dangerous: true,
      },
    ];
  }
  return [
    {
      label: 'Activate',
      run: change(
        { title: 'Activate this client secret', text: 'The app can authenticate with it again.', act: 'Activate client secret' },
        () => api.POST('/api/v1/apps/{appId}/credentials/secrets/{secretId}/lifecycle/activate', { params }),
      ),
    },
    {
      label: 'Delete',
      dangerous: true,
      run: change(
        { title: 'Delete this client secret', text: 'It is removed for good.', act: 'Delete client secret', dangerous: true },
        () => api.DELETE('/api/v1/apps/{appId}/credentials/secrets/{secretId}', { params }),
      ),
    },
  ];
}
