import type { AnswerEvidence } from '../../domain/challenge/answer-evidence.js';
import type { Challenge } from '../../domain/challenge/challenge.js';
import type { PushDelivery } from '../../domain/challenge/push-delivery.js';
import type { BackchannelRequest } from '../../domain/backchannel-request/backchannel-request.js';
import type { BackchannelRequestState } from '../../domain/backchannel-request/backchannel-request-state.js';
import type { Instant } from '../clock.js';

/** A backchannel request as lists show it. */
export interface TransactionSummary {
  readonly request: BackchannelRequest;
  readonly redeemedAt: Instant | undefined;
  /** Undefined when the user is gone, or nobody was asked. */
  readonly userLogin: string | undefined;
}

/** A backchannel request with its challenges and what became of them (decisions 2.1). */
export interface Transaction extends TransactionSummary {
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

/** Newest first. */
export interface TransactionQuery {
  readonly state: BackchannelRequestState | undefined;
  /** Text within the reason of the decision, whatever its case: reads what the rest of the query leaves. */
  readonly reason?: string | undefined;
  readonly clientId: string | undefined;
  readonly userId: string | undefined;
  /** Those that asked this device. */
  readonly deviceId?: string | undefined;
  readonly since: Instant | undefined;
  /** Not included. */
  readonly until: Instant | undefined;
  /** The last one of the page before. */
  readonly after: TransactionPosition | undefined;
  readonly limit: number;
}

export interface TransactionPosition {
  readonly createdAt: Instant;
  readonly transactionId: string;
}

export interface TransactionStore {
  list(orgId: string, query: TransactionQuery): Promise<readonly TransactionSummary[]>;
  find(orgId: string, transactionId: string): Promise<Transaction | undefined>;
  /** Public RS256 keys of the org's own server as JWKs, retired ones included, oldest first: those that ever signed a challenge. */
  listOrgKeys(orgId: string): Promise<readonly Readonly<Record<string, string>>[]>;
}
