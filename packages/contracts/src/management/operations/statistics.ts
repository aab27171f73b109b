import { gettingStartedOutput, statisticsQuery, transactionStatisticsOutput } from '../statistics.js';
import { operations } from './operation.js';

/** `/api/v1/statistics`, `/api/v1/org/gettingStarted`. Ours. */
export const statisticsOperations = operations('Statistics', {
  getTransactionStatistics: {
    method: 'GET',
    path: '/api/v1/statistics/transactions',
    summary: 'Count transactions over time',
    description: 'Intervals begin at full hours or days, UTC; a transaction counts where it was asked.',
    access: 'okta.transactions.read',
    query: statisticsQuery,
    status: 200,
    answer: transactionStatisticsOutput,
  },
  getGettingStarted: {
    method: 'GET',
    path: '/api/v1/org/gettingStarted',
    summary: 'Read how far a new org is',
    access: 'okta.orgs.read',
    status: 200,
    answer: gettingStartedOutput,
  },
});
