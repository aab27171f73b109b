import { verify, type KeyObject } from 'node:crypto';

/** A compact JWS taken apart. Nothing in it is trusted until `verifySignature` said yes. */
export interface ParsedJws {
  readonly header: { readonly alg: string; readonly kid: string | undefined; readonly typ: string | undefined; readonly crit: boolean };
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signingInput: string;
  readonly signature: Buffer;
}

const compactJws = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const maxLength = 16_384;

/** Undefined for anything that is not a compact JWS over a JSON object. */
export function parseJws(token: string): ParsedJws | undefined {
  if (token.length > maxLength || !compactJws.test(token)) return undefined;
  const [headerPart = '', claimsPart = '', signaturePart = ''] = token.split('.');
  const header = parseObject(headerPart);
  const claims = parseObject(claimsPart);
  if (header === undefined || claims === undefined) return undefined;
  const { alg, kid, typ, crit } = header;
  if (typeof alg !== 'string' || !isOptionalText(kid) || !isOptionalText(typ)) return undefined;
  return {
    header: { alg, kid, typ, crit: crit !== undefined },
    claims,
    signingInput: `${headerPart}.${claimsPart}`,
    signature: Buffer.from(signaturePart, 'base64url'),
  };
}

/** `alg` comes from the key's registration, never from the token (RFC 8725 3.1): the caller passes what it expects. */
export function verifySignature(jws: ParsedJws, alg: 'RS256' | 'ES256', key: KeyObject): boolean {
  if (jws.header.alg !== alg || jws.header.crit) return false;
  const input = Buffer.from(jws.signingInput);
  return alg === 'RS256'
    ? verify('sha256', input, key, jws.signature)
    : jws.signature.length === 64 && verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, jws.signature);
}

function parseObject(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** A member of another type is not read as an absent one: what it says would be lost. */
function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
