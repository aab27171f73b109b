/**
 * How failed attempts to sign in lock an account (security model T11, S-W8). The count is kept in the store, over all nodes. A locked
 * person is not asked, cannot approve and gets no tokens, because only active users do.
 *
 * Anybody can type wrong passwords for a login they know. So that this is a nuisance and no more, a lock ends by itself, and a browser
 * in which the person has signed in before is judged apart from strangers: it still takes the right password, which ends the lock.
 */
export interface LockoutSettings {
  /** Failures within the window that lock the account: the last of them does. */
  readonly maxFailures: number;
  readonly windowMinutes: number;
  /** 0: until an administrator unlocks. */
  readonly lockMinutes: number;
}

/** At most five failures in a row (RTS Article 4), fifteen minutes as for user codes (security model 5). */
export const defaultLockout: LockoutSettings = { maxFailures: 5, windowMinutes: 15, lockMinutes: 15 };
