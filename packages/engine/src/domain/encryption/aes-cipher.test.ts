import { describe, expect, it } from 'vitest';
import { createAesCipher, keyId } from './aes-cipher.js';

const [earlier, current] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];

describe('values sealed at rest', () => {
  it('come back, under a new nonce each time', () => {
    const cipher = createAesCipher([current]);
    const [one, two] = [cipher.encrypt('s3cret Ü', 'a'), cipher.encrypt('s3cret Ü', 'a')];
    expect(one).not.toBe(two);
    expect([cipher.decrypt(one, 'a'), cipher.decrypt(two, 'a')]).toEqual(['s3cret Ü', 's3cret Ü']);
  });

  it('after a rotation old values still open and new ones are sealed with the new key', () => {
    const old = createAesCipher([earlier]).encrypt('old', 'a');
    const rotated = createAesCipher([current, earlier]);
    expect(rotated.decrypt(old, 'a')).toBe('old');
    const fresh = rotated.encrypt('new', 'a');
    expect(fresh.split('.')[1]).toBe(keyId(current));
    expect(createAesCipher([current]).decrypt(fresh, 'a')).toBe('new');
    expect(() => createAesCipher([current]).decrypt(old, 'a')).toThrow('a key that is not configured');
  });

  it('open for their own purpose only', () => {
    const cipher = createAesCipher([current]);
    expect(() => cipher.decrypt(cipher.encrypt('x', 'client_secret'), 'signing_key')).toThrow();
  });

  it('do not open when a byte or the end of the tag is missing or another', () => {
    const cipher = createAesCipher([current]);
    const [version, id, nonce, body = ''] = cipher.encrypt('', 'a').split('.');
    const tag = Buffer.from(body, 'base64url');
    const open = (bytes: Uint8Array) => cipher.decrypt([version, id, nonce, Buffer.from(bytes).toString('base64url')].join('.'), 'a');
    expect(open(tag)).toBe('');
    for (const length of [0, 4, 8, 12, 15]) expect(() => open(tag.subarray(0, length))).toThrow();
    for (let index = 0; index < tag.length; index += 1)
      expect(() => open(tag.map((byte, at) => (at === index ? byte ^ 1 : byte)))).toThrow();
  });
});
