import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Problem } from '../../patterns/problem.js';
import { StatusBadge } from '../../patterns/status-badge.js';
import { useMay } from '../../session/session.js';

interface SimulatedDeviceProps {
  readonly userId: string;
  /** Of the app that asks. */
  readonly authenticatorId: string | undefined;
  readonly onEnrolled: () => void;
}

/** For people without a phone: a device that this server answers for. */
export function SimulatedDevice({ userId, authenticatorId, onEnrolled }: SimulatedDeviceProps): ReactNode {
  const queries = useQueryClient();
  const may = useMay('okta.users.credentials.manage');
  const devices = apiQuery.useQuery('get', '/api/v1/users/{userId}/devices', { params: { path: { userId } } });
  const enrol = useMutation({
    mutationFn: async () => {
      if (authenticatorId === undefined) return;
      await api.POST('/api/v1/users/{userId}/simulatedDevice', { params: { path: { userId } }, body: { authenticatorId } });
      await readAnew(queries);
      onEnrolled();
    },
  });
  const count = devices.data?.length;
  return (
    <div style={{ marginTop: 24, paddingTop: 16, borderTop: '1px solid var(--console-line)' }}>
      <Group gap="xs" mb={4}>
        <Text size="sm" fw={600}>
          No phone at hand?
        </Text>
        <StatusBadge tone="warning" label="SIMULATION" />
      </Group>
      <Text size="sm" mb="sm">
        {count === undefined
          ? ''
          : count === 0
            ? 'This person has no device. '
            : `This person has ${count === 1 ? 'one device' : `${count} devices`}. `}
        A simulated device is enrolled like a phone; you approve or deny for it on this page. Its answers are marked wherever they show, and
        no person stands behind them.
      </Text>
      {authenticatorId === undefined ? (
        <Text size="sm">The client has no preferred authenticator for CIBA.</Text>
      ) : (
        <Button variant="default" size="sm" loading={enrol.isPending} disabled={!may} onClick={() => enrol.mutate()}>
          Enrol a simulated device
        </Button>
      )}
      <span className="visually-hidden" role="status">
        {enrol.isSuccess ? 'A simulated device is enrolled' : ''}
      </span>
      {enrol.isSuccess ? (
        <Text size="sm" mt="xs">
          Enrolled. Send the test request.
        </Text>
      ) : null}
      {enrol.error === null ? null : <Problem error={enrol.error} what="enrol a simulated device" />}
    </div>
  );
}
