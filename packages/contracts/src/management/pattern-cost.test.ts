import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPatternFault, longestMatchedText } from './pattern-cost.js';

describe('patterns of authorization details', () => {
  it.each([
    '^[A-Z]{3}$',
    '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$',
    '^[0-9]{1,12}(?:\\.[0-9]{1,3})?$',
    '^(?:SEPA|SWIFT)$',
    '^\\p{L}+$',
    '^[^\\]]{1,20}$',
    '^a|^b',
    'x',
    '',
  ])('takes %s', (pattern) => {
    expect(findPatternFault(pattern)).toBeUndefined();
  });

  it.each([
    ['nested repetition', '^(a+)+$'],
    ['nested repetition with a blank between', '^([a-z]+ ?)*$'],
    ['alternatives that overlap, repeated', '^(?:a|a)*$'],
    ['alternatives of one class, repeated', '^(?:\\w|\\d){20}$'],
    ['many repetitions in a row', '^\\d*\\d*\\d*$'],
    ['many options in a row', `^${'a?'.repeat(30)}${'a'.repeat(30)}$`],
    ['no anchor and a long repetition', '\\d+x'],
    ['one alternative without anchor', '^a|b*c'],
    ['a large count of repetitions', '^(?:[a-z]{1,9}){1,9}$'],
  ])('refuses %s', (_, pattern) => {
    expect(findPatternFault(pattern)).toContain('could take too long');
  });

  it.each(['^(?=a)a$', '^(?!a)b$', '^(?<=a)b$', '^(a)\\1$', '^(?<x>a)\\k<x>$', '^(?<x>a)$'])('refuses %s', (pattern) => {
    expect(findPatternFault(pattern)).toBe('must not look around or refer back');
  });

  it.each(['(', '[z-a]', 'a{2,1}', '\\p{Nothing}', '*'])('refuses %s, which is no pattern', (pattern) => {
    expect(findPatternFault(pattern)).toBe('is not a regular expression');
  });

  it('whatever it takes answers at once for the longest text', () => {
    const atom = fc.constantFrom('a', '[ab]', '\\w', '.', '(?:a|b)', '(?:a|ab)', '(?:aa?)', 'b');
    const piece = fc.tuple(atom, fc.constantFrom('', '', '?', '*', '+', '{2}', '{1,3}', '{0,40}')).map(([body, times]) => body + times);
    const pattern = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => `^${pieces.join('')}$`);
    const text = `${'a'.repeat(longestMatchedText - 1)}!`;
    fc.assert(
      fc.property(pattern, (source) => {
        fc.pre(findPatternFault(source) === undefined);
        const startedAt = performance.now();
        new RegExp(source, 'u').test(text);
        expect(performance.now() - startedAt).toBeLessThan(1_000);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});
