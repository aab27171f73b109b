import type { PushState } from '../domain/challenge/push-delivery.js';
import type { Instant } from './clock.js';

/** A message to send after the commit that caused it: written in that same transaction. */
export interface OutboxMessage {
  readonly id: string;
  readonly orgId: string;
  readonly kind: 'push-challenge';
  readonly payload: { readonly transactionId: string; readonly enrollmentId: string };
  readonly createdAt: Instant;
  /** Not worth sending any more after this. */
  readonly expiresAt: Instant;
}
export interface ClaimedMessage extends OutboxMessage {
  /** How often it was tried before. */
  readonly attempts: number;
}

/** What became of a message. Its challenge shows the same, written in the same statement. */
export interface Settlement {
  readonly id: string;
  readonly detail: string;
  readonly push: PushState;
  readonly now: Instant;
}

export interface OutboxStore {
  /** Claims due rows for `leaseMs`, skipping what another node holds; a node that dies loses them when the lease runs out. */
  claim(limit: number, leaseMs: number, now: Instant): Promise<readonly ClaimedMessage[]>;
  markSent(settlement: Settlement): Promise<void>;
  retryAt(dueAt: Instant, settlement: Settlement): Promise<void>;
  /** Stays visible with its reason. */
  markDead(settlement: Settlement): Promise<void>;
  /** When the next row is due; undefined: none. */
  nextDueAt(): Promise<Instant | undefined>;
}
