/** How often a person may be asked by this bank: prompts that nobody answered must not pile up on a phone. */

export interface Tries {
  /** Counts the try when it is allowed. `who` is any name of the person. */
  mayTry(who: string): boolean;
  /** Until the next try is allowed. */
  retryAfterSeconds(who: string): number;
}

const windowMs = 600_000;
const triesInWindow = 8;

export function createTries(now: () => number): Tries {
  const tried = new Map<string, readonly number[]>();
  const recent = (who: string): readonly number[] => (tried.get(who) ?? []).filter((at) => at > now() - windowMs);
  return {
    mayTry(who) {
      const times = recent(who);
      if (times.length >= triesInWindow) return false;
      tried.set(who, [...times, now()]);
      return true;
    },
    retryAfterSeconds: (who) => Math.max(0, Math.ceil(((recent(who)[0] ?? now()) + windowMs - now()) / 1_000)),
  };
}
