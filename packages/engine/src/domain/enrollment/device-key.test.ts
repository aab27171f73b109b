import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTestKey } from '../../testing/test-device.js';
import { ApiError } from '../api-error.js';
import { algorithmOf, areConfusable, readDeviceKey, verificationKeyOf, type DeviceKeyPolicy } from './device-key.js';

const anyKey: DeviceKeyPolicy = { algorithms: ['RS256', 'ES256'], keyProtection: 'ANY' };
const ec = { ...createTestKey().jwk };
const rsa = { ...createTestKey({ type: 'RSA' }).jwk };

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('keys of devices (devices protocol 3.1)', () => {
  it.each([
    ['an EC P-256 key', ec],
    ['an RSA key of 2048 bits', rsa],
    ['a key without okta:kpr', { ...ec, 'okta:kpr': undefined }],
    ['a key with members nobody knows', { ...ec, 'cs:webauthn': { rpId: 'x' }, alg: 'ES256' }],
    ['a fips flag that is no boolean', { ...ec, 'okta:isFipsCompliant': 'true' }],
    ['a kid of 200 characters', { ...ec, kid: 'k'.repeat(200) }],
  ])('accepts %s', (_name, jwk) => {
    expect(codeOf(() => readDeviceKey('key', jwk, anyKey))).toBe('accepted');
  });

  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });
  const ecPrivate = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const rsaSmall = { ...createTestKey({ type: 'RSA', rsaBits: 1024 }).jwk };
  it.each([
    ['a private member', { ...ecPrivate, kid: 'a' }],
    ['another curve', { ...p384, kid: 'a' }],
    ['P-384 coordinates under the name of P-256', { ...p384, crv: 'P-256', kid: 'a' }],
    ['a point off the curve', { ...ec, y: 'x' in ec ? ec.x : '' }],
    ['a shortened coordinate', { ...ec, x: 'AAAA' }],
    ['an RSA key of 1024 bits', rsaSmall],
    ['an RSA key whose modulus only looks long', { ...rsaSmall, n: `${'A'.repeat(400)}${'n' in rsaSmall ? rsaSmall.n : ''}` }],
    ['an RSA exponent of one', { ...rsa, e: 'AQ' }],
    ['an even RSA exponent', { ...rsa, e: 'AQAA' }],
    ['a symmetric key', { kty: 'oct', k: 'c2VjcmV0', kid: 'a' }],
    ['an Ed25519 key', { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), kid: 'a' }],
    ['no kid', { ...ec, kid: undefined }],
    ['an empty kid', { ...ec, kid: '' }],
    ['a kid of 201 characters', { ...ec, kid: 'k'.repeat(201) }],
    ['a kid with U+0000', { ...ec, kid: 'a\u0000' }],
    ['numbers for members', { ...ec, x: 1 }],
  ])('refuses %s with E0000001', (_name, jwk) => {
    expect(codeOf(() => readDeviceKey('key', jwk, anyKey))).toBe('E0000001');
  });

  it('takes software keys only where the authenticator does not ask for hardware', () => {
    const hardware: DeviceKeyPolicy = { ...anyKey, keyProtection: 'HARDWARE' };
    expect(codeOf(() => readDeviceKey('key', { ...createTestKey({ protection: 'SOFTWARE' }).jwk }, hardware))).toBe('E0000159');
    expect(codeOf(() => readDeviceKey('key', { ...ec, 'okta:kpr': undefined }, hardware))).toBe('E0000159');
    expect(codeOf(() => readDeviceKey('key', ec, hardware))).toBe('accepted');
  });

  it('takes only the algorithms of the authenticator', () => {
    expect(codeOf(() => readDeviceKey('key', rsa, { ...anyKey, algorithms: ['ES256'] }))).toBe('E0000001');
    expect(codeOf(() => readDeviceKey('key', ec, { ...anyKey, algorithms: ['RS256'] }))).toBe('E0000001');
  });

  it('keeps of a key only what it needs', () => {
    expect(readDeviceKey('key', { ...ec, 'cs:other': 1, alg: 'none' }, anyKey)).toEqual(ec);
  });

  it('derives the algorithm from the type and imports a key once', () => {
    expect(algorithmOf(ec)).toBe('ES256');
    expect(algorithmOf(rsa)).toBe('RS256');
    expect(verificationKeyOf(ec)).toBe(verificationKeyOf({ ...ec }));
    expect(verificationKeyOf(ec)).not.toBe(verificationKeyOf(createTestKey().jwk));
  });

  it('sees when two keys could be taken for one another', () => {
    expect(areConfusable(ec, { ...ec, kid: 'other' })).toBe(true);
    expect(areConfusable(ec, { ...createTestKey().jwk, kid: ec.kid })).toBe(true);
    expect(areConfusable(ec, createTestKey().jwk)).toBe(false);
  });
});
