const firstMs = 1000;
const longestMs = 30_000;

/**
 * How long to wait before the next attempt, in milliseconds: doubling from one second to thirty, of which a random half is left out, so
 * that devices that lost a server together do not come back together. `failures` counts from 0; `chance` is in [0, 1).
 */
export function reconnectDelay(failures: number, chance: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures, 10));
  return Math.round(full * (1 - chance / 2));
}
