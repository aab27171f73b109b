/** A transaction of the management API as the console's pages use it: in the guide's words, a CIBA request. */
import type { MethodResponse } from 'openapi-react-query';
import type { apiQuery } from '../../../api/client.js';
import type { Tone } from '../../../patterns/status-badge.js';

export type TransactionSummary = MethodResponse<typeof apiQuery, 'get', '/api/v1/transactions'>[number];
export type Transaction = MethodResponse<typeof apiQuery, 'get', '/api/v1/transactions/{transactionId}'>;
export type Timeline = MethodResponse<typeof apiQuery, 'get', '/api/v1/transactions/{transactionId}/timeline'>;
export type TransactionStatus = Transaction['status'];

export const statuses: Readonly<Record<TransactionStatus, { readonly tone: Tone; readonly label: string }>> = {
  PENDING: { tone: 'waiting', label: 'Pending' },
  APPROVED: { tone: 'good', label: 'Approved' },
  REDEEMED: { tone: 'good', label: 'Tokens issued' },
  DENIED: { tone: 'bad', label: 'Denied' },
  CANCELLED: { tone: 'idle', label: 'Cancelled' },
  FAILED: { tone: 'warning', label: 'Failed' },
  EXPIRED: { tone: 'idle', label: 'Expired' },
};

// pairs of an object made of them
export const statusNames = Object.keys(statuses) as TransactionStatus[];

export function statusOf(text: string | undefined): TransactionStatus | undefined {
  return statusNames.find((name) => name === text);
}

/** How far each state is from the beginning: a request never goes back. */
const order: Readonly<Record<TransactionStatus, number>> = {
  PENDING: 0,
  APPROVED: 1,
  DENIED: 2,
  CANCELLED: 2,
  FAILED: 2,
  EXPIRED: 2,
  REDEEMED: 3,
};

export function laterOf(one: TransactionSummary, other: TransactionSummary): TransactionSummary {
  return order[other.status] > order[one.status] ? other : one;
}

/** What to call it: the binding message, or what was asked for. */
export function titleOf({ bindingMessage, scopes, type }: Pick<Transaction, 'bindingMessage' | 'scopes' | 'type'>): string {
  return bindingMessage ?? (type === 'LOGIN' ? 'Sign-in' : scopes.join(' '));
}

/** The keys of simulated devices begin so; the server makes no others. */
export function isSimulated(keyId: string): boolean {
  return keyId.startsWith('SIMULATED-');
}
