/** A request in cards: what was shown, who was asked on which devices, what was decided, and by whom it was asked. */
import { Code, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Card } from '../../../patterns/card.js';
import { CodeBlock } from '../../../patterns/code-block.js';
import { EntityId } from '../../../patterns/entity-id.js';
import { Facts } from '../../../patterns/facts.js';
import { TextLink } from '../../../patterns/links.js';
import { StatusBadge, type Tone } from '../../../patterns/status-badge.js';
import { Time } from '../../../patterns/time.js';
import { Moment } from '../shared/moment.js';
import { isSimulated, type Transaction } from './transaction.js';

interface CardProps {
  readonly transaction: Transaction;
}

export function ShownCard({ transaction: { display } }: CardProps): ReactNode {
  return (
    <Card title="What the person was shown" description="Word for word, in this order. The device signs a digest of it.">
      <Facts facts={display.lines.map(({ label, value }) => ({ label, value }))} />
    </Card>
  );
}

const deliveries: Readonly<Record<string, { readonly tone: Tone; readonly label: string }>> = {
  QUEUED: { tone: 'waiting', label: 'Push waiting' },
  SENT: { tone: 'good', label: 'Push sent' },
  FAILED: { tone: 'bad', label: 'Push failed' },
  RETIRED: { tone: 'warning', label: 'Push token gone' },
  NONE: { tone: 'idle', label: 'No push: fetched' },
};
const challengeStates: Readonly<Record<Transaction['challenges'][number]['status'], string>> = {
  OPEN: 'Waiting for an answer',
  ANSWERED: 'Answered',
  SUPERSEDED: 'Withdrawn: decided elsewhere or taken back',
  EXPIRED: 'Expired',
};

export function DevicesCard({ transaction: { challenges } }: CardProps): ReactNode {
  return (
    <Card title="Devices" description="Every device of the person that can approve is asked; the first answer counts.">
      {challenges.length === 0 ? (
        <Text size="sm">No device was asked.</Text>
      ) : (
        <Stack gap="md">
          {challenges.map(({ enrollmentId, device, status, delivery, userVerification }) => (
            <div key={enrollmentId}>
              <Group gap="xs" mb={4}>
                {device === null ? (
                  <Text size="sm" fw={600}>
                    A device that is gone
                  </Text>
                ) : (
                  <TextLink to="/devices/$deviceId" params={{ deviceId: device.id }} size="sm" fw={600}>
                    {device.displayName === '' ? device.id : device.displayName}
                  </TextLink>
                )}
                {device?.platform === 'SIMULATED' ? <StatusBadge tone="warning" label="SIMULATION" /> : null}
                <StatusBadge {...(deliveries[delivery.status] ?? { tone: 'idle', label: delivery.status })} />
              </Group>
              <Text size="sm">
                {challengeStates[status]}
                {userVerification === 'REQUIRED' ? ' · user verification required' : ''}
                {delivery.detail === null ? '' : ` · ${delivery.detail}`}
              </Text>
              {device === null ? null : <EntityId value={device.id} what="device ID" />}
            </div>
          ))}
        </Stack>
      )}
    </Card>
  );
}

export function DecisionCard({ transaction }: CardProps): ReactNode {
  const { decision, challenges, decided, redeemed } = transaction;
  const answered = challenges.find(({ answer }) => answer !== null);
  const answer = answered?.answer;
  if (decision === null) return null;
  const kind = answer === undefined || answer === null ? undefined : isSimulated(answer.keyId);
  return (
    <Card title="Decision" act={kind === true ? <StatusBadge tone="warning" label="SIMULATION" /> : null}>
      <Facts
        facts={[
          { label: 'When', value: decided === null ? null : <Moment value={decided} /> },
          { label: 'Device', value: answered?.device?.displayName ?? <EntityId value={decision.deviceId} what="device ID" /> },
          ...(answer === undefined || answer === null
            ? []
            : [
                { label: 'Answer', value: answer.userConsent },
                { label: 'Made by', value: kind === true ? 'A simulated device: no person was asked' : 'A real device' },
                { label: 'Key', value: <EntityId value={answer.keyId} what="key ID" /> },
                { label: 'Key type', value: `${answer.keyType}${answer.passkey ? ', with a passkey' : ''}` },
              ]),
          { label: 'Person verified', value: decision.userVerified ? 'Yes' : 'No' },
          { label: 'Methods (amr)', value: decision.amr.join(', ') },
          { label: 'Context class (acr)', value: decision.acr },
          { label: 'Reason', value: decision.reason },
          { label: 'Tokens issued', value: redeemed === null ? 'No' : <Moment value={redeemed} /> },
        ]}
      />
    </Card>
  );
}

export function RequestCard({ transaction }: CardProps): ReactNode {
  const { client, user, authorizationServer, scopes, bindingMessage, authorizationDetails, requestedFrom, id, created, expires } =
    transaction;
  return (
    <Card title="Request">
      <Facts
        facts={[
          { label: 'Transaction ID', value: <EntityId value={id} what="transaction ID" /> },
          { label: 'Binding message', value: bindingMessage },
          {
            label: 'Client',
            value: (
              <TextLink to="/applications/$appId" params={{ appId: client.id }} size="sm">
                {client.name}
              </TextLink>
            ),
          },
          {
            label: 'User',
            value:
              user === null ? (
                'Nobody was asked'
              ) : (
                <TextLink to="/people/$userId" params={{ userId: user.id }} size="sm">
                  {user.login ?? user.id}
                </TextLink>
              ),
          },
          {
            label: 'Authorization server',
            value: (
              <TextLink to="/security/api/$authServerId" params={{ authServerId: authorizationServer.id }} size="sm">
                {authorizationServer.id}
              </TextLink>
            ),
          },
          { label: 'Scopes', value: <Code>{scopes.join(' ')}</Code> },
          { label: 'Requested', value: <Moment value={created} /> },
          { label: 'Expires', value: <Time value={expires} /> },
          {
            label: 'Requested from',
            value: `${requestedFrom.ipAddress}${requestedFrom.userAgent === '' ? '' : `, ${requestedFrom.userAgent}`}`,
          },
        ]}
      />
      {authorizationDetails === null ? null : (
        <>
          <Text size="sm" fw={600} mt="md" mb={4}>
            Authorization details
          </Text>
          <CodeBlock code={JSON.stringify(authorizationDetails, undefined, 2)} what="authorization details" />
        </>
      )}
    </Card>
  );
}
