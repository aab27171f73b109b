/** One request as it goes on: read anew with each change the tail tells, and each second or two while it is open for the pushes. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { apiQuery } from '../../../api/client.js';
import { openTail } from '../../../api/event-stream.js';

const pendingMs = 2_000;

export function useTransaction(transactionId: string) {
  const queries = useQueryClient();
  const params = { params: { path: { transactionId } } };
  const transaction = apiQuery.useQuery('get', '/api/v1/transactions/{transactionId}', params);
  const isPending = transaction.data?.status === 'PENDING';
  const timeline = apiQuery.useQuery('get', '/api/v1/transactions/{transactionId}/timeline', params, {
    refetchInterval: isPending ? pendingMs : false,
  });
  const clientId = transaction.data?.client.id;
  // what was approved can still be fetched
  const mayChange = isPending || transaction.data?.status === 'APPROVED';
  useEffect(() => {
    if (!mayChange || clientId === undefined) return undefined;
    const readAnew = () =>
      void queries.invalidateQueries({ predicate: ({ queryKey }) => JSON.stringify(queryKey).includes(transactionId) });
    return openTail(
      '/api/v1/transactions/stream',
      { clientId },
      {
        onRows: (rows) => {
          if (rows.some(({ id }) => id === transactionId)) readAnew();
        },
        onOpen: readAnew,
        onLost: () => undefined,
      },
    );
  }, [mayChange, clientId, transactionId, queries]);
  return { transaction, timeline };
}
