import type { BackchannelRequest, Decision, RequestStatus } from '../domain/backchannel-request/backchannel-request.js';
import type { AnswerEvidence } from '../domain/challenge/answer-evidence.js';
import type { Challenge } from '../domain/challenge/challenge.js';
import type { SystemLogEvent } from '../domain/event/system-log-event.js';
import type { Grant, RefreshToken } from '../domain/grant/grant.js';
import type { PromptLimits, ReachedPromptLimit } from '../domain/prompt-limits/prompt-limits.js';
import type { User } from '../domain/user/user.js';
import type { Instant } from './clock.js';
import type { OutboxMessage } from './outbox-store.js';

export interface NewBackchannelRequest {
  readonly request: BackchannelRequest;
  readonly challenges: readonly Challenge[];
  readonly outbox: readonly OutboxMessage[];
  readonly event: SystemLogEvent;
}

export interface LimitedBackchannelRequest extends NewBackchannelRequest {
  readonly limits: PromptLimits;
  /** Written in place of `event` when a limit is reached; its outcome's reason becomes the limit. */
  readonly refusal: SystemLogEvent;
}

export interface DecideRequest {
  readonly orgId: string;
  readonly transactionId: string;
  readonly enrollmentId: string;
  readonly outcome: 'approved' | 'denied' | 'failed';
  readonly decision: Decision;
  /** The answer as the device signed it: evidence. */
  readonly challengeResponse: string;
  /** Written with the answer, so that it can be verified when enrollment, client or authenticator have changed or are gone. */
  readonly evidence: AnswerEvidence;
  readonly now: Instant;
  readonly event: SystemLogEvent;
}

export interface RedeemRequest {
  readonly authReqIdHash: string;
  readonly orgId: string;
  readonly clientId: string;
  readonly now: Instant;
  /** Written only if this call wins. `userId`, `scopes`, lifetimes, `amr` and `acr` come from the request's row; `authTime` is its `decidedAt`. */
  readonly grant: Pick<Grant, 'id' | 'grantType'>;
  /** Written only if the request's scopes have `offline_access`. */
  readonly refreshToken: Pick<RefreshToken, 'hash'> | undefined;
  readonly event: SystemLogEvent;
}

/** The request is named as devices know it, or as its client does. */
export type CancelRequest = ({ readonly transactionId: string } | { readonly authReqIdHash: string }) & {
  readonly orgId: string;
  readonly outcome: 'cancelled' | 'failed';
  readonly reason: string;
  readonly now: Instant;
  readonly event: SystemLogEvent;
};

/** The winner's harvest: all that is needed to make the tokens, so that nothing is read afterwards. */
export interface Redemption {
  readonly request: BackchannelRequest;
  readonly grant: Grant;
  readonly user: User;
}

/**
 * The hot path's store. Concurrent calls are committed together (group commit), each caller learns its own outcome,
 * and nothing returns before its commit (decisions 3.1).
 */
export interface BackchannelRequestStore {
  /** Request, challenges, outbox rows and event in one statement. */
  create(creation: NewBackchannelRequest): Promise<void>;
  /**
   * The same, unless the person was asked too often; then nothing but the refusal is written and the limit returned. Exact among
   * concurrent calls of all nodes. The person is the request's `userId`.
   */
  createWithinLimits(creation: LimitedBackchannelRequest): Promise<ReachedPromptLimit | undefined>;
  /** Reads of concurrent callers become one query. */
  findStatus(authReqIdHash: string): Promise<RequestStatus | undefined>;
  /** Those that are no longer pending at their first pace; one query for all. What is missing from the answer is as it was created. */
  listChanged(authReqIdHashes: readonly string[]): Promise<readonly RequestStatus[]>;
  /**
   * Records a poll of a still pending request in the row all nodes share, and judges it there: too early when it came less than the
   * row's interval after the last recorded poll (`previousPolledAt` stands in when none is recorded); then the interval grows by 5 s
   * (CIBA Core 11). Sets `paced`, so that every node asks the row from then on, and tells the nodes when it was too early. Batched.
   */
  recordPoll(poll: {
    readonly authReqIdHash: string;
    readonly polledAt: Instant;
    readonly previousPolledAt: Instant;
  }): Promise<{ readonly tooEarly: boolean; readonly intervalSeconds: number }>;
  findByTransactionId(orgId: string, transactionId: string): Promise<BackchannelRequest | undefined>;
  /**
   * Moves pending → the outcome if the request is still pending and unexpired at `now` and user, device and enrollment are active;
   * answers this challenge, supersedes the others, writes the event, tells every node. Within one batch denials come first.
   * False: somebody was first, or it was too late.
   */
  decide(decision: DecideRequest): Promise<boolean>;
  /** Moves approved → redeemed exactly once, whoever asks, and writes grant, refresh token and event with it. Undefined: not the winner. */
  redeem(redemption: RedeemRequest): Promise<Redemption | undefined>;
  /** Moves pending → cancelled or failed. False when it was not pending. */
  cancel(change: CancelRequest): Promise<boolean>;
}
