import { describe, expect, it } from 'vitest';
import { mergeLive } from './merge-live.js';

interface Row {
  readonly id: string;
  readonly at: string;
  readonly step: number;
}
const row = (id: string, at: number, step = 0): Row => ({ id, at: `2026-01-15T12:00:0${at}.000Z`, step });
const merge = (loaded: readonly Row[], arrived: readonly Row[], { isWhole = true, max = 10 } = {}) =>
  mergeLive({
    loaded,
    arrived,
    idOf: ({ id }) => id,
    timeOf: ({ at }) => at,
    later: (one, other) => (other.step > one.step ? other : one),
    isWhole,
    max,
  }).map(({ id, step }) => `${id}${step}`);

describe('a list with its live tail', () => {
  it.each([
    ['shows new rows on top', [row('b', 2), row('a', 1)], [row('c', 3)], {}, ['c0', 'b0', 'a0']],
    ['shows a changed row in its place', [row('b', 2), row('a', 1)], [row('a', 1, 1)], {}, ['b0', 'a1']],
    ['keeps the later account of a row, whichever came last', [row('a', 1, 2)], [row('a', 1, 1)], {}, ['a2']],
    ['leaves what is older than its pages to the page it is on', [row('b', 2)], [row('a', 1)], { isWhole: false }, ['b0']],
    ['takes what is older when there are no more pages', [row('b', 2)], [row('a', 1)], {}, ['b0', 'a0']],
    ['begins with what arrives when it is empty', [], [row('b', 2), row('a', 1)], {}, ['b0', 'a0']],
    ['lets go of the oldest', [row('b', 2), row('a', 1)], [row('c', 3)], { max: 2 }, ['c0', 'b0']],
  ])('%s', (_name, loaded, arrived, options, shown) => {
    expect(merge(loaded, arrived, options)).toEqual(shown);
  });
});
