import type { Digest } from '../ports/digest.js';
import type { SignatureVerifier } from '../ports/signature-verifier.js';

interface RsaPublicJwk {
  kty: 'RSA';
  n: string;
  e: string;
}

/** As much of WebCrypto's `subtle` as a verifier needs; `Key` is the platform's CryptoKey. */
export interface VerifyingSubtle<Key> {
  importKey(
    format: 'jwk',
    key: RsaPublicJwk,
    algorithm: { name: string; hash: string },
    extractable: boolean,
    usages: 'verify'[],
  ): Promise<Key>;
  verify(algorithm: string, key: Key, signature: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): Promise<boolean>;
}

const rs256 = 'RSASSA-PKCS1-v1_5';

export function createWebCryptoVerifier<Key>(subtle: VerifyingSubtle<Key>): SignatureVerifier {
  return {
    async verifyRs256(jwk, data, signature) {
      let key: Key;
      try {
        key = await subtle.importKey('jwk', { kty: 'RSA', n: jwk.n, e: jwk.e }, { name: rs256, hash: 'SHA-256' }, false, ['verify']);
      } catch {
        return false;
      }
      return subtle.verify(rs256, key, new Uint8Array(signature), new Uint8Array(data));
    },
  };
}

/** As much of WebCrypto's `subtle` as a digest needs. */
export interface DigestingSubtle {
  digest(algorithm: string, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
}

export function createWebCryptoDigest(subtle: DigestingSubtle): Digest {
  return { sha256: async (data) => new Uint8Array(await subtle.digest('SHA-256', new Uint8Array(data))) };
}
