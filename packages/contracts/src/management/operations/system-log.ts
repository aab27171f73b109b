import { z } from 'zod';
import { logEventOutput, logQuery } from '../system-log.js';
import { operations } from './operation.js';

/** `/api/v1/logs` (okta-api 3.13). */
export const systemLogOperations = operations('SystemLog', {
  listLogEvents: {
    method: 'GET',
    path: '/api/v1/logs',
    summary: 'List events of the system log',
    description: 'Ascending and without `until` there is always a next page: a program that follows it hears of every event once.',
    access: 'okta.logs.read',
    query: logQuery,
    status: 200,
    answer: z.array(logEventOutput),
  },
});
