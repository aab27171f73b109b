/** Evidence as a server makes it, with keys made here; every part of it can be another one. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { canonicalJson, type Json } from '../canonical-json.js';
import type { DisplayDocument } from '../display-document.js';
import { type Evidence, type EvidenceKey, sealType } from '../evidence.js';

const encode = (value: object | string) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const digest = (text: string | Buffer) => createHash('sha256').update(text).digest('base64url');
/** It is JSON: nothing here has another type. */
const canonical = (value: object) => canonicalJson(value as Json);

export interface TestSigner {
  readonly jwk: EvidenceKey;
  readonly privateKey: KeyObject;
}

export function rsaSigner(kid: string): TestSigner {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  return { jwk: { kty: 'RSA', kid, n, e }, privateKey };
}

export function ecSigner(kid: string, more: Partial<EvidenceKey> = {}): TestSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return { jwk: { ...more, kty: 'EC', crv: 'P-256', kid, x, y }, privateKey };
}

export function signJws({ jwk, privateKey }: TestSigner, claims: object, header: object = {}): string {
  const alg = jwk.kty === 'RSA' ? 'RS256' : 'ES256';
  const input = `${encode({ alg, kid: jwk.kid, ...header })}.${encode(claims)}`;
  const key = jwk.kty === 'RSA' ? privateKey : ({ key: privateKey, dsaEncoding: 'ieee-p1363' } as const);
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

export interface EvidenceOptions {
  readonly org: TestSigner;
  readonly device: TestSigner;
  readonly passkey?: TestSigner;
  readonly kind?: Evidence['kind'];
  readonly decision?: 'approve' | 'deny';
  readonly display?: Partial<DisplayDocument>;
  readonly challenge?: object;
  readonly challengeHeader?: object;
  readonly answer?: object;
  readonly answerHeader?: object;
  readonly assertion?: AssertionOptions;
  readonly bundle?: Partial<Evidence>;
  readonly seal?: object;
}

export interface AssertionOptions {
  readonly flags?: number;
  readonly rpId?: string;
  readonly clientData?: object;
  readonly more?: object;
}

/** When it was asked, in seconds; answered after 20 s and sealed after a minute. */
export const askedAt = 1_768_478_400;
export const iss = 'https://id.example.com';
export const passkeyHome = { rpId: 'app.example.com', origin: 'https://app.example.com' };
const typ = 'okta-pushbind+jwt';

export function makeEvidence(options: EvidenceOptions): Evidence {
  const { org, device, passkey, kind = 'displayed', decision = 'approve' } = options;
  const ids = { transactionId: 'ftAbC', enrollmentId: 'pfd1', nonce: 'n0nce', userId: '00u1' };
  const display: DisplayDocument = {
    v: 1,
    iss,
    ...ids,
    clientId: '0oa1',
    clientName: 'Acme Payments',
    scopes: ['openid'],
    bindingMessage: 'Zahlung über 5 €',
    authorizationDetails: [{ type: 'payment', amount: '5.00', currency: 'EUR' }],
    lines: [
      { label: 'Amount', value: '5.00 EUR' },
      { label: 'Message from Acme Payments', value: 'Zahlung über 5 €' },
    ],
    locale: 'en',
    createdAt: askedAt,
    expiresAt: askedAt + 300,
    ...options.display,
  };
  const cs_display = digest(canonical(display));
  const challenge = {
    iss,
    transactionId: ids.transactionId,
    nonce: ids.nonce,
    userId: ids.userId,
    authenticatorEnrollmentId: ids.enrollmentId,
    methodEnrollmentId: 'opf1',
    userVerification: 'PREFERRED',
    challengeContext: { transactionType: 'CIBA' },
    cs_display,
    ...options.challenge,
  };
  const userConsent =
    decision === 'deny' ? 'DENIED_CONSENT_PROMPT' : passkey === undefined ? 'APPROVED_CONSENT_PROMPT' : 'APPROVED_USER_VERIFICATION';
  const statement = { cs_display, nonce: ids.nonce, transactionId: ids.transactionId, decision };
  const answer = {
    iss: ids.enrollmentId,
    sub: ids.userId,
    aud: iss,
    tx: ids.transactionId,
    nonce: ids.nonce,
    methodEnrollmentId: 'opf1',
    keyType: 'proofOfPossession',
    challengeResponseContext: { userConsent, transactionType: 'CIBA' },
    iat: askedAt + 20,
    ...(kind === 'displayed' ? { cs_display, decision } : {}),
    ...(passkey === undefined ? {} : { cs_uv: assertionOf(passkey, digest(canonical(statement)), options.assertion) }),
    ...options.answer,
  };
  const unsealed = {
    v: 1 as const,
    kind,
    iss,
    transactionId: ids.transactionId,
    transactionType: 'CIBA' as const,
    outcome: decision === 'deny' ? ('denied' as const) : ('approved' as const),
    decidedAt: askedAt + 20,
    challenge: signJws(org, challenge, { typ, ...options.challengeHeader }),
    challengeSigned: 'when asked' as const,
    display,
    answer: signJws(device, answer, { typ, ...options.answerHeader }),
    key: device.jwk,
    keyType: 'proofOfPossession' as const,
    ...(passkey === undefined ? {} : { passkey: { ...passkey.jwk, 'cs:webauthn': passkeyHome } }),
    keyIds: [org.jwk.kid],
    ...options.bundle,
  };
  return { ...unsealed, seal: sealOf(org, unsealed, options.seal) };
}

export function sealOf(org: TestSigner, unsealed: Omit<Evidence, 'seal'>, more: object = {}): string {
  const claims = { iss: unsealed.iss, sub: unsealed.transactionId, iat: askedAt + 60, digest: digest(canonical(unsealed)) };
  return signJws(org, { ...claims, ...more }, { typ: sealType });
}

function assertionOf({ jwk, privateKey }: TestSigner, challenge: string, options: AssertionOptions = {}): object {
  const { flags = 0x05, rpId = passkeyHome.rpId } = options;
  const data = Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags]), Buffer.alloc(4)]);
  const clientData = { type: 'webauthn.get', challenge, origin: passkeyHome.origin, crossOrigin: false, ...options.clientData };
  const clientDataJSON = Buffer.from(JSON.stringify(clientData));
  const signed = Buffer.concat([data, createHash('sha256').update(clientDataJSON).digest()]);
  return {
    credentialId: jwk.kid,
    authenticatorData: data.toString('base64url'),
    clientDataJSON: clientDataJSON.toString('base64url'),
    signature: sign('sha256', signed, privateKey).toString('base64url'),
    ...options.more,
  };
}
