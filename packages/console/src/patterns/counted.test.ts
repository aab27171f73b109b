import { describe, expect, it } from 'vitest';
import { counted } from './counted.js';

describe('a number with what it counts', () => {
  it.each([
    [0, 'people', '0 people'],
    [1, 'people', '1 person'],
    [1, 'API tokens', '1 API token'],
    [2, 'applications', '2 applications'],
    [1200, 'events', '1,200 events'],
  ])('%i %s are said as %j', (count, what, said) => {
    expect(counted(count, what)).toBe(said);
  });
});
