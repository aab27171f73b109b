import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { realms } from '../../testing/realms.js';

describe.each(realms)('encodings $name', ({ modules: { base64url, utf8 } }) => {
  it('base64url agrees with Node for all bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = base64url.encodeBase64Url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(Array.from(base64url.decodeBase64Url(text) ?? [])).toEqual(Array.from(bytes));
      }),
    );
  });

  it.each(['A', 'AA=', 'A A', 'AB', 'AAB', '+/+/', 'ä', 'AAAAA'])('base64url refuses %j', (text) => {
    expect(base64url.decodeBase64Url(text)).toBeUndefined();
  });

  it('UTF-8 agrees with Node for all texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        const bytes = utf8.encodeUtf8(text);
        expect(Array.from(bytes)).toEqual(Array.from(Buffer.from(text, 'utf8')));
        expect(utf8.decodeUtf8(bytes)).toBe(text);
      }),
    );
  });

  it.each([[[0xff]], [[0xc0, 0x80]], [[0xe2, 0x82]], [[0xed, 0xa0, 0x80]]])('UTF-8 refuses the bytes %j', (bytes) => {
    expect(() => utf8.decodeUtf8(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ name: 'URIError' }));
  });
});

describe.each(realms)('origins $name', ({ modules: { orgUrl } }) => {
  it.each([
    ['https://id.example.com', 'https://id.example.com'],
    ['https://ID.Example.com:443/path?query#part', 'https://id.example.com'],
    ['https://id.example.com:8443/', 'https://id.example.com:8443'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:8080/x', 'http://[::1]:8080'],
  ])('%s is %s', (url, origin) => {
    expect(orgUrl.originOf(url)).toBe(origin);
    expect(new URL(url).origin).toBe(origin);
    expect(orgUrl.isSecureOrigin(origin)).toBe(true);
  });

  it.each([
    'https://id.example.com@evil.example',
    'https://id.example.com:80@evil.example/',
    'https://id.example.com\\@evil.example',
    'https://id.example.com evil',
    'https:id.example.com',
    'javascript:alert(1)',
    '//id.example.com',
    'https://',
    'https://-x',
    '',
  ])('%j is no origin', (url) => {
    expect(orgUrl.originOf(url)).toBeUndefined();
  });

  it.each(['http://id.example.com', 'http://localhost.evil.example', 'http://10.0.0.1'])('%s is not secure', (origin) => {
    expect(orgUrl.isSecureOrigin(origin)).toBe(false);
  });

  it('names the same origin as the platform for every URL both understand', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true, validSchemes: ['http', 'https'] }), (url) => {
        const origin = orgUrl.originOf(url);
        if (origin !== undefined) expect(origin).toBe(new URL(url).origin);
      }),
    );
  });
});

describe.each(realms)('reading a JWT $name', ({ modules: { parseJwt } }) => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('takes header, claims and signature apart', () => {
    const jwt = parseJwt.parseJwt(`${part({ alg: 'RS256' })}.${part({ sub: 'Łukasz' })}.AAAA`);
    expect(jwt?.header).toEqual({ alg: 'RS256' });
    expect(jwt?.claims).toEqual({ sub: 'Łukasz' });
    expect(Array.from(jwt?.signature ?? [])).toEqual([0, 0, 0]);
  });

  it.each([
    '',
    'a.b',
    `${part({})}.${part({})}`,
    `${part({})}.${part({})}.`,
    `${part([])}.${part({})}.AAAA`,
    `${part({})}.${part('x')}.AAAA`,
    `${part({})}.${part({})}.AAAA.AAAA`,
    `${part({})}.${part({})}=.AAAA`,
    `${part({})}.${part({ long: 'x'.repeat(20_000) })}.AAAA`,
    `${part({})}.${Buffer.from([0x22, 0xff, 0x22]).toString('base64url')}.AAAA`,
  ])('refuses %s', (token) => {
    expect(parseJwt.parseJwt(token)).toBeUndefined();
  });
});
