import type { Instant } from './clock.js';

/** What a live channel needs to know of a challenge that waits for an answer. */
export interface OpenChallenge {
  readonly enrollmentId: string;
  readonly transactionId: string;
  /** By which the bus tells that its request changed. */
  readonly authReqIdHash: string;
  readonly expiresAt: Instant;
}

export interface OpenChallengeStore {
  /** A person's active enrollments in an authenticator, on active devices. */
  listEnrollmentIds(person: {
    readonly orgId: string;
    readonly userId: string;
    readonly authenticatorId: string;
  }): Promise<readonly string[]>;
  /** All that wait for an answer on any of these enrollments: one read, however many. */
  list(enrollmentIds: readonly string[], now: Instant): Promise<readonly OpenChallenge[]>;
}
