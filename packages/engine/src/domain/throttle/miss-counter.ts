import type { Clock, Instant } from '../../ports/clock.js';

/** Counts a caller's misses (unknown ids, unknown users) in windows, so that guessing is stopped (security model S-038, S-042). */
export interface MissCounter {
  /** Counts one miss. True for the miss that reaches the limit. */
  miss(caller: string): boolean;
  /** Seconds the caller has to wait; undefined while it is under the limit. */
  blockedSeconds(caller: string): number | undefined;
}

/** Callers remembered at once; beyond, the one first seen is forgotten. */
const maxCallers = 20_000;

export function createMissCounter(clock: Clock, options: { readonly limit: number; readonly windowMs: number }): MissCounter {
  const windows = new Map<string, { start: Instant; misses: number }>();

  function current(caller: string): { start: Instant; misses: number } | undefined {
    const window = windows.get(caller);
    if (window === undefined) return undefined;
    if (clock.now() - window.start < options.windowMs) return window;
    windows.delete(caller);
    return undefined;
  }

  return {
    miss(caller) {
      const window = current(caller);
      if (window === undefined) {
        const [oldest] = windows.keys();
        if (windows.size >= maxCallers && oldest !== undefined) windows.delete(oldest);
        windows.set(caller, { start: clock.now(), misses: 1 });
      } else {
        window.misses += 1;
      }
      return (window?.misses ?? 1) === options.limit;
    },
    blockedSeconds(caller) {
      const window = current(caller);
      if (window === undefined || window.misses < options.limit) return undefined;
      return Math.max(1, Math.ceil((window.start + options.windowMs - clock.now()) / 1000));
    },
  };
}
