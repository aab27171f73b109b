import { hash, timingSafeEqual } from 'node:crypto';

/** SHA-256, base64url: how server-made secrets are stored and looked up. */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}

export function sha256Bytes(text: string): Uint8Array {
  return hash('sha256', text, 'buffer');
}

/** Constant-time for inputs of equal length; digests always are. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Constant-time comparison of two texts of any length, by their digests. */
export function equalSecrets(a: string, b: string): boolean {
  return timingSafeEqual(sha256Bytes(a), sha256Bytes(b));
}
