import { generateKeyPair as generate, type KeyObject } from 'node:crypto';
import type { Instant } from '../../ports/clock.js';
import type { AuthorizationServer } from '../authorization-server/authorization-server.js';
import { sha256 } from '../digest.js';
import type { SigningKey } from './signing-key.js';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}
/** Makes a key pair off the event loop. Tests hand in pairs made before. */
export type GenerateKeyPair = (alg: SigningKey['alg']) => Promise<KeyPair>;

/** RSA of 2048 bits or EC on P-256, from the system's randomness, on the thread pool. */
export const generateKeyPair: GenerateKeyPair = (alg) =>
  new Promise((resolve, reject) => {
    const done = (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) =>
      error ? reject(error) : resolve({ publicKey, privateKey });
    if (alg === 'RS256') generate('rsa', { modulusLength: 2048, publicExponent: 0x10001 }, done);
    else generate('ec', { namedCurve: 'P-256' }, done);
  });

/** A new key of `server`, ready to be stored. */
export async function newSigningKey(
  server: AuthorizationServer,
  status: 'ACTIVE' | 'NEXT',
  making: { readonly now: Instant; readonly generateKeyPair: GenerateKeyPair },
): Promise<SigningKey> {
  const alg = server.signingAlg;
  const { publicKey, privateKey } = await making.generateKeyPair(alg);
  const members = publicMembers(publicKey);
  const kid = thumbprint(members);
  return {
    kid,
    orgId: server.orgId,
    authorizationServerId: server.id,
    alg,
    status,
    publicJwk: { kty: members['kty'] ?? '', alg, kid, use: 'sig', ...members },
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    createdAt: making.now,
    activatedAt: status === 'ACTIVE' ? making.now : undefined,
    expiredAt: undefined,
  };
}

/** String members only: the stock iOS library crashes on any other (devices protocol 3.4). In the order RFC 7638 wants. */
function publicMembers(key: KeyObject): Readonly<Record<string, string>> {
  const { crv = '', e = '', kty, n = '', x = '', y = '' } = key.export({ format: 'jwk' });
  return kty === 'RSA' ? { e, kty: 'RSA', n } : { crv, kty: 'EC', x, y };
}

/** RFC 7638: SHA-256 over the required members in lexicographic order. */
function thumbprint(members: Readonly<Record<string, string>>): string {
  return sha256(JSON.stringify(members));
}
