import { createPublicKey, sign, verify, type JsonWebKey, type KeyObject } from 'node:crypto';

export type TestClaims = Record<string, unknown>;

/** A compact JWS as a server of the reference makes it; `header` adds or replaces members. */
export function signTestJwt(key: { privateKey: KeyObject; kid: string }, claims: TestClaims, header: TestClaims = {}): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode({ alg: 'RS256', typ: 'okta-pushbind+jwt', kid: key.kid, ...header })}.${encode(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key.privateKey).toString('base64url')}`;
}

export function readTestJwt(token: string): { header: TestClaims; claims: TestClaims } {
  const [header = '', claims = ''] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString('utf8'));
  return { header: JSON.parse(header) as TestClaims, claims: JSON.parse(claims) as TestClaims };
}

/** Checks a device's signature for real: EC keys as ES256 (R‖S), RSA keys as RS256. */
export function isSignedBy(token: string, jwk: JsonWebKey): boolean {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const bytes = Buffer.from(signature, 'base64url');
  const { alg } = readTestJwt(token).header;
  if (alg !== (jwk.kty === 'EC' ? 'ES256' : 'RS256')) return false;
  return verify('sha256', Buffer.from(`${header}.${claims}`), jwk.kty === 'EC' ? { key, dsaEncoding: 'ieee-p1363' } : key, bytes);
}
