import { describe, expect, it } from 'vitest';
import { filterFault } from './filter-fault.js';
import { filterExamples, narrowFilter } from './log-filter.js';

describe('a filter that grows by values', () => {
  it.each([
    ['', { attribute: 'actor.id', value: '00u1', out: false }, 'actor.id eq "00u1"'],
    ['a pr', { attribute: 'actor.id', value: '00u1', out: true }, 'a pr and actor.id ne "00u1"'],
    ['a pr or b pr', { attribute: 'c', value: '1', out: false }, '(a pr or b pr) and c eq "1"'],
    ['c eq "1"', { attribute: 'c', value: '1', out: false }, 'c eq "1"'],
    ['', { attribute: 'c', value: 'a "b" \\', out: false }, 'c eq "a \\"b\\" \\\\"'],
  ])('%s, narrowed by %o', (before, narrowing, after) => {
    expect(narrowFilter(before, narrowing)).toBe(after);
    expect(filterFault(after)).toBeUndefined();
  });

  it('has examples that can be used', () => {
    for (const { filter } of filterExamples) expect(filterFault(filter)).toBeUndefined();
  });
});
