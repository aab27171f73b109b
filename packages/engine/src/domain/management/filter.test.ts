import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../api-error.js';
import { type Filter, parseFilter } from './filter.js';

const eq = (attribute: string, value: string): Filter => ({ kind: 'compare', attribute, operator: 'eq', value });

describe('filter expressions (RFC 7644 3.4.2.2)', () => {
  it.each<[string, Filter]>([
    ['status eq "ACTIVE"', eq('status', 'ACTIVE')],
    ['status EQ "ACTIVE"', eq('status', 'ACTIVE')],
    ['  profile.login   eq  "a b"  ', eq('profile.login', 'a b')],
    [String.raw`name eq "a \"quoted\" \\ word"`, eq('name', String.raw`a "quoted" \ word`)],
    ['activated pr', { kind: 'present', attribute: 'activated' }],
    ['id sw "00u"', { kind: 'compare', attribute: 'id', operator: 'sw', value: '00u' }],
    ['enabled eq true', eq('enabled', 'true')],
    [
      'a eq "1" and b eq "2" or c eq "3"',
      { kind: 'or', left: { kind: 'and', left: eq('a', '1'), right: eq('b', '2') }, right: eq('c', '3') },
    ],
    [
      'a eq "1" and (b eq "2" or c eq "3")',
      { kind: 'and', left: eq('a', '1'), right: { kind: 'or', left: eq('b', '2'), right: eq('c', '3') } },
    ],
    ['(((a eq "1")))', eq('a', '1')],
  ])('%s', (expression, filter) => {
    expect(parseFilter(expression)).toEqual(filter);
  });

  it.each([
    '',
    '(',
    ')',
    'status',
    'status eq',
    'eq "x"',
    'a eq "1" and',
    'a eq "1" b eq "2"',
    'a eq (b)',
    'a eq "open',
    'a zz "1"',
    '"a" eq "1"',
    'and',
    'a eq "1")',
  ])('refuses %j with E0000031', (expression) => {
    expect(() => parseFilter(expression)).toThrow(expect.objectContaining({ code: 'E0000031' }));
  });

  it('ends in a filter or E0000031, whatever comes in', () => {
    const word = fc.constantFrom('(', ')', '"', 'and', 'or', 'eq', 'pr', 'a', '"x"', '\\', ' ', 'not');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(word).map((words) => words.join(' ')),
        ),
        (expression) => {
          try {
            parseFilter(expression);
          } catch (error) {
            expect(error).toBeInstanceOf(ApiError);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('refuses more words than anybody writes, before it nests too deep', () => {
    expect(() => parseFilter(`${'('.repeat(10_000)}a pr`)).toThrow(expect.objectContaining({ code: 'E0000031' }));
  });
});
