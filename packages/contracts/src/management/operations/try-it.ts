import {
  simulatedDecisionInput,
  simulatedDecisionOutput,
  simulatedDeviceInput,
  simulatedDeviceOutput,
  testTransactionInput,
  testTransactionOutput,
  timelineOutput,
} from '../try-it.js';
import { operations } from './operation.js';

/** Trying an org before anybody else does. Ours. */
export const tryItOperations = operations('TryIt', {
  createTestTransaction: {
    method: 'POST',
    path: '/api/v1/transactions/test',
    summary: 'Ask a person in the place of a client, as a test',
    description:
      'A real request on every device of the person, marked as a test in the transaction and in the system log. Nobody is given its `auth_req_id`, so no tokens come of it.',
    access: 'okta.transactions.manage',
    body: testTransactionInput,
    status: 201,
    answer: testTransactionOutput,
  },
  getTransactionTimeline: {
    method: 'GET',
    path: '/api/v1/transactions/{transactionId}/timeline',
    summary: 'Read what happened to a transaction, step by step',
    access: 'okta.transactions.read',
    status: 200,
    answer: timelineOutput,
  },
  createSimulatedDevice: {
    method: 'POST',
    path: '/api/v1/users/{userId}/simulatedDevice',
    summary: 'Enrol a device that the server answers for',
    description: 'In development mode, or where the feature Simulated devices is enabled. Marked as simulation wherever it shows.',
    access: 'okta.users.credentials.manage',
    body: simulatedDeviceInput,
    status: 201,
    answer: simulatedDeviceOutput,
  },
  createSimulatedDecision: {
    method: 'POST',
    path: '/api/v1/transactions/{transactionId}/simulatedDecision',
    summary: 'Answer for a simulated device',
    access: 'okta.transactions.manage',
    body: simulatedDecisionInput,
    status: 200,
    answer: simulatedDecisionOutput,
  },
});
