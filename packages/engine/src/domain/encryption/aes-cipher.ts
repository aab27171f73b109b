import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Cipher } from '../../ports/cipher.js';

/** Whole: without saying so a shorter tag would be taken as well, which is easier to forge. */
const tagBytes = 16;

/**
 * AES-256-GCM. A sealed value is `v1.{key id}.{nonce}.{ciphertext and tag}`, all base64url; the purpose is authenticated with it.
 * The first key encrypts, all of them decrypt.
 */
export function createAesCipher(keys: readonly [Uint8Array, ...Uint8Array[]]): Cipher {
  const byId = new Map(keys.map((key) => [keyId(key), key]));
  const [current] = keys;
  const currentId = keyId(current);
  return {
    encrypt(plain, purpose) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', current, nonce);
      cipher.setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `v1.${currentId}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
    },
    decrypt(sealed, purpose) {
      const [version, id = '', nonce = '', body = ''] = sealed.split('.');
      const key = byId.get(id);
      if (version !== 'v1' || key === undefined) throw new Error('This value was encrypted under a key that is not configured.');
      const bytes = Buffer.from(body, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(purpose));
      decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
      return decipher.update(bytes.subarray(0, bytes.length - tagBytes), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}

/** Names a key without telling anything about it; also the org's key check value. */
export function keyId(key: Uint8Array): string {
  return createHash('sha256').update('countersign key id').update(key).digest('base64url').slice(0, 11);
}
