import type { AnswerEvidence } from '../../domain/challenge/answer-evidence.js';
import type { Challenge } from '../../domain/challenge/challenge.js';
import type { PushDelivery } from '../../domain/challenge/push-delivery.js';
import type { BackchannelRequest } from '../../domain/backchannel-request/backchannel-request.js';
import type { Instant } from '../clock.js';

/** A backchannel request with its challenges and what became of them (decisions 2.1). */
export interface Transaction {
  readonly request: BackchannelRequest;
  readonly redeemedAt: Instant | undefined;
  /** Undefined when the user is gone, or nobody was asked. */
  readonly userLogin: string | undefined;
  /** In the order of their enrollments' ids. */
  readonly challenges: readonly TransactionChallenge[];
}

export interface TransactionChallenge {
  readonly challenge: Challenge;
  readonly delivery: PushDelivery;
  /** Undefined when the enrollment is gone; what an answer needs to be verified stays with it. */
  readonly device: { readonly id: string; readonly profile: Readonly<Record<string, unknown>> } | undefined;
  readonly answer: StoredAnswer | undefined;
}

/** A verified answer as it came, and what it was verified against. */
export interface StoredAnswer extends AnswerEvidence {
  readonly answeredAt: Instant;
  /** Compact JWS. */
  readonly jwt: string;
}

export interface TransactionStore {
  find(orgId: string, transactionId: string): Promise<Transaction | undefined>;
  /** Public RS256 keys of the org's own server as JWKs, retired ones included, oldest first: those that ever signed a challenge. */
  listOrgKeys(orgId: string): Promise<readonly Readonly<Record<string, string>>[]>;
}
