import { describe, expect, it } from 'vitest';
import { equalBytes, equalSecrets, sha256, sha256Bytes } from './digest.js';

describe('digests', () => {
  it('are SHA-256 in base64url (FIPS 180-4 example abc)', () => {
    expect(sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
    expect(Buffer.from(sha256Bytes('abc')).toString('base64url')).toBe(sha256('abc'));
  });

  it('compare texts and bytes of any length', () => {
    expect(equalSecrets('a', 'a')).toBe(true);
    expect(equalSecrets('a', 'ab')).toBe(false);
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  });
});
