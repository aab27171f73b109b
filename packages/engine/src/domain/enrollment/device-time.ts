/** Times in what devices sign (devices protocol 3.3). */
import type { Instant } from '../../ports/clock.js';

/** How far a device's clock may be off, either way (decisions 1.17). */
export const deviceClockSkewSeconds = 300;
/** Devices sign for five minutes; anything beyond an hour is not theirs and would fill the replay store. */
const maxLifetimeSeconds = 3600;

/**
 * Whether a statement with these claims is valid now. `exp` is required; `nbf` and `iat` are judged when present.
 * All are integers or fractions of seconds since the epoch; strings are refused.
 */
export function isTimely(claims: Readonly<Record<string, unknown>>, now: Instant): boolean {
  const seconds = now / 1000;
  const { exp, nbf, iat } = claims;
  return (
    typeof exp === 'number' &&
    exp + deviceClockSkewSeconds >= seconds &&
    exp <= seconds + maxLifetimeSeconds + deviceClockSkewSeconds &&
    startedBy(nbf, seconds) &&
    startedBy(iat, seconds)
  );
}

/** When a statement that expires at `exp` (seconds) can no longer be accepted: how long its `jti` must be remembered. */
export function replayableUntil(exp: number): Instant {
  return Math.ceil((exp + deviceClockSkewSeconds) * 1000);
}

function startedBy(claim: unknown, seconds: number): boolean {
  return claim === undefined || (typeof claim === 'number' && claim <= seconds + deviceClockSkewSeconds);
}
