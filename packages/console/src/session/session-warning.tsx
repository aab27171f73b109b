/** Warns before the session ends, and keeps its end known while a person works. */
import { Button, Group, Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { sessionQuery } from './session.js';

const warnMs = 120_000;
/** Work prolongs the session at the server; how far is asked no more often than this. */
const refreshMs = 300_000;

export function SessionWarning(): ReactNode {
  const { data, dataUpdatedAt, refetch, isFetching } = useQuery(sessionQuery);
  const expiresAt = data === undefined ? undefined : Date.parse(data.expiresAt);
  const left = useTimeLeft(expiresAt);
  useEffect(() => {
    const onWork = () => {
      if (document.visibilityState === 'visible' && Date.now() - dataUpdatedAt > refreshMs) void refetch();
    };
    addEventListener('pointerdown', onWork);
    addEventListener('keydown', onWork);
    return () => {
      removeEventListener('pointerdown', onWork);
      removeEventListener('keydown', onWork);
    };
  }, [dataUpdatedAt, refetch]);
  useEffect(() => {
    // the answer to this one is what sends the page to the sign-in
    if (left !== undefined && left <= 0) void refetch();
  }, [left, refetch]);
  return (
    <Modal
      opened={left !== undefined && left > 0 && left <= warnMs}
      onClose={() => void refetch()}
      title="Your session is about to end"
      closeButtonProps={{ 'aria-label': 'Stay signed in' }}
    >
      <Text>
        For your security you are signed out in {describeLeft(left ?? 0)}. What you have typed is kept, and you come back to this page after
        signing in again.
      </Text>
      <Group justify="flex-end" mt="lg">
        <Button loading={isFetching} onClick={() => void refetch()} data-autofocus>
          Stay signed in
        </Button>
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
