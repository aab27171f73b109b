/**
 * What our own devices add to an answer: the digest of what was shown and what the person pressed (decisions 2.6), and with a passkey a
 * signature over both (decisions 2.7). Answers of stock devices have none of it and pass untouched.
 */
import type { ChallengeClaims, DeviceKey, PasskeyAssertionClaim, UserDecision } from '@countersign/contracts/wire';
import { equalSecrets } from '../digest.js';
import type { EnrollmentKeys } from '../enrollment/enrollment.js';
import { badAnswer, BadSignature, type ChallengeAnswer } from './challenge-answer.js';
import { passkeyRefusal } from './passkey-assertion.js';

/** Members of the answer that count here; nothing is known of their types yet. */
type Shown = Readonly<Partial<Record<'cs_display' | 'decision' | 'cs_uv', unknown>>>;

/**
 * Throws E0000001 for an answer to another text than the one asked, for a decision that contradicts the consent and for an assertion
 * that does not hold. Returns the passkey that verified the person; undefined when none was used.
 */
export function verifyShown(askedNow: () => ChallengeClaims, keys: EnrollmentKeys, answer: ChallengeAnswer): DeviceKey | undefined {
  const shown: Shown = answer.claims;
  if (shown.cs_display === undefined && shown.decision === undefined && shown.cs_uv === undefined) return undefined;
  const asked = askedNow();
  const digest = asked.cs_display;
  if (digest === undefined || typeof shown.cs_display !== 'string' || !equalSecrets(shown.cs_display, digest))
    throw badAnswer('what was shown is not what was asked');
  const decision: UserDecision = answer.userConsent === 'DENIED_CONSENT_PROMPT' ? 'deny' : 'approve';
  if (shown.decision !== decision) throw badAnswer('decision and userConsent contradict each other');
  if (shown.cs_uv === undefined) return undefined;
  if (answer.keyType !== 'proofOfPossession') throw badAnswer('a passkey goes with the proof-of-possession key');
  const key = keys.userVerification;
  const assertion = readAssertion(shown.cs_uv);
  const statement = { cs_display: digest, nonce: asked.nonce, transactionId: asked.transactionId, decision };
  const refusal = assertion === undefined || key === undefined ? 'cs_uv is malformed' : passkeyRefusal({ key, assertion, statement });
  if (refusal !== undefined) throw new BadSignature(refusal);
  return key;
}

const bytes = /^[A-Za-z0-9_-]{1,4096}$/;

function readAssertion(value: unknown): PasskeyAssertionClaim | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { credentialId, authenticatorData, clientDataJSON, signature }: Partial<Record<keyof PasskeyAssertionClaim, unknown>> = value;
  return isBytes(credentialId) && isBytes(authenticatorData) && isBytes(clientDataJSON) && isBytes(signature)
    ? { credentialId, authenticatorData, clientDataJSON, signature }
    : undefined;
}

function isBytes(value: unknown): value is string {
  return typeof value === 'string' && bytes.test(value);
}
