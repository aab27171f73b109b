import { userConsents, type UserConsent, type UserVerificationRequirement } from '@countersign/contracts/wire';
import { describe, expect, it } from 'vitest';
import { meaningOf, type AnswerFacts, type AnswerMeaning, type VerifiedBy } from './answer-decision.js';

const requirements: readonly UserVerificationRequirement[] = ['NONE', 'DISCOURAGED', 'PREFERRED', 'REQUIRED'];
const keys: readonly VerifiedBy[] = ['possession', 'user-verification'];
const facts = (
  asked: UserVerificationRequirement,
  verifiedBy: VerifiedBy,
  userConsent: UserConsent,
  more: Partial<AnswerFacts> = {},
): AnswerFacts => ({
  asked,
  verifiedBy,
  userConsent,
  platform: 'IOS',
  preferenceMayBeSkipped: true,
  ...more,
});

describe('what an answer means (devices protocol 2.10 step 9)', () => {
  const all = requirements.flatMap((asked) => keys.map((verifiedBy) => [asked, verifiedBy] as const));
  it.each(all)('row 1: a denial to %s by %s is a denial', (asked, verifiedBy) => {
    expect(meaningOf(facts(asked, verifiedBy, 'DENIED_CONSENT_PROMPT'))).toBe('denied');
  });

  it.each(requirements)('row 2: user verification by its key approves %s', (asked) => {
    expect(meaningOf(facts(asked, 'user-verification', 'APPROVED_USER_VERIFICATION'))).toBe('approved-with-user-verification');
  });

  it.each<[string, UserVerificationRequirement, UserConsent, AnswerMeaning]>([
    ['row 3: nothing asked, consent', 'NONE', 'APPROVED_CONSENT_PROMPT', 'approved'],
    ['row 3: discouraged, consent', 'DISCOURAGED', 'APPROVED_CONSENT_PROMPT', 'approved'],
    ['row 4: preferred, consent', 'PREFERRED', 'APPROVED_CONSENT_PROMPT', 'approved'],
    ['row 5: preferred, cancelled', 'PREFERRED', 'CANCELLED_USER_VERIFICATION', 'approved'],
    ['row 5: preferred, temporarily unavailable', 'PREFERRED', 'UV_TEMPORARILY_UNAVAILABLE', 'approved'],
    ['row 5: preferred, permanently unavailable', 'PREFERRED', 'UV_PERMANENTLY_UNAVAILABLE', 'approved'],
    ['row 6: preferred, the word of stock iOS', 'PREFERRED', 'NONE', 'approved'],
    ['row 7: required, consent', 'REQUIRED', 'APPROVED_CONSENT_PROMPT', 'failed'],
    ['row 7: required, cancelled', 'REQUIRED', 'CANCELLED_USER_VERIFICATION', 'failed'],
    ['row 7: required, unavailable', 'REQUIRED', 'UV_PERMANENTLY_UNAVAILABLE', 'failed'],
    ['row 7: required, none', 'REQUIRED', 'NONE', 'failed'],
    ['row 8: user verification claimed with the other key', 'PREFERRED', 'APPROVED_USER_VERIFICATION', 'inconsistent'],
    ['row 8: the same where none was asked', 'NONE', 'APPROVED_USER_VERIFICATION', 'inconsistent'],
    ['row 10: abandoned', 'PREFERRED', 'USER_ABANDONED', 'inconsistent'],
    ['nothing asked, cancelled', 'NONE', 'CANCELLED_USER_VERIFICATION', 'inconsistent'],
    ['nothing asked, none', 'NONE', 'NONE', 'inconsistent'],
  ])('%s, by the proof-of-possession key', (_name, asked, consent, meaning) => {
    expect(meaningOf(facts(asked, 'possession', consent))).toBe(meaning);
  });

  it('row 6: NONE approves for iOS only', () => {
    expect(meaningOf(facts('PREFERRED', 'possession', 'NONE', { platform: 'ANDROID' }))).toBe('inconsistent');
    expect(meaningOf(facts('PREFERRED', 'possession', 'NONE', { platform: undefined }))).toBe('inconsistent');
  });

  it.each<UserConsent>([
    'APPROVED_CONSENT_PROMPT',
    'CANCELLED_USER_VERIFICATION',
    'UV_TEMPORARILY_UNAVAILABLE',
    'UV_PERMANENTLY_UNAVAILABLE',
    'NONE',
  ])('rows 4 to 6: %s does not count where the org lets no preference be skipped', (consent) => {
    expect(meaningOf(facts('PREFERRED', 'possession', consent, { preferenceMayBeSkipped: false }))).toBe('inconsistent');
  });

  const others = userConsents.filter((word) => word !== 'APPROVED_USER_VERIFICATION' && word !== 'DENIED_CONSENT_PROMPT');
  it.each(requirements.flatMap((asked) => others.map((word) => [asked, word] as const)))(
    'row 9: %s, %s by the user-verification key is inconsistent',
    (asked, word) => {
      expect(meaningOf(facts(asked, 'user-verification', word))).toBe('inconsistent');
    },
  );

  it('REQUIRED is approved by the user-verification key and by nothing else', () => {
    for (const consent of userConsents) {
      for (const platform of ['IOS', 'ANDROID', 'WEB']) {
        expect(meaningOf(facts('REQUIRED', 'possession', consent, { platform }))).not.toMatch(/^approved/);
      }
    }
  });
});
