/** Counts calls in windows of a minute, in this process (okta-api 3.4). Generous: it protects the store from runaway scripts. */
import type { Clock } from '@countersign/engine';

const windowMs = 60_000;
/** Enough for a script that works without pause; far below what hurts approvals. */
export const callsPerMinute = 3_000;
/** Failed authentications of one address: nobody guesses a token of 40 characters, but nobody needs more tries either. */
export const failuresPerMinute = 120;

export interface RateLimitState {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds since the epoch. */
  readonly resetAt: number;
  readonly exceeded: boolean;
}

export interface RateLimiter {
  /** Counts one call of `key`. */
  count(key: string): RateLimitState;
}

export function createRateLimiter(clock: Pick<Clock, 'now'>, limit: number): RateLimiter {
  let windowStart = 0;
  const counts = new Map<string, number>();
  return {
    count(key) {
      const now = clock.now();
      if (now - windowStart >= windowMs || now < windowStart) {
        windowStart = now - (now % windowMs);
        counts.clear();
      }
      const used = (counts.get(key) ?? 0) + 1;
      counts.set(key, used);
      return { limit, remaining: Math.max(0, limit - used), resetAt: Math.ceil((windowStart + windowMs) / 1000), exceeded: used > limit };
    },
  };
}
