/**
 * When keys change (S-080). Every server has an ACTIVE key, which signs, and a NEXT one, which is published long before it does.
 * ACTIVE → EXPIRED and NEXT → ACTIVE after 90 days; an EXPIRED key stays published until all it signed has expired, and verifies as long as
 * the store keeps it.
 */
import type { Instant } from '../../ports/clock.js';
import type { AuthorizationServer } from '../authorization-server/authorization-server.js';
import type { SigningKey } from './signing-key.js';

const dayMs = 86_400_000;
export const rotationPeriodMs = 90 * dayMs;
/** A key is published at least this long before it signs, and nobody may cache the set longer. */
export const publishedBeforeMs = dayMs;
/** Longer than the longest access token (1440 minutes). */
const publishedAfterMs = 2 * dayMs;

type Keys = readonly SigningKey[];

export function findSigningKey(keys: Keys, status: 'ACTIVE' | 'NEXT', alg: SigningKey['alg']): SigningKey | undefined {
  return keys.find((key) => key.status === status && key.alg === alg);
}

/** When the ACTIVE key of an AUTO server gives way; undefined for MANUAL ones, which change on request only. */
export function nextRotationAt(server: AuthorizationServer, keys: Keys): Instant | undefined {
  if (server.rotationMode !== 'AUTO') return undefined;
  const active = findSigningKey(keys, 'ACTIVE', server.signingAlg);
  const next = findSigningKey(keys, 'NEXT', server.signingAlg);
  if (active === undefined) return undefined;
  const due = (active.activatedAt ?? active.createdAt) + rotationPeriodMs;
  return next === undefined ? due : Math.max(due, next.createdAt + publishedBeforeMs);
}

const order = ['ACTIVE', 'NEXT', 'EXPIRED'];

/** The key that signs, the next one, and those that signed what may still be valid. */
export function publishedKeys(keys: Keys, now: Instant): Keys {
  return keys
    .filter((key) => key.status !== 'EXPIRED' || (key.expiredAt ?? key.createdAt) + publishedAfterMs > now)
    .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
}

/** Seconds a verifier may keep the published set: to the next rotation, a day at most, a minute at least. */
export function jwksMaxAgeSeconds(server: AuthorizationServer, keys: Keys, now: Instant): number {
  const untilRotationMs = (nextRotationAt(server, keys) ?? Infinity) - now;
  return Math.max(60, Math.floor(Math.min(untilRotationMs, publishedBeforeMs) / 1000));
}
