import { logStreamQuery, transactionStreamQuery } from '../live-tails.js';
import { logEventOutput } from '../system-log.js';
import { transactionSummaryOutput } from '../transactions.js';
import { operations } from './operation.js';

/** `/api/v1/logs/stream`, `/api/v1/transactions/stream`. Ours. */
export const liveTailOperations = operations('LiveTail', {
  streamLogEvents: {
    method: 'GET',
    path: '/api/v1/logs/stream',
    summary: 'Follow the system log',
    description: 'Each new event once, as `event: log`. Resumes where `Last-Event-ID` says. Ends with the session or token of the caller.',
    access: 'okta.logs.read',
    query: logStreamQuery,
    status: 200,
    events: logEventOutput,
  },
  streamTransactions: {
    method: 'GET',
    path: '/api/v1/transactions/stream',
    summary: 'Follow transactions',
    description:
      'Each new transaction and each change of one as `event: transaction`, as the list shows it, also when it leaves the status that was asked for. Resumes where `Last-Event-ID` says, an hour back at most; then what changed since may come again.',
    access: 'okta.transactions.read',
    query: transactionStreamQuery,
    status: 200,
    events: transactionSummaryOutput,
  },
});
