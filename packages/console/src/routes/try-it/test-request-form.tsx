import { Alert, Button, Group, JsonInput, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { Card } from '../../patterns/card.js';
import { DirectoryPicker } from '../../patterns/directory-picker.js';
import { Problem } from '../../patterns/problem.js';
import type { PageSearch } from '../../patterns/search-state.js';
import { useMay } from '../../session/session.js';
import { readDetails } from './authorization-details.js';
import { SimulatedDevice } from './simulated-device.js';
import type { StartedTest } from './started-test.js';

interface TestRequestFormProps {
  readonly clientId: string | undefined;
  readonly userId: string | undefined;
  readonly onChoose: (change: PageSearch) => void;
  readonly onStarted: (test: StartedTest) => void;
}

const ciba = 'urn:openid:params:grant-type:ciba';

export function TestRequestForm({ clientId, userId, onChoose, onStarted }: TestRequestFormProps): ReactNode {
  const may = useMay('okta.transactions.manage');
  const apps = useCibaApps();
  const servers = apiQuery.useQuery('get', '/api/v1/authorizationServers');
  const [message, setMessage] = useState('Pay 250.00 EUR to ACME');
  const [scopes, setScopes] = useState<string[]>(['openid']);
  const [serverId, setServerId] = useState<string | null>(null);
  const [json, setJson] = useState('');
  const { details, fault } = readDetails(json);
  const app = apps.data?.find(({ id }) => id === clientId);
  const missing =
    clientId === undefined ? 'Select a client.' : userId === undefined ? 'Select a user.' : scopes.length === 0 ? 'Add a scope.' : fault;
  const send = useMutation({
    mutationFn: async () => {
      if (clientId === undefined || userId === undefined) return;
      const { data } = await api.POST('/api/v1/transactions/test', {
        body: {
          clientId,
          userId,
          scopes,
          ...(serverId === null ? {} : { authorizationServerId: serverId }),
          ...(message.trim() === '' ? {} : { bindingMessage: message.trim() }),
          ...(details === undefined ? {} : { authorizationDetails: details }),
        },
      });
      if (data !== undefined) onStarted(data);
    },
  });
  return (
    <Card title="Test request">
      <form
        aria-label="Test request"
        onSubmit={(event) => {
          event.preventDefault();
          if (missing === undefined) send.mutate();
        }}
      >
        <Stack gap="md">
          <Select
            label="Client"
            description="An application with the CIBA grant."
            searchable
            data={(apps.data ?? []).map(({ id, label }) => ({ value: id, label }))}
            value={clientId ?? null}
            onChange={(value) => onChoose({ clientId: value ?? undefined, transaction: undefined })}
            nothingFoundMessage="No application with the CIBA grant has this name."
          />
          <DirectoryPicker
            kind="users"
            label="User"
            value={userId === undefined ? [] : [userId]}
            onChange={(ids) => onChoose({ userId: ids.at(-1), transaction: undefined })}
            path="userId"
          />
          <TextInput
            label="Binding message"
            description="Shown on the device exactly as typed."
            value={message}
            onChange={(event) => setMessage(event.currentTarget.value)}
          />
          <TagsInput label="Scopes" value={scopes} onChange={setScopes} splitChars={[' ', ',']} />
          <Select
            label="Authorization server"
            placeholder="default"
            clearable
            data={(servers.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={serverId}
            onChange={setServerId}
          />
          <JsonInput
            label="Authorization details"
            description="Optional: a JSON array of objects with a type that the server knows (RFC 9396)."
            autosize
            minRows={2}
            maxRows={12}
            value={json}
            onChange={setJson}
            error={fault}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
          />
          {may ? null : <Alert color="yellow">Your roles do not allow to send test requests.</Alert>}
          <Group>
            <Button type="submit" loading={send.isPending} disabled={!may || missing !== undefined}>
              Send test request
            </Button>
            {missing === undefined ? null : (
              <Text size="sm" c="dimmed">
                {missing}
              </Text>
            )}
          </Group>
          {send.error === null ? null : <Problem error={send.error} what="send the test request" />}
        </Stack>
      </form>
      {app === undefined || userId === undefined ? null : (
        <SimulatedDevice userId={userId} authenticatorId={app.authenticatorId} onEnrolled={() => send.reset()} />
      )}
    </Card>
  );
}

/** The apps that can ask, with the authenticator they ask by. */
function useCibaApps() {
  return useQuery({
    queryKey: ['ciba-apps'],
    queryFn: async ({ signal }) => {
      const { data = [] } = await api.GET('/api/v1/apps', { params: { query: { limit: 200 } }, signal });
      return data
        .filter(({ status, settings }) => status === 'ACTIVE' && settings.oauthClient.grant_types.includes(ciba))
        .map(({ label, credentials, settings }) => ({
          id: credentials.oauthClient.client_id,
          label,
          authenticatorId: settings.oauthClient.backchannel_custom_authenticator_id ?? undefined,
        }));
    },
  });
}
