/** Signatures made by clients: assertions and signed requests (RFC 7518 3.3 to 3.5). The allow-list stands here, never in the token (RFC 8725 3.1). */
import { constants, type KeyObject, verify } from 'node:crypto';
import type { ParsedJws } from '../../domain/jwt/verify-jws.js';

export const asymmetricAlgs = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const;
export type AsymmetricAlg = (typeof asymmetricAlgs)[number];

export function isAsymmetricAlg(alg: string): alg is AsymmetricAlg {
  return asymmetricAlgs.some((known) => known === alg);
}

const hashes = { '256': 'sha256', '384': 'sha384', '512': 'sha512' } as const;
const curves: Readonly<Record<string, { readonly curve: string; readonly signatureBytes: number }>> = {
  ES256: { curve: 'prime256v1', signatureBytes: 64 },
  ES384: { curve: 'secp384r1', signatureBytes: 96 },
  ES512: { curve: 'secp521r1', signatureBytes: 132 },
};

/** Whether a key can make signatures of this algorithm: RSA of at least 2048 bits for RS and PS, the right curve for ES. */
export function keyFitsAlg(key: KeyObject, alg: AsymmetricAlg): boolean {
  const details = key.asymmetricKeyDetails;
  const curve = curves[alg]?.curve;
  return curve === undefined
    ? key.asymmetricKeyType === 'rsa' && (details?.modulusLength ?? 0) >= 2048
    : key.asymmetricKeyType === 'ec' && details?.namedCurve === curve;
}

/** True when `key` made the signature with exactly `alg`, and the header says the same. */
export function verifyClientSignature(jws: ParsedJws, alg: AsymmetricAlg, key: KeyObject): boolean {
  if (jws.header.alg !== alg || jws.header.crit || !keyFitsAlg(key, alg)) return false;
  const hash = hashes[alg.slice(2) as keyof typeof hashes]; // the list above has no other endings
  const input = Buffer.from(jws.signingInput);
  if (alg.startsWith('ES')) {
    return jws.signature.length === curves[alg]?.signatureBytes && verify(hash, input, { key, dsaEncoding: 'ieee-p1363' }, jws.signature);
  }
  if (alg.startsWith('PS')) {
    const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return verify(hash, input, pss, jws.signature);
  }
  return verify(hash, input, key, jws.signature);
}
