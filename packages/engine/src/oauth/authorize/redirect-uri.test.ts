import { describe, expect, it } from 'vitest';
import { redirectUriMatches } from './redirect-uri.js';

const registered = [
  'https://app.example.com/cb',
  'https://app.example.com/cb?tenant=1',
  'com.example.app:/callback',
  'http://127.0.0.1/cb',
  'http://[::1]:4000/cb',
  'http://localhost:3000/cb?x=1',
];

describe('R-043 redirect URIs match exactly', () => {
  it.each(registered)('%s is its own match', (uri) => {
    expect(redirectUriMatches({ applicationType: 'web' }, registered, uri)).toBe(true);
  });

  it.each([
    ['another host', 'https://evil.example.com/cb'],
    ['a longer host', 'https://app.example.com.evil.example/cb'],
    ['a user part', 'https://app.example.com@evil.example/cb'],
    ['a longer path', 'https://app.example.com/cb/x'],
    ['a path that climbs', 'https://app.example.com/x/../cb'],
    ['a trailing slash', 'https://app.example.com/cb/'],
    ['another case', 'https://APP.example.com/cb'],
    ['another scheme', 'http://app.example.com/cb'],
    ['an explicit default port', 'https://app.example.com:443/cb'],
    ['a further query', 'https://app.example.com/cb?x=1'],
    ['a fragment', 'https://app.example.com/cb#x'],
    ['nothing', ''],
  ])('refuses %s', (_name, uri) => {
    expect(redirectUriMatches({ applicationType: 'native' }, registered, uri)).toBe(false);
  });
});

describe('RFC 8252 7.3 the loopback port of native clients is free', () => {
  it.each([
    ['http://127.0.0.1:51004/cb', true],
    ['http://127.0.0.1/cb', true],
    ['http://[::1]:51004/cb', true],
    ['http://[::1]/cb', true],
    ['http://localhost:1/cb?x=1', true],
    ['http://127.0.0.1:51004/other', false],
    ['http://127.0.0.1:51004/cb?x=1', false],
    ['http://127.0.0.1:51004/cb#x', false],
    ['http://127.0.0.1:99999/cb', false],
    ['http://127.0.0.1:/cb', false],
    ['http://127.0.0.1:80@evil.example/cb', false],
    ['http://127.0.0.1.evil.example/cb', false],
    ['http://localhost:1/cb', false],
    ['https://127.0.0.1:51004/cb', false],
    ['http://127.0.0.2:51004/cb', false],
  ])('%s: %s', (uri, matches) => {
    expect(redirectUriMatches({ applicationType: 'native' }, registered, uri)).toBe(matches);
  });

  it('does not hold for web clients', () => {
    expect(redirectUriMatches({ applicationType: 'web' }, registered, 'http://127.0.0.1:51004/cb')).toBe(false);
  });

  it('does not hold for a port registered on another host', () => {
    expect(redirectUriMatches({ applicationType: 'native' }, ['https://app.example.com:8443/cb'], 'https://app.example.com:9443/cb')).toBe(
      false,
    );
  });
});
