import { z } from 'zod';
import {
  cancelTransactionInput,
  evidenceOutput,
  transactionListQuery,
  transactionOutput,
  transactionSummaryOutput,
} from '../transactions.js';
import { operations } from './operation.js';

/** `/api/v1/transactions`: backchannel requests with their challenges, and the evidence of their decisions. Ours, in Okta's manner. */
export const transactionOperations = operations('Transaction', {
  listTransactions: {
    method: 'GET',
    path: '/api/v1/transactions',
    summary: 'List transactions',
    description: 'Newest first.',
    access: 'okta.transactions.read',
    query: transactionListQuery,
    list: { defaultLimit: 100, maxLimit: 200 },
    status: 200,
    answer: z.array(transactionSummaryOutput),
  },
  getTransaction: {
    method: 'GET',
    path: '/api/v1/transactions/{transactionId}',
    summary: 'Read a transaction with its challenges',
    access: 'okta.transactions.read',
    status: 200,
    answer: transactionOutput,
  },
  cancelTransaction: {
    method: 'POST',
    path: '/api/v1/transactions/{transactionId}/lifecycle/cancel',
    summary: 'Cancel a pending transaction',
    access: 'okta.transactions.manage',
    body: cancelTransactionInput,
    status: 200,
    answer: transactionOutput,
  },
  getTransactionEvidence: {
    method: 'GET',
    path: '/api/v1/transactions/{transactionId}/evidence',
    summary: 'Export the evidence of a decision',
    access: 'okta.transactions.read',
    status: 200,
    answer: evidenceOutput,
  },
});
