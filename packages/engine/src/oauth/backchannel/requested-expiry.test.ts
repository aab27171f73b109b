import { describe, expect, it } from 'vitest';
import { OAuthError } from '../errors.js';
import { resolveExpiry } from './requested-expiry.js';

describe('requested_expiry and request_expiry', () => {
  it.each([
    ['nothing asked', undefined, undefined, 300, 300],
    ['C-053 digits', '120', undefined, 300, 120],
    ['C-068 a number', 120, undefined, 300, 120],
    ["the guide's name", undefined, '60', 300, 60],
    ['both, equal', '60', 60, 300, 60],
    ['C-054 beyond the maximum', '999999', undefined, 300, 300],
    ['C-055 the shortest', '10', undefined, 300, 10],
    ['below the minimum', '1', undefined, 300, 10],
    ['an org with a longer maximum', '1800', undefined, 3600, 1800],
  ])('%s', (_, requestedExpiry, requestExpiry, max, expected) => {
    expect(resolveExpiry({ requestedExpiry, requestExpiry }, max)).toBe(expected);
  });

  it.each([['abc'], ['0'], ['-1'], ['1.5'], [0], [-1], [1.5], [null], [true], [['60']], ['1e3'], ['9'.repeat(20)], [' 5']])(
    'C-053 refuses %j',
    (requestedExpiry) => {
      expect(() => resolveExpiry({ requestedExpiry, requestExpiry: undefined }, 300)).toThrow(OAuthError);
    },
  );

  it('refuses two values that contradict each other', () => {
    expect(() => resolveExpiry({ requestedExpiry: '60', requestExpiry: '61' }, 300)).toThrow(/contradict/);
  });
});
