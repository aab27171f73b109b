/** How long the request is to live: CIBA Core's `requested_expiry`, the guide's `request_expiry` (decisions 1.7). */
import { invalidRequest } from '../errors.js';

export const defaultExpirySeconds = 300;
const minExpirySeconds = 10;

/** Seconds, clamped to 10…`maxSeconds`. A signed request may carry numbers; forms carry digits. */
export function resolveExpiry(values: { readonly requestedExpiry: unknown; readonly requestExpiry: unknown }, maxSeconds: number): number {
  const standard = positiveInteger(values.requestedExpiry);
  const guide = positiveInteger(values.requestExpiry);
  if (standard !== undefined && guide !== undefined && standard !== guide)
    throw invalidRequest('requested_expiry and request_expiry contradict each other.');
  const asked = standard ?? guide ?? Math.min(defaultExpirySeconds, maxSeconds);
  return Math.min(Math.max(asked, minExpirySeconds), maxSeconds);
}

function positiveInteger(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1)
    throw invalidRequest('The requested expiry must be a positive integer of seconds.');
  return number;
}
