/** One question to one person, from the request to its end. */
import type { PaymentOrder } from '../money/ledger.js';
import type { EvidenceReport } from './evidence.js';
import type { Exchange } from './exchange.js';

/**
 * `asking`: the request is on its way; `waiting`: the person has it. Everything else is an end. `rejected`: the org would not take the
 * request, or not give out its tokens. `mismatch` is ours: what was approved is not what was asked, so nothing is booked.
 */
export type ApprovalState =
  | 'asking'
  | 'waiting'
  | 'approved'
  | 'denied'
  | 'expired'
  | 'cancelled'
  | 'noDevice'
  | 'tooManyTries'
  | 'unreachable'
  | 'rejected'
  | 'mismatch';

export type ApprovalPurpose =
  | { readonly kind: 'signIn'; readonly login: string }
  | { readonly kind: 'payment'; readonly order: PaymentOrder };

export interface Person {
  /** `sub` of the ID token. */
  readonly sub: string;
  readonly name: string;
  readonly login: string;
  /** Names the person in the next request (`id_token_hint`). */
  readonly idToken: string;
}

export interface Approval {
  /** In the address of the page, so that a link continues the wait. 128 random bits. */
  readonly id: string;
  /** The session it belongs to, and nobody else may see it. */
  readonly sessionId: string;
  readonly purpose: ApprovalPurpose;
  readonly person: Person | undefined;
  readonly bindingMessage: string;
  readonly startedAt: number;
  readonly exchanges: Exchange[];
  state: ApprovalState;
  /** Grows with every change, so that a page can ask for what is new. */
  revision: number;
  authReqId: string | undefined;
  /** Milliseconds since the epoch. */
  expiresAt: number | undefined;
  endedAt: number | undefined;
  intervalSeconds: number;
  /** What the person picks on the phone, where the org matches numbers. */
  number: string | undefined;
  /** The last call did not get through; the wait goes on. */
  troubled: boolean;
  /** Where the org said when to try again, in seconds. */
  retryAfterSeconds: number | undefined;
  /** Who approved: the ID token of the answer. */
  approvedBy: Person | undefined;
  transactionId: string | undefined;
  evidence: EvidenceReport | undefined;
  /** Taken back: whether the org knows of it. If not, phones may ask until the request expires. */
  withdrawn: boolean | undefined;
  /** The request that took this one's place. */
  replacedBy: string | undefined;
  /** False: approved, but the account had no money left. */
  booked: boolean | undefined;
}

export function hasEnded({ state }: Pick<Approval, 'state'>): boolean {
  return state !== 'asking' && state !== 'waiting';
}
