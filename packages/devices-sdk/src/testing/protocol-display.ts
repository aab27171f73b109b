/** The display document of a transaction, its digest, and what an answer must say about it: written from the decisions on devices. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { ProtocolState, StoredEnrollment, StoredTransaction } from './protocol-state.js';
import type { TestClaims } from './test-jwt.js';

/** RFC 8785, by a way of its own: the values used here need no more. */
function canonicalText(value: unknown): string {
  const sorted = (_name: string, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member;
  return JSON.stringify(value, sorted);
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalText(value)).digest('base64url');
}

export interface DisplayContext {
  readonly state: ProtocolState;
  readonly org: string;
  readonly transaction: StoredTransaction;
  readonly enrollment: StoredEnrollment;
}

export function displayOf({ state, org, transaction, enrollment }: DisplayContext): TestClaims {
  return state.documentOf({
    v: 1,
    iss: org,
    transactionId: transaction.id,
    enrollmentId: enrollment.id,
    nonce: transaction.nonce,
    clientId: '0oa0000000000000BANK',
    clientName: 'Acme Payments',
    userId: enrollment.userId,
    scopes: ['openid'],
    bindingMessage: 'Pay 50 EUR to J. Doe?',
    lines: [
      { label: 'Amount', value: '50.00 €' },
      { label: 'Message', value: 'Pay 50 EUR to J. Doe?' },
    ],
    locale: 'en',
    createdAt: 1_760_000_000,
    expiresAt: 1_760_000_300,
  });
}

export function digestOfDisplay(context: DisplayContext): string {
  return digestOf(displayOf(context));
}

/** What does not fit in the extension of an answer; undefined when all does. Answers of stock devices have none. */
export function faultOfExtension(context: DisplayContext, claims: TestClaims): string | undefined {
  const { userConsent } = claims['challengeResponseContext'] as { userConsent: string };
  if (claims['cs_display'] !== undefined) {
    if (claims['cs_display'] !== digestOfDisplay(context)) return 'cs_display';
    if (claims['decision'] !== (userConsent === 'DENIED_CONSENT_PROMPT' ? 'deny' : 'approve')) return 'decision';
  }
  return claims['cs_uv'] === undefined ? undefined : faultOfAssertion(context, claims);
}

/** WebAuthn 7.2, as far as a signature can be checked: what was signed, by which key, with user verification. */
function faultOfAssertion({ transaction, enrollment }: DisplayContext, claims: TestClaims): string | undefined {
  const uv = claims['cs_uv'] as Record<'authenticatorData' | 'clientDataJSON' | 'credentialId' | 'signature', string>;
  const key = enrollment.keys['userVerification'];
  if (key === undefined || uv.credentialId !== key.kid) return 'credentialId';
  const { cs_display, decision } = claims;
  const challenge = digestOf({ cs_display, decision, nonce: transaction.nonce, transactionId: transaction.id });
  const clientData = Buffer.from(uv.clientDataJSON, 'base64url');
  const said = JSON.parse(clientData.toString('utf8')) as Record<string, unknown>;
  if (said['type'] !== 'webauthn.get' || said['challenge'] !== challenge) return 'clientDataJSON';
  const data = Buffer.from(uv.authenticatorData, 'base64url');
  const webauthn = key['cs:webauthn'] as { rpId: string; origin: string };
  if (said['origin'] !== webauthn.origin || !data.subarray(0, 32).equals(createHash('sha256').update(webauthn.rpId).digest()))
    return 'rpId';
  if (((data[32] ?? 0) & 4) === 0) return 'user verification';
  const signed = Buffer.concat([data, createHash('sha256').update(clientData).digest()]);
  const good = verify('sha256', signed, createPublicKey({ key, format: 'jwk' }), Buffer.from(uv.signature, 'base64url'));
  return good ? undefined : 'signature';
}
