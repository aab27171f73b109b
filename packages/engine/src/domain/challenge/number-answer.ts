/**
 * Number matching on the device's side (security model S-013): what the challenge says of the number, and what an answer's number is
 * worth. Stock devices know no numbers: they can deny such a request, never approve it.
 */
import type { ChallengeClaims } from '@countersign/contracts/wire';
import type { NumberChallenge } from '../backchannel-request/number-challenge.js';
import { equalSecrets } from '../digest.js';
import { badAnswer, type ChallengeAnswer } from './challenge-answer.js';

/** Claims of the challenge: the numbers to choose from, or that one is typed. Never which one is right. */
export function numberClaims(challenge: NumberChallenge | undefined): Pick<ChallengeClaims, 'cs_number'> {
  if (challenge === undefined) return {};
  return { cs_number: challenge.choices === undefined ? {} : { choices: challenge.choices } };
}

const twoDigits = /^\d{2}$/;

/**
 * Whether an approval names another number than the one the application shows: it then counts as a denial (decisions 2.13). Throws
 * E0000001 for an approval without a number, which consumes nothing.
 */
export function isWrongNumber(challenge: NumberChallenge | undefined, answer: Pick<ChallengeAnswer, 'claims'>): boolean {
  if (challenge === undefined) return false;
  const { cs_number: number }: { readonly cs_number?: unknown } = answer.claims;
  if (typeof number !== 'string' || !twoDigits.test(number)) throw badAnswer('an approval without the number');
  return !equalSecrets(number, challenge.answer);
}
