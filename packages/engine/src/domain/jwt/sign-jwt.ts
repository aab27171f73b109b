import { sign } from 'node:crypto';
import type { ReadyKey } from '../signing-key/keyring.js';

/**
 * A compact JWS over JSON claims. RSA signs on the thread pool; EC in line, where the pool gains nothing.
 * `typ` is left out when undefined (Okta's access tokens carry `alg` and `kid` only).
 */
export async function signJwt(key: ReadyKey, claims: object, typ?: string): Promise<string> {
  const input = `${encode(jwtHeader(key, typ))}.${encode(claims)}`;
  const signature =
    key.alg === 'RS256'
      ? await signOnPool(input, key)
      : sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

export function jwtHeader(key: Pick<ReadyKey, 'alg' | 'kid'>, typ?: string) {
  return typ === undefined ? { alg: key.alg, kid: key.kid } : { alg: key.alg, kid: key.kid, typ };
}

function signOnPool(input: string, key: ReadyKey): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign('sha256', Buffer.from(input), key.privateKey, (error, signature) => (error ? reject(error) : resolve(signature)));
  });
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
