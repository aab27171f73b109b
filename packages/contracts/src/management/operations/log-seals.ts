import { z } from 'zod';
import { logSealOutput } from '../system-log.js';
import { operations } from './operation.js';

/** `/api/v1/logs/seals`. Ours. */
export const logSealOperations = operations('SystemLog', {
  listLogSeals: {
    method: 'GET',
    path: '/api/v1/logs/seals',
    summary: 'List the seals of the system log',
    description: 'From the first one on. `countersign verify-log` checks them and the events they seal, offline.',
    access: 'okta.logs.read',
    list: { defaultLimit: 20, maxLimit: 100 },
    status: 200,
    answer: z.array(logSealOutput),
  },
});
