import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256, base64url: how server-made secrets are stored and looked up. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

export function sha256Bytes(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}

/** Constant-time for inputs of equal length; digests always are. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Constant-time comparison of two texts of any length, by their digests. */
export function equalSecrets(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
