import { describe, expect, it } from 'vitest';
import { filterFault } from './filter-fault.js';

describe('a filter expression as it is typed', () => {
  it.each([
    '',
    '   ',
    'eventType eq "x.y"',
    'outcome.reason pr',
    'eventType EQ "a" AND (outcome.result ne "SUCCESS" or actor.id sw "00u")',
    'displayMessage co "say \\"hi\\""',
    'published ge 2026-01-15',
  ])('is right: %s', (text) => {
    expect(filterFault(text)).toBeUndefined();
  });

  it.each([
    ['eventType', 9, 'operator'],
    ['eventType is "a"', 10, 'no operator'],
    ['eventType eq', 12, 'value'],
    ['eventType eq "a', 13, 'never closed'],
    ['eventType eq "a" outcome.result pr', 17, 'and, or'],
    ['(eventType pr', 13, 'not closed'],
    ['eventType pr)', 12, 'never opened'],
    ['eventType pr and', 16, 'attribute'],
    ['"a" eq eventType', 0, 'attribute'],
  ])('shows the fault of %s at %i', (text, at, message) => {
    expect(filterFault(text)).toMatchObject({ at, message: expect.stringContaining(message) });
  });
});
