/**
 * What an answer with a good signature means (devices protocol 2.10 step 9), as a table: the first row that fits decides.
 * The verified key counts, never the device's word alone: Android sends `APPROVED_CONSENT_PROMPT` also after a failed user
 * verification. `inconsistent` answers consume nothing: the person can still answer.
 */
import type { UserConsent, UserVerificationRequirement } from '@countersign/contracts/wire';

export type VerifiedBy = 'possession' | 'user-verification';

export interface AnswerFacts {
  readonly asked: UserVerificationRequirement;
  readonly verifiedBy: VerifiedBy;
  readonly userConsent: UserConsent;
  /** What the device said it is when it enrolled. */
  readonly platform: unknown;
  /** Org setting: whether a preference for user verification may go unmet. */
  readonly preferenceMayBeSkipped: boolean;
}

export type AnswerMeaning = 'approved' | 'approved-with-user-verification' | 'denied' | 'failed' | 'inconsistent';

interface Row {
  readonly asked: readonly UserVerificationRequirement[] | 'any';
  readonly verifiedBy: VerifiedBy | 'any';
  readonly userConsent: readonly UserConsent[] | 'any';
  readonly unless?: (facts: AnswerFacts) => boolean;
  readonly meaning: AnswerMeaning;
}

const notPreferred = (facts: AnswerFacts) => !facts.preferenceMayBeSkipped;

export const answerTable: readonly Row[] = [
  { asked: 'any', verifiedBy: 'any', userConsent: ['DENIED_CONSENT_PROMPT'], meaning: 'denied' },
  {
    asked: 'any',
    verifiedBy: 'user-verification',
    userConsent: ['APPROVED_USER_VERIFICATION'],
    meaning: 'approved-with-user-verification',
  },
  { asked: ['NONE', 'DISCOURAGED'], verifiedBy: 'possession', userConsent: ['APPROVED_CONSENT_PROMPT'], meaning: 'approved' },
  { asked: ['PREFERRED'], verifiedBy: 'possession', userConsent: ['APPROVED_CONSENT_PROMPT'], unless: notPreferred, meaning: 'approved' },
  {
    asked: ['PREFERRED'],
    verifiedBy: 'possession',
    userConsent: ['CANCELLED_USER_VERIFICATION', 'UV_TEMPORARILY_UNAVAILABLE', 'UV_PERMANENTLY_UNAVAILABLE'],
    unless: notPreferred,
    meaning: 'approved',
  },
  {
    asked: ['PREFERRED'],
    verifiedBy: 'possession',
    // stock iOS says so after a "yes" when it has no usable user-verification key (devices protocol 2.6, last row)
    userConsent: ['NONE'],
    unless: (facts) => notPreferred(facts) || facts.platform !== 'IOS',
    meaning: 'approved',
  },
  { asked: ['REQUIRED'], verifiedBy: 'possession', userConsent: 'any', meaning: 'failed' },
];

export function meaningOf(facts: AnswerFacts): AnswerMeaning {
  const row = answerTable.find(
    (candidate) =>
      (candidate.asked === 'any' || candidate.asked.includes(facts.asked)) &&
      (candidate.verifiedBy === 'any' || candidate.verifiedBy === facts.verifiedBy) &&
      (candidate.userConsent === 'any' || candidate.userConsent.includes(facts.userConsent)) &&
      candidate.unless?.(facts) !== true,
  );
  return row?.meaning ?? 'inconsistent';
}
