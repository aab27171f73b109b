import { describe, expect, it } from 'vitest';
import { holdsSecret, readJwk } from './read-jwk.js';

const jwk = { kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ', kid: 'k1' };

describe('a pasted key', () => {
  it.each([
    ['is taken as it is', JSON.stringify(jwk)],
    ['is taken out of a set that holds nothing else', JSON.stringify({ keys: [jwk] })],
  ])('%s', (_name, text) => {
    expect(readJwk(text)).toEqual({ jwk });
    expect(holdsSecret(text)).toBe(false);
  });

  it.each([JSON.stringify({ ...jwk, d: 'ZA' }), JSON.stringify({ keys: [jwk, { ...jwk, d: 'ZA' }] }), '{"kty":"oct","k":"aw"}'])(
    'is known to hold a secret: %s',
    (text) => {
      expect(holdsSecret(text)).toBe(true);
    },
  );

  it.each([
    ['is needed', ' ', /^Paste/],
    ['in PEM has to be converted', '-----BEGIN PUBLIC KEY-----', /no JSON object/],
    ['comes alone', JSON.stringify({ keys: [jwk, jwk] }), /one key at a time/],
    ['names its type', '{"x":"eA"}', /kty is missing/],
    ['is not sent when it is private', JSON.stringify({ ...jwk, d: 'ZA' }), /It was not sent/],
    ['is not sent when it is private within a set', JSON.stringify({ keys: [{ ...jwk, d: 'ZA' }] }), /It was not sent/],
    ['is not sent when it is a shared secret', '{"kty":"oct","k":"aw"}', /It was not sent/],
  ])('%s', (_name, text, fault) => {
    expect(readJwk(text)).toEqual({ fault: expect.stringMatching(fault) });
  });
});
