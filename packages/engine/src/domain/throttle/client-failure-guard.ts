/**
 * Failed client authentications, counted in memory of the node (security model S-091). What is locked is a pair of client id and source
 * address, never a client: strangers elsewhere cannot lock it out.
 */
import type { Clock, Instant } from '../../ports/clock.js';
import { createMissCounter } from './miss-counter.js';

export interface ClientFailureGuard {
  /** True while nobody failed lately: then there is nothing to look up. */
  isIdle(): boolean;
  /** Seconds this pair has to wait; undefined: it may try. */
  lockedSeconds(clientId: string, ip: string): number | undefined;
  /** Counts one failure. False when this address fails so often that its further failures are not worth a record each. */
  failed(clientId: string, ip: string): boolean;
}

export const clientFailureLimits = { perPair: 100, recordedPerSource: 200, windowMs: 60_000 } as const;

export function createClientFailureGuard(clock: Clock, limits: typeof clientFailureLimits = clientFailureLimits): ClientFailureGuard {
  const { windowMs } = limits;
  const pairs = createMissCounter(clock, { limit: limits.perPair, windowMs });
  const sources = createMissCounter(clock, { limit: limits.recordedPerSource, windowMs });
  let lastFailure: Instant = -Infinity;
  // the address has no blanks
  const pairOf = (clientId: string, ip: string) => `${ip} ${clientId}`;

  return {
    isIdle: () => clock.now() - lastFailure >= windowMs,
    lockedSeconds: (clientId, ip) => pairs.blockedSeconds(pairOf(clientId, ip)),
    failed(clientId, ip) {
      lastFailure = clock.now();
      pairs.miss(pairOf(clientId, ip));
      const recorded = sources.blockedSeconds(ip) === undefined;
      sources.miss(ip);
      return recorded;
    },
  };
}
