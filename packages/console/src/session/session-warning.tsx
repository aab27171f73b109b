/** Warns before the session ends. Its end is asked for again while the page is open: work in other windows prolongs it, too. */
import { Button, Group, Modal, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { consoleApi } from '../api/client.js';
import { sessionQuery } from './session.js';

const warnMs = 120_000;
/** Asking does not prolong the session. */
const askMs = 60_000;

export function SessionWarning(): ReactNode {
  const queries = useQueryClient();
  const { data, refetch } = useQuery({ ...sessionQuery, refetchInterval: askMs, refetchIntervalInBackground: true });
  const extend = useMutation({
    mutationFn: async () => {
      const { data: session } = await consoleApi.POST('/admin/session/extend');
      if (session !== undefined) queries.setQueryData(sessionQuery.queryKey, session);
    },
  });
  const left = useTimeLeft(data === undefined ? undefined : Date.parse(data.expiresAt));
  const canExtend = data !== undefined && data.expiresAt < data.endsAt;
  useEffect(() => {
    // the answer to this one is what sends the page to the sign-in
    if (left !== undefined && left <= 0) void refetch();
  }, [left, refetch]);
  const isShown = left !== undefined && left > 0 && left <= warnMs;
  return (
    <Modal
      opened={isShown}
      onClose={() => extend.mutate()}
      title="Your session is about to end"
      withCloseButton={false}
      closeOnEscape={canExtend}
      closeOnClickOutside={false}
    >
      <Text>
        For your security you are signed out in {describeLeft(left ?? 0)}. What you have typed is kept, and you come back to this page after
        signing in again.
      </Text>
      <Group justify="flex-end" mt="lg">
        {canExtend ? (
          <Button loading={extend.isPending} onClick={() => extend.mutate()} data-autofocus>
            Stay signed in
          </Button>
        ) : null}
      </Group>
    </Modal>
  );
}

/** Milliseconds, in steps: a countdown that changes each second is announced each second. */
function useTimeLeft(expiresAt: number | undefined): number | undefined {
  const [left, setLeft] = useState<number>();
  useEffect(() => {
    if (expiresAt === undefined) return undefined;
    const tick = () => setLeft(Math.ceil((expiresAt - Date.now()) / 10_000) * 10_000);
    tick();
    const timer = setInterval(tick, 5_000);
    return () => clearInterval(timer);
  }, [expiresAt]);
  return left;
}

function describeLeft(ms: number): string {
  return ms > 60_000 ? 'two minutes' : ms > 30_000 ? 'one minute' : 'less than half a minute';
}
