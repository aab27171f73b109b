import type { Evidence } from '../evidence.js';
import { type JsonObject, parseJws } from '../jws.js';
import { checkOf, type EvidenceCheck } from './check.js';
import { timeOf } from './org-signature.js';

/** Clocks of devices may be off by this much (devices protocol 2.10), the verifier's too. */
const skewSeconds = 300;

/** Asked, answered, decided and sealed in this order, while the request was open, and nothing of it in the future. `now` in ms. */
export function checkTimes(evidence: Evidence, answer: JsonObject, now: number): EvidenceCheck {
  const { decidedAt, display, seal } = evidence;
  const { iat } = answer;
  const sealedAt = parseJws(seal)?.claims['iat'];
  return checkOf(
    'times',
    [
      (typeof iat !== 'number' || iat < display.createdAt - skewSeconds || iat > display.expiresAt + skewSeconds) &&
        'By the clock of the device, the answer was made while nothing was asked.',
      (decidedAt < display.createdAt || decidedAt > display.expiresAt) && 'The decision was taken while the request was not open.',
      (typeof sealedAt !== 'number' || sealedAt < decidedAt) && 'The evidence was sealed before the decision.',
      (typeof sealedAt !== 'number' || sealedAt * 1000 > now + skewSeconds * 1000) && 'The evidence was sealed in the future.',
    ],
    `Asked at ${timeOf(display.createdAt)}, decided at ${timeOf(decidedAt)}.`,
  );
}
