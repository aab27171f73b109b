/** One enrolled device of a person: what it signs with, what it may approve, whether pushes reach it, when it was last used. */
import { Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { MethodResponse } from 'openapi-react-query';
import type { ReactNode } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { RowMenu } from '../../patterns/act-menu.js';
import { Card } from '../../patterns/card.js';
import { type Question, useConfirm } from '../../patterns/confirm.js';
import { EntityId } from '../../patterns/entity-id.js';
import { Facts } from '../../patterns/facts.js';
import { TextLink } from '../../patterns/links.js';
import { StatusBadge } from '../../patterns/status-badge.js';
import { Time } from '../../patterns/time.js';
import { useMay } from '../../session/session.js';
import { deviceStatusNames, deviceStatusTones } from '../devices/device.js';
import { deviceActs } from '../devices/device-life-cycle.js';
import type { Enrolled } from './enrollments-tab.js';
import { nameOf, type Person } from './person.js';

export type Requests = MethodResponse<typeof apiQuery, 'get', '/api/v1/transactions'>;

interface EnrollmentCardProps {
  readonly person: Person;
  readonly factor: Enrolled;
  /** The latest of the person; undefined while they are read, or may not be. */
  readonly requests: Requests | undefined;
}

const keyUses = {
  PROOF_OF_POSSESSION: 'Possession key',
  USER_VERIFICATION: 'User verification key',
  USER_VERIFICATION_BIO_OR_PIN: 'User verification key (biometrics or PIN)',
} as const;

export function EnrollmentCard({ person, factor, requests }: EnrollmentCardProps): ReactNode {
  const { enrollment, profile } = factor;
  const queries = useQueryClient();
  const confirm = useConfirm();
  const mayDevices = useMay('okta.devices.manage');
  const mayRemove = useMay('okta.users.credentials.manage');
  const name = profile.name ?? 'Device';
  const onDone = () => readAnew(queries);
  const device = { id: enrollment.device.id, status: enrollment.device.status, name };
  const acts = [
    ...(mayDevices ? deviceActs({ device, confirm, onDone }).filter(({ label }) => label !== 'Delete device') : []),
    ...(mayRemove
      ? [{ label: 'Remove enrollment', dangerous: true, run: () => confirm(removal({ person, factorId: factor.id, name, onDone })) }]
      : []),
  ];
  const lastUsed = requests?.find(({ decision }) => decision?.enrollmentId === enrollment.id)?.decided;
  const { status } = enrollment.device;
  return (
    <Card
      title={name}
      description={[factor.vendorName, profile.platform, profile.version].filter((part) => part !== null && part !== '').join(' · ')}
      act={
        <Group gap="xs">
          <StatusBadge tone={deviceStatusTones[status]} label={deviceStatusNames[status]} />
          {acts.length === 0 ? null : <RowMenu acts={acts} of={name} />}
        </Group>
      }
    >
      <Facts
        facts={[
          {
            label: 'Device',
            value: (
              <TextLink to="/devices/$deviceId" params={{ deviceId: enrollment.device.id }} size="sm">
                {name}
              </TextLink>
            ),
          },
          { label: 'CIBA transactions', value: <Switched on={enrollment.transactionTypes.includes('CIBA')} /> },
          { label: 'Sign-in', value: <Switched on={enrollment.transactionTypes.includes('LOGIN')} /> },
          {
            label: 'Push',
            value: enrollment.hasPushToken ? (
              <LastPush enrollmentId={enrollment.id} requests={requests} />
            ) : (
              'No push token: the app fetches requests when it is opened'
            ),
          },
          { label: 'Keys', value: <Keys keys={enrollment.keys} /> },
          {
            label: 'Last used',
            value:
              requests === undefined ? (
                '–'
              ) : lastUsed === undefined || lastUsed === null ? (
                'Not in the latest requests'
              ) : (
                <Time value={lastUsed} />
              ),
          },
          { label: 'Enrolled', value: <Time value={factor.created} /> },
          { label: 'Enrollment id', value: <EntityId value={enrollment.id} what="enrollment id" /> },
        ]}
      />
    </Card>
  );
}

function Switched({ on }: { readonly on: boolean }): ReactNode {
  return <StatusBadge tone={on ? 'good' : 'idle'} label={on ? 'On' : 'Off'} />;
}

function Keys({ keys }: { readonly keys: Enrolled['enrollment']['keys'] }): ReactNode {
  return (
    <Stack gap={4}>
      {keys.map(({ use, kid, kty, protection, passkey }) => (
        <span key={`${use}${kid}`}>
          {passkey ? `${keyUses[use]}, a passkey` : keyUses[use]}: {kty === 'EC' ? 'ES256' : 'RS256'}
          {protection === null ? '' : protection === 'HARDWARE' ? ', in hardware' : ', in software'}
          <Text span size="xs" c="dimmed">
            {' '}
            <code>{kid}</code>
          </Text>
        </span>
      ))}
    </Stack>
  );
}

/** How far the push of the latest request came that asked this device. */
function LastPush({ enrollmentId, requests }: { readonly enrollmentId: string; readonly requests: Requests | undefined }): ReactNode {
  const latest = requests?.[0]?.id;
  const { data } = apiQuery.useQuery(
    'get',
    '/api/v1/transactions/{transactionId}',
    { params: { path: { transactionId: latest ?? '' } } },
    { enabled: latest !== undefined },
  );
  const delivery = data?.challenges.find((challenge) => challenge.enrollmentId === enrollmentId)?.delivery;
  if (delivery === undefined || delivery.status === 'none') return 'Has a push token';
  return (
    <>
      Has a push token. Latest push: {delivery.status.toLowerCase()}
      {delivery.detail === null ? '' : ` (${delivery.detail})`} <Time value={delivery.updated} />
    </>
  );
}

interface Removal {
  readonly person: Person;
  readonly factorId: string;
  readonly name: string;
  readonly onDone: () => Promise<unknown>;
}

function removal({ person, factorId, name, onDone }: Removal): Question {
  return {
    title: `Remove the enrollment on ${name}`,
    text: `${nameOf(person)} can no longer approve on this device; requests that only it could answer end. It can be enrolled again.`,
    act: 'Remove enrollment',
    dangerous: true,
    run: async () => {
      await api.DELETE('/api/v1/users/{userId}/factors/{factorId}', { params: { path: { userId: person.id, factorId } } });
      await onDone();
    },
  };
}
