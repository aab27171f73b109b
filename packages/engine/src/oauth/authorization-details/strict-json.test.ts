import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson, readMemberText, StrictJsonError } from './strict-json.js';

const limits = { maxDepth: 8, maxValues: 200, maxStringLength: 1_024 };
const read = (text: string) => parseStrictJson(text, limits);

describe('JSON that can mean one thing only', () => {
  it('is read as JSON.parse reads it', () => {
    const value = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme', depthSize: 'small' });
    fc.assert(
      fc.property(value, fc.constantFrom(0, 1, '\t', ' \r\n'), (json, space) => {
        const text = JSON.stringify(json, null, space);
        fc.pre(!text.includes('\\u0000'));
        expect(JSON.stringify(read(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it('any other text is a StrictJsonError, and nothing JSON.parse refuses is taken', () => {
    const letters = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '"a"',
      '1',
      '0',
      '-',
      '.',
      'e',
      '1.50',
      'null',
      'true',
      ' ',
      '\\',
      '\u0007',
      'é',
    );
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        let value: unknown;
        try {
          value = read(text);
        } catch (error) {
          expect(error).toBeInstanceOf(StrictJsonError);
          return;
        }
        expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 3_000, seed: 5 },
    );
  });

  it.each([
    ['a member twice', '{"a":1,"a":1}'],
    ['a member twice, once written otherwise', '{"a":1,"\\u0061":2}'],
    ['a member twice, deep inside', '[{"b":{"a":1,"c":2,"a":3}}]'],
    ['an integer past 2^53', '9007199254740993'],
    ['more digits than a number keeps', '0.12345678901234567890'],
    ['a number without end', '1e999'],
    ['a number next to nothing', '1e-999'],
    ['U+0000', '"\\u0000"'],
    ['half a character', '"\\ud800"'],
    ['half a character in a name', '{"\\udc00":1}'],
    ['a comma too many', '[1,]'],
    ['a comma too many in an object', '{"a":1,}'],
    ['a comma too few', '[1 2]'],
    ['a leading zero', '01'],
    ['a line break in a string', '"a\nb"'],
    ['two values', '1 1'],
    ['nothing', ' '],
    ['an open end', '{"a":'],
    ['a comment', '[1/**/]'],
    ['an invisible blank', '\uFEFF1'],
    ['depth', '['.repeat(9) + ']'.repeat(9)],
    ['a flood of values', `[${'1,'.repeat(200)}1]`],
    ['a long string', `"${'x'.repeat(1_025)}"`],
  ])('refuses %s', (_, text) => {
    expect(() => read(text)).toThrow(StrictJsonError);
  });

  it.each([
    ['1.50', 1.5],
    ['100', 100],
    ['1e3', 1000],
    ['1.0E-2', 0.01],
    ['-0', 0],
    ['9007199254740992', 9007199254740992],
  ])('keeps the number %s', (text, value) => {
    expect(read(text)).toBe(value);
  });

  it('makes a member named __proto__ a member like any other', () => {
    const value = read('{"__proto__":{"a":1}}');
    expect(Object.keys(value ?? {})).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('gives the text of a member as it was sent', () => {
    const text = '{"iat": 1.12345678901234567890, "a": [1.10 , {"b":"}"}] , "c":{"a":2}}';
    expect(readMemberText(text, 'a', limits)?.trim()).toBe('[1.10 , {"b":"}"}]');
    expect(readMemberText(text, 'b', limits)).toBeUndefined();
    expect(() => readMemberText('{"a":1,"a":2}', 'a', limits)).toThrow(StrictJsonError);
    expect(() => readMemberText('[]', 'a', limits)).toThrow(StrictJsonError);
  });
});
