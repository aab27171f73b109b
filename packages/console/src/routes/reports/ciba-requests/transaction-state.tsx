import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { StatusBadge } from '../../../patterns/status-badge.js';
import { Countdown } from './countdown.js';
import { statuses, type TransactionSummary } from './transaction.js';

/** The state, how long a pending one has, and whether it was a test. */
export function TransactionState({
  transaction,
}: {
  readonly transaction: Pick<TransactionSummary, 'status' | 'expires' | 'test'>;
}): ReactNode {
  const { status, expires, test } = transaction;
  return (
    <Group gap={6} component="span">
      <StatusBadge {...statuses[status]} />
      {test ? <StatusBadge tone="warning" label="Test" /> : null}
      {status === 'PENDING' ? <Countdown until={expires} /> : null}
    </Group>
  );
}
