import { describe, expect, it } from 'vitest';
import { reportTime } from './time-range.js';

const now = Date.parse('2026-01-15T12:00:00.000Z');

describe('the time a report is about', () => {
  it.each([
    ['the standard where the address says nothing', {}, { since: '2026-01-14T12:00:00.000Z' }, true],
    ['a range up to now', { time: 'hour' }, { since: '2026-01-15T11:00:00.000Z' }, true],
    [
      'two instants',
      { time: 'custom', since: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00+01:00' },
      { since: '2026-01-01T00:00:00.000Z', until: '2026-01-01T23:00:00.000Z' },
      false,
    ],
    ['one instant and no end', { time: 'custom', since: '2026-01-01T00:00:00Z' }, { since: '2026-01-01T00:00:00.000Z' }, true],
    ['nothing when it cannot be read', { time: 'custom', since: 'yesterday' }, {}, true],
    ['any time', { time: 'any' }, {}, true],
  ])('is %s', (_name, search, query, goesOn) => {
    const time = reportTime(search, 'day');
    expect(time.query(now)).toEqual(query);
    expect(time.goesOn).toBe(goesOn);
  });
});
