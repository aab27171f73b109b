/** "Send a test push": to one enrolled device, with the push service's answer in plain words. */
import { Alert, Anchor, Button, Group, Select, Stack, Text } from '@mantine/core';
import type { MethodResponse } from 'openapi-react-query';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { Card } from '../../patterns/card.js';
import { DirectoryPicker } from '../../patterns/directory-picker.js';
import { Problem } from '../../patterns/problem.js';
import { useAct } from '../../patterns/use-act.js';
import { useMay } from '../../session/session.js';
import { docsHref } from '../reports/shared/docs-link.js';
import { type Authenticator, providerIds, useProviderChoices } from './authenticator.js';

type Answer = MethodResponse<typeof apiQuery, 'post', '/api/v1/push-providers/{pushProviderId}/test'>;

export function TestPushCard({ authenticator }: { readonly authenticator: Authenticator }): ReactNode {
  const used = providerIds(authenticator);
  const all = [...(useProviderChoices('APNS') ?? []), ...(useProviderChoices('FCM') ?? []), ...(useProviderChoices('WEBPUSH') ?? [])];
  const providers = all.filter(({ value }) => used.includes(value));
  const [userId, setUserId] = useState<string>();
  const [chosenProvider, setProvider] = useState<string | null>(null);
  const [chosenDevice, setDevice] = useState<string | null>(null);
  const [answer, setAnswer] = useState<Answer>();
  const act = useAct();
  const may = useMay('okta.pushProviders.manage');
  const factors = apiQuery.useQuery(
    'get',
    '/api/v1/users/{userId}/factors',
    { params: { path: { userId: userId ?? '' } } },
    { enabled: userId !== undefined },
  );
  const devices = (factors.data ?? []).flatMap((factor) =>
    factor.factorType === 'push' && factor.enrollment.authenticatorId === authenticator.id
      ? [
          {
            value: factor.enrollment.id,
            label: factor.profile.name ?? 'Device',
            hasPushToken: factor.enrollment.hasPushToken,
          },
        ]
      : [],
  );
  const provider = chosenProvider ?? providers[0]?.value;
  const device = chosenDevice ?? devices[0]?.value;
  const cannotBeReached = devices.find(({ value }) => value === device)?.hasPushToken === false;
  if (!may) return null;
  const send = async (pushProviderId: string, enrollmentId: string) => {
    setAnswer(undefined);
    const { data } = await api.POST('/api/v1/push-providers/{pushProviderId}/test', {
      params: { path: { pushProviderId } },
      body: { enrollmentId },
    });
    setAnswer(data);
  };
  return (
    <Card title="Test push" description="The device gets a push, finds nothing to answer, and the push service’s answer is shown here.">
      {providers.length === 0 ? (
        <Text size="sm">Connect a push service above first.</Text>
      ) : (
        <Stack gap="md">
          <DirectoryPicker
            kind="users"
            label="Person"
            description="Somebody with a device that is enrolled in this authenticator."
            value={userId === undefined ? [] : [userId]}
            onChange={(ids) => {
              setUserId(ids.at(-1));
              setDevice(null);
              setAnswer(undefined);
            }}
            path="test-person"
          />
          {userId === undefined ? null : (
            <Select
              label="Device"
              data={devices.map(({ value, label }) => ({ value, label }))}
              placeholder={factors.isPending ? 'Reading the devices…' : 'No device is enrolled in this authenticator'}
              value={device ?? null}
              onChange={setDevice}
            />
          )}
          {providers.length < 2 ? null : (
            <Select label="Push provider" data={providers} value={provider ?? null} onChange={setProvider} allowDeselect={false} />
          )}
          <Group>
            <Button
              variant="default"
              loading={act.isRunning}
              disabled={provider === undefined || device === undefined || cannotBeReached}
              onClick={() => (provider === undefined || device === undefined ? undefined : void act.run(() => send(provider, device)))}
            >
              Send a test push
            </Button>
            {cannotBeReached ? (
              <Text size="sm" c="dimmed">
                This device has no push token: it fetches requests by itself, and no push service can reach it.
              </Text>
            ) : null}
          </Group>
          <div role="status">{answer === undefined ? null : <Outcome answer={answer} />}</div>
          {act.error === undefined ? null : <Problem error={act.error} what="send the test push" />}
        </Stack>
      )}
    </Card>
  );
}

function Outcome({ answer }: { readonly answer: Answer }): ReactNode {
  const isSent = answer.outcome === 'SENT';
  return (
    <Alert color={isSent ? 'teal' : 'red'} variant="light" title={isSent ? 'The push service took it' : 'The push did not go out'}>
      <Text size="sm">{answer.text}</Text>
      {answer.detail === '' ? null : (
        <Text size="sm" mt={4}>
          The push service said: <code>{answer.detail}</code>
        </Text>
      )}
      {answer.docs === null ? null : (
        <Anchor size="sm" underline="always" href={docsHref(answer.docs)}>
          What to do about it
        </Anchor>
      )}
    </Alert>
  );
}
