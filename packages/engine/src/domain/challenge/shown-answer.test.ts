import { canonicalJson } from '@countersign/evidence';
import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../testing/fixed-clock.js';
import { sampleChallenge, sampleOrg } from '../../testing/sample-challenge.js';
import { createTestKey, TestDevice } from '../../testing/test-device.js';
import { TestPasskey } from '../../testing/test-passkey.js';
import { ApiError } from '../api-error.js';
import { sha256 } from '../digest.js';
import type { EnrollmentKeys } from '../enrollment/enrollment.js';
import type { ChallengeAnswer } from './challenge-answer.js';
import { challengeClaims } from './challenge-claims.js';
import { verifyShown } from './shown-answer.js';

const clock = new FixedClock();
const device = new TestDevice({ now: () => clock.now() });
const context = sampleChallenge({ device, now: clock.now(), bindingMessage: 'Pay 5' });
const asked = challengeClaims(sampleOrg, context, clock.now());
const home = { rpId: 'app.example.com', origin: 'https://app.example.com' };
const passkey = new TestPasskey(home);
const keys: EnrollmentKeys = { proofOfPossession: device.proofOfPossession.jwk, userVerification: passkey.enrolled };

const verify = (claims: object, more: Partial<ChallengeAnswer> = {}, enrolled: EnrollmentKeys = keys) => {
  const answer: ChallengeAnswer = {
    key: device.proofOfPossession.jwk,
    keyType: 'proofOfPossession',
    userConsent: 'APPROVED_CONSENT_PROMPT',
    amr: [],
    claims: { ...claims },
    ...more,
  };
  try {
    return verifyShown(() => asked, enrolled, answer);
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
};

const shown = { cs_display: asked.cs_display, decision: 'approve' };

describe('what was shown is what was asked (decisions 2.6)', () => {
  it('answers of stock devices, which say nothing of it, pass', () => {
    expect(verify({})).toBeUndefined();
  });

  it.each([
    ['an approval', shown, 'APPROVED_CONSENT_PROMPT'],
    ['an approval with user verification', shown, 'APPROVED_USER_VERIFICATION'],
    ['a denial', { ...shown, decision: 'deny' }, 'DENIED_CONSENT_PROMPT'],
  ] as const)('%s with the digest passes', (_name, claims, userConsent) => {
    expect(verify(claims, { userConsent })).toBeUndefined();
  });

  it.each<[string, object]>([
    ['another digest', { ...shown, cs_display: sha256('another text') }],
    ['a digest cut short', { ...shown, cs_display: asked.cs_display?.slice(0, -1) }],
    ['a digest of another type', { ...shown, cs_display: [asked.cs_display] }],
    ['no decision', { cs_display: asked.cs_display }],
    ['an unknown decision', { ...shown, decision: 'APPROVE' }],
    ['a denial that consents', { ...shown, decision: 'deny' }],
    ['a decision about nothing', { decision: 'approve' }],
  ])('E0000001 for %s', (_name, claims) => {
    expect(verify(claims)).toBe('E0000001');
  });

  it('E0000001 for an approval whose word is a denial', () => {
    expect(verify(shown, { userConsent: 'DENIED_CONSENT_PROMPT' })).toBe('E0000001');
  });
});

describe('user verification by passkey (decisions 2.7)', () => {
  const statement = {
    cs_display: asked.cs_display ?? '',
    nonce: asked.nonce,
    transactionId: asked.transactionId,
    decision: 'approve',
  };
  const challengeOf = (change: object = {}) => sha256(canonicalJson({ ...statement, ...change }));
  const assertion = passkey.assert(challengeOf());
  const by = (cs_uv: unknown, more: Partial<ChallengeAnswer> = {}, enrolled?: EnrollmentKeys) =>
    verify({ ...shown, cs_uv }, { userConsent: 'APPROVED_USER_VERIFICATION', ...more }, enrolled);

  it('S-018 an assertion over text, nonce, transaction and decision proves the person', () => {
    expect(by(assertion)).toEqual(passkey.enrolled);
  });

  it.each<[string, unknown]>([
    ['another text', passkey.assert(challengeOf({ cs_display: sha256('x') }))],
    ['another nonce', passkey.assert(challengeOf({ nonce: 'x' }))],
    ['another transaction', passkey.assert(challengeOf({ transactionId: 'ft1' }))],
    ['another decision', passkey.assert(challengeOf({ decision: 'deny' }))],
    ['S-072 no user verification', passkey.assert(challengeOf(), { flags: 0x01 })],
    ['no user presence', passkey.assert(challengeOf(), { flags: 0x04 })],
    ['another host', passkey.assert(challengeOf(), { rpId: 'example.com' })],
    ['another page', passkey.assert(challengeOf(), { clientData: { origin: 'https://evil.example.com' } })],
    ['a page inside another one', passkey.assert(challengeOf(), { clientData: { crossOrigin: true } })],
    ['a registration', passkey.assert(challengeOf(), { clientData: { type: 'webauthn.create' } })],
    ['another passkey under this id', { ...new TestPasskey(home).assert(challengeOf()), credentialId: passkey.credentialId }],
    ['another passkey', new TestPasskey(home).assert(challengeOf())],
    ['a signature over nothing', { ...assertion, signature: 'MAYCAQECAQE' }],
    ['authenticator data cut short', { ...assertion, authenticatorData: assertion.authenticatorData.slice(0, 20) }],
    ['client data that is no JSON', { ...assertion, clientDataJSON: 'AAAA' }],
    ['a missing member', { ...assertion, signature: undefined }],
    ['bytes that are none', { ...assertion, signature: '***' }],
    ['no object', true],
    ['null', null],
  ])('E0000001 for %s', (_name, cs_uv) => {
    expect(by(cs_uv)).toBe('E0000001');
  });

  it('E0000001 without the digest of what was shown', () => {
    expect(verify({ cs_uv: assertion, decision: 'approve' }, { userConsent: 'APPROVED_USER_VERIFICATION' })).toBe('E0000001');
  });

  it('E0000001 where the enrollment has no passkey, or has a key that signs answers', () => {
    const { proofOfPossession } = keys;
    expect(by(assertion, {}, { proofOfPossession })).toBe('E0000001');
    expect(by(assertion, {}, { proofOfPossession, userVerification: createTestKey().jwk })).toBe('E0000001');
    expect(by(assertion, {}, { proofOfPossession, userVerification: passkey.jwk })).toBe('E0000001');
  });

  it('E0000001 beside an answer by another key than the proof-of-possession key', () => {
    expect(by(assertion, { keyType: 'userVerification' })).toBe('E0000001');
  });
});
