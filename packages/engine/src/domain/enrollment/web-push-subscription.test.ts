import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseWebPushSubscription, readPushToken } from './web-push-subscription.js';

const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const point = (...parts: readonly Uint8Array[]) => Buffer.concat(parts).toString('base64url');
const p256dh = point(Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url'));
const auth = Buffer.alloc(16, 1).toString('base64url');
const subscription = (changes: object = {}, keys: object = {}) =>
  JSON.stringify({ endpoint: 'https://push.example.com/s/1', expirationTime: null, keys: { p256dh, auth, ...keys }, ...changes });

describe('the push token of a browser (decisions 2.9)', () => {
  it('is kept with what sending needs, and nothing else', () => {
    expect(JSON.parse(readPushToken(subscription({ more: 'x' }), 'WEB'))).toEqual({
      endpoint: 'https://push.example.com/s/1',
      keys: { p256dh, auth },
    });
  });

  it.each([
    ['', 'WEB'],
    ['', undefined],
    ['00aa11bb', 'IOS'],
    ['fcm:token', 'ANDROID'],
  ])('%j of platform %s stays as it is', (token, platform) => {
    expect(readPushToken(token, platform)).toBe(token);
  });

  it.each([
    ['no JSON', 'fcm:token'],
    ['a list', '[]'],
    ['an http endpoint', subscription({ endpoint: 'http://push.example.com/s/1' })],
    ['no endpoint', subscription({ endpoint: undefined })],
    ['an endpoint with credentials', subscription({ endpoint: 'https://a:b@push.example.com/' })],
    ['another scheme', subscription({ endpoint: 'file:///etc/passwd' })],
    ['an endless endpoint', subscription({ endpoint: `https://push.example.com/${'x'.repeat(2048)}` })],
    ['no keys', subscription({ keys: undefined })],
    ['a short key', subscription({}, { p256dh: p256dh.slice(0, 40) })],
    ['a compressed key', subscription({}, { p256dh: point(Buffer.of(2), Buffer.from(x, 'base64url')) })],
    ['a point off the curve', subscription({}, { p256dh: point(Buffer.of(4), Buffer.alloc(64, 7)) })],
    ['a short auth secret', subscription({}, { auth: auth.slice(0, 10) })],
    ['an auth secret in other letters', subscription({}, { auth: '+/'.repeat(11) })],
  ])('with %s is E0000001, and is not quoted', (_what, token) => {
    expect(() => readPushToken(token, 'WEB')).toThrow(expect.objectContaining({ code: 'E0000001' }));
    expect(() => readPushToken(token, 'WEB')).toThrow(/^(?!.*push\.example)/);
  });

  it('is judged by its form, whatever the platform says', () => {
    expect(() => readPushToken('{"endpoint":1}', 'ANDROID')).toThrow(expect.objectContaining({ code: 'E0000001' }));
  });

  it('may lead to a push service within this machine over http', () => {
    for (const endpoint of ['http://localhost:9/s', 'http://127.0.0.1:9/s', 'http://[::1]:9/s'])
      expect(parseWebPushSubscription(subscription({ endpoint }))).toMatchObject({ endpoint });
    expect(parseWebPushSubscription(subscription({ endpoint: 'http://localhost.example.com/s' }))).toBeUndefined();
  });
});
