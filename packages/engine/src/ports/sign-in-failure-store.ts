import type { SystemLogEvent } from '../domain/event/system-log-event.js';
import type { Instant } from './clock.js';

/** Failed attempts, counted over all nodes by subject: the counters behind lockout. */
export interface SignInFailureStore {
  /**
   * Counts one. The `maxFailures`th within the window locks the subject until `lockedUntil`, and with it the account (ACTIVE →
   * LOCKED_OUT, with the event) when it belongs to one. True: this one locked.
   */
  record(failure: {
    readonly orgId: string;
    readonly subject: string;
    readonly userId: string | undefined;
    readonly maxFailures: number;
    readonly windowEndsAt: Instant;
    readonly lockedUntil: Instant;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
  /** Forgets the subject's failures. */
  clear(orgId: string, subject: string): Promise<void>;
  /** When the lock of this subject ends; undefined: it is not locked. */
  lockedUntil(orgId: string, subject: string, now: Instant): Promise<Instant | undefined>;
  /** The subjects whose failures lock the account, with the end of each lock. */
  listLocks(orgId: string, userId: string, now: Instant): Promise<readonly { readonly subject: string; readonly lockedUntil: Instant }[]>;
  /** LOCKED_OUT → ACTIVE for accounts whose locks are over, `userId` only or all. Resolves to how many. */
  releaseDue(now: Instant, userId?: string): Promise<number>;
  /** LOCKED_OUT → ACTIVE, the failures of `subject` forgotten, with the event. Other failures stay counted. */
  unlock(change: {
    readonly orgId: string;
    readonly userId: string;
    readonly subject: string;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<void>;
  /** Remembers a browser in which this person signed in. */
  rememberBrowser(browser: {
    readonly hash: string;
    readonly orgId: string;
    readonly userId: string;
    readonly now: Instant;
  }): Promise<void>;
  /** Whether the person signed in there since `since`. */
  knowsBrowser(browser: {
    readonly hash: string;
    readonly orgId: string;
    readonly userId: string;
    readonly since: Instant;
  }): Promise<boolean>;
}
