import { describe, expect, it } from 'vitest';
import { decodeBase64Url, encodeBase64Url } from './base64url.js';
import { canonicalJson, type Json } from './canonical-json.js';

describe('canonical text (RFC 8785)', () => {
  it.each<[string, Json, string]>([
    [
      'the example of section 3.2.2',
      {
        numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        string: '€$\u000f\nA\'B"\\\\"/',
        literals: [null, true, false],
      },
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ],
    [
      'the names of section 3.2.3, by UTF-16 code units',
      { '€': 'Euro Sign', '\r': 'CR', '\ufb33': 'Dalet', '1': 'One', '😀': 'Smiley', '\u0080': 'Control', ö: 'o' },
      '{"\\r":"CR","1":"One","\u0080":"Control","ö":"o","€":"Euro Sign","😀":"Smiley","\ufb33":"Dalet"}',
    ],
    ['members that are undefined', { a: undefined, b: 1 }, '{"b":1}'],
    ['negative zero', [-0], '[0]'],
    ['nothing at all', [{}, []], '[{},[]]'],
  ])('of %s', (_name, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each<[string, Json]>([
    ['a number that is not finite', Number.NaN],
    ['half a character', '\ud800'],
    ['half a character in a name', { '\udc00': 1 }],
  ])('there is none of %s', (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

describe('base64url without padding (RFC 4648)', () => {
  it('round trip of every length and every byte', () => {
    for (const length of [0, 1, 2, 3, 4, 31, 32, 33, 256]) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 37) % 256);
      const text = encodeBase64Url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      expect(decodeBase64Url(text)).toEqual(bytes);
    }
  });

  it.each(['A', 'AAAAA', 'AB', 'AAB', 'AA==', 'A+A/', 'AA AA', 'é'])('%j stands for no bytes', (text) => {
    expect(decodeBase64Url(text)).toBeUndefined();
  });
});
