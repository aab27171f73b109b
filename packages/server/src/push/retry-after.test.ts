import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.js';

const now = Date.UTC(2026, 0, 15, 12);

it.each([
  ['30', 30_000],
  ['Thu, 15 Jan 2026 12:01:00 GMT', 60_000],
  ['Thu, 15 Jan 2026 11:59:00 GMT', undefined],
  ['0', undefined],
  ['-5', undefined],
  ['soon', undefined],
  [undefined, undefined],
  [['1', '2'], undefined],
])('Retry-After %j is %s ms', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});
