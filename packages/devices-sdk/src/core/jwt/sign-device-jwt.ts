import type { KeyStore, SigningRefusal } from '../../ports/key-store.js';
import { encodeBase64Url } from '../encoding/base64url.js';
import { encodeUtf8 } from '../encoding/utf8.js';

/** How long what the device signs is valid, and how far back, in seconds (devices protocol 3.3). */
const lifetimeSeconds = 300;

export type SignedJwt = { readonly token: string } | { readonly refused: SigningRefusal };

/**
 * A compact JWS by the key `kid` (devices protocol 3.2). The algorithm follows from the key: EC signs ES256, RSA signs RS256.
 * A key that is gone counts as `invalidated`.
 */
export async function signDeviceJwt(keys: KeyStore, jwt: { kid: string; typ: string; claims: object }): Promise<SignedJwt> {
  const key = await keys.find(jwt.kid);
  if (key === undefined) return { refused: 'invalidated' };
  const header = { alg: key.kty === 'EC' ? 'ES256' : 'RS256', typ: jwt.typ, kid: jwt.kid };
  const input = `${encodePart(header)}.${encodePart(jwt.claims)}`;
  const result = await keys.sign(jwt.kid, encodeUtf8(input));
  return 'refused' in result ? result : { token: `${input}.${encodeBase64Url(result.signature)}` };
}

/** `iat`, `exp` and `nbf` around an instant in seconds: five minutes to either side. */
export function validityAround(issuedAt: number): { readonly iat: number; readonly exp: number; readonly nbf: number } {
  return { iat: issuedAt, exp: issuedAt + lifetimeSeconds, nbf: issuedAt - lifetimeSeconds };
}

function encodePart(value: object): string {
  return encodeBase64Url(encodeUtf8(JSON.stringify(value)));
}
