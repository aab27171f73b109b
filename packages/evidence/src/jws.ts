/** Compact JWS (RFC 7515) with the two algorithms that challenges, seals and answers have. The caller says which one it wants. */
import type { Json } from './canonical-json.js';
import { decodeBase64Url } from './base64url.js';

export type JsonObject = { readonly [member: string]: Json | undefined };

export interface ParsedJws {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  readonly signingInput: string;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** A public key as JWK (RFC 7517); members beyond these do not count. */
export type PublicJwk =
  | { readonly kty: 'RSA'; readonly kid: string; readonly n: string; readonly e: string }
  | { readonly kty: 'EC'; readonly kid: string; readonly crv: 'P-256'; readonly x: string; readonly y: string };

/** Undefined for anything that is not a compact JWS over a JSON object. Nothing is verified. */
export function parseJws(compact: string): ParsedJws | undefined {
  const [protectedPart = '', payload = '', signaturePart = '', ...more] = compact.split('.');
  const signature = decodeBase64Url(signaturePart);
  const header = parseObject(protectedPart);
  const claims = parseObject(payload);
  if (more.length > 0 || signature === undefined || header === undefined || claims === undefined) return undefined;
  return { header, claims, signingInput: `${protectedPart}.${payload}`, signature };
}

/** RSA keys verify RS256, EC keys ES256 and nothing else: the header cannot choose (RFC 8725 3.1). */
export async function verifyJws(jws: ParsedJws, key: PublicJwk): Promise<boolean> {
  const { header, signingInput, signature } = jws;
  if (header['crit'] !== undefined || header['alg'] !== (key.kty === 'RSA' ? 'RS256' : 'ES256')) return false;
  return verifyBytes(key, new TextEncoder().encode(signingInput), signature);
}

/** ECDSA signatures as r and s side by side. False also for keys that are none. */
export async function verifyBytes(key: PublicJwk, data: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const algorithm =
    key.kty === 'RSA' ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const jwk = key.kty === 'RSA' ? { kty: key.kty, n: key.n, e: key.e } : { kty: key.kty, crv: key.crv, x: key.x, y: key.y };
  try {
    const imported = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
    return await crypto.subtle.verify(algorithm, imported, signature, data);
  } catch {
    return false;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(part: string): JsonObject | undefined {
  const bytes = decodeBase64Url(part);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
