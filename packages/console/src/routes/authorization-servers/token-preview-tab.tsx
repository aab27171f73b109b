/** What a client would get for a person, and which rule decides: nothing is issued. */
import { Button, Group, Select, SimpleGrid, Stack, TagsInput, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { MethodResponse } from 'openapi-react-query';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { Card } from '../../patterns/card.js';
import { DirectoryPicker } from '../../patterns/directory-picker.js';
import { Problem } from '../../patterns/problem.js';
import type { PageSearch } from '../../patterns/search-state.js';
import { StatusBadge, type Tone } from '../../patterns/status-badge.js';
import { previewGrant, previewGrants, type PreviewGrant } from './preview-grants.js';
import { PreviewedToken } from './previewed-token.js';
import { minutes } from './rule-sentence.js';
import type { ServerProps } from './server-types.js';

export type Preview = MethodResponse<typeof apiQuery, 'post', '/api/v1/authorizationServers/{authServerId}/tokenPreview'>;

export function TokenPreviewTab({ server }: ServerProps): ReactNode {
  const apps = apiQuery.useQuery('get', '/api/v1/apps', { params: { query: { limit: 200 } } });
  const scopeNames = apiQuery.useQuery('get', '/api/v1/authorizationServers/{authServerId}/scopes', {
    params: { path: { authServerId: server.id } },
  });
  const search: PageSearch = useSearch({ strict: false });
  const [clientId, setClientId] = useState<string | null>(null);
  const [grantType, setGrantType] = useState<PreviewGrant>(() => previewGrant(search['grant']));
  const [userIds, setUserIds] = useState<string[]>([]);
  const [scopes, setScopes] = useState<string[]>(() => search['scopes']?.split(' ') ?? ['openid']);
  const [before, setBefore] = useState<Preview>();
  const preview = useMutation({
    mutationFn: async (client: string) => {
      const userId = userIds[0];
      const { data } = await api.POST('/api/v1/authorizationServers/{authServerId}/tokenPreview', {
        params: { path: { authServerId: server.id } },
        body: { clientId: client, grantType, scopes, ...(userId === undefined ? {} : { userId }) },
      });
      return data;
    },
  });
  const show = () => {
    if (clientId === null) return;
    setBefore(preview.data);
    preview.mutate(clientId);
  };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Card title="Request properties" description="No token is issued.">
        <Stack gap="md">
          <Select
            label="OAuth/OIDC client"
            searchable
            data={(apps.data ?? []).map(({ label, credentials }) => ({ value: credentials.oauthClient.client_id, label }))}
            value={clientId}
            onChange={setClientId}
          />
          <Select
            label="Grant type"
            data={[...previewGrants]}
            allowDeselect={false}
            value={grantType}
            onChange={(value) => setGrantType(previewGrant(value))}
          />
          <DirectoryPicker
            kind="users"
            label="User"
            description="Nobody chosen: what the policies say of anybody."
            value={userIds}
            onChange={(ids) => setUserIds(ids.slice(-1))}
            path="userIds"
          />
          <TagsInput label="Scopes" data={(scopeNames.data ?? []).map(({ name }) => name)} value={scopes} onChange={setScopes} />
          <Group>
            <Button onClick={show} loading={preview.isPending} disabled={clientId === null}>
              Preview Token
            </Button>
            {clientId === null ? (
              <Text size="sm" c="dimmed">
                Select a client.
              </Text>
            ) : null}
          </Group>
          {preview.error === null ? null : <Problem error={preview.error} what="preview the token" />}
        </Stack>
      </Card>
      <div aria-live="polite">
        {preview.data === undefined ? (
          <Card title="Preview">
            <Text size="sm">Choose what would be asked for. The tokens and the rule that decides appear here.</Text>
          </Card>
        ) : (
          <Result preview={preview.data} before={before} />
        )}
      </div>
    </SimpleGrid>
  );
}

function Result({ preview, before }: { readonly preview: Preview; readonly before: Preview | undefined }): ReactNode {
  const { allowed, refusals, lifetimes } = preview;
  return (
    <Stack gap="lg">
      <Card
        title={allowed ? 'Tokens would be issued' : 'Refused'}
        description={
          lifetimes === null
            ? undefined
            : `Access token ${minutes(lifetimes.accessToken / 60)}, refresh token ${lifetimes.refreshToken === 0 ? 'without end' : minutes(lifetimes.refreshToken / 60)}`
        }
      >
        <Stack gap="sm">
          {refusals.map(({ code, text }) => (
            <Text size="sm" key={code}>
              {text}
            </Text>
          ))}
          <Verdicts preview={preview} />
        </Stack>
      </Card>
      {preview.idToken === null ? null : <PreviewedToken name="ID token" token={preview.idToken} before={before?.idToken ?? undefined} />}
      {preview.accessToken === null ? null : (
        <PreviewedToken name="Access token" token={preview.accessToken} before={before?.accessToken ?? undefined} />
      )}
      {preview.ignoredClaims.map(({ name, reason }) => (
        <Text size="sm" key={name}>
          The claim {name} stays out of every token: {reason}
        </Text>
      ))}
    </Stack>
  );
}

const verdicts: Readonly<Record<string, { readonly tone: Tone; readonly label: string }>> = {
  MATCHED: { tone: 'good', label: 'Matched' },
  UNMET: { tone: 'warning', label: 'Not met' },
  NOT_REACHED: { tone: 'idle', label: 'Not reached' },
};

/** Which rule decided, and why those above it did not. */
function Verdicts({ preview }: { readonly preview: Preview }): ReactNode {
  return (
    <ul style={{ margin: 0, paddingLeft: 18 }}>
      {preview.policies.map((policy) => (
        <li key={policy.id}>
          <Verdict name={policy.name} verdict={policy.verdict} why={policy.unmet?.text} />
          <ul style={{ paddingLeft: 18 }}>
            {policy.rules.map((rule) => (
              <li key={rule.id}>
                <Verdict name={rule.name} verdict={rule.verdict} why={rule.unmet?.text} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function Verdict({ name, verdict, why }: { readonly name: string; readonly verdict: string; readonly why: string | undefined }): ReactNode {
  return (
    <Text size="sm" component="span">
      {name} <StatusBadge {...(verdicts[verdict] ?? { tone: 'idle', label: verdict })} /> {why}
    </Text>
  );
}
