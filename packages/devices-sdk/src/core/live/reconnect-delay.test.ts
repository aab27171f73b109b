import { describe, expect, it } from 'vitest';
import { realms } from '../../testing/realms.js';

describe.each(realms)('the pause before the next attempt $name', ({ modules: { reconnectDelay } }) => {
  it.each([
    { failures: 0, chance: 0, ms: 1000 },
    { failures: 1, chance: 0, ms: 2000 },
    { failures: 4, chance: 0, ms: 16_000 },
    { failures: 5, chance: 0, ms: 30_000 },
    { failures: 5000, chance: 0, ms: 30_000 },
    { failures: 0, chance: 0.5, ms: 750 },
    { failures: 5000, chance: 0.999_999, ms: 15_000 },
  ])('is $ms ms after $failures failures, by chance $chance', ({ failures, chance, ms }) => {
    expect(reconnectDelay.reconnectDelay(failures, chance)).toBe(ms);
  });
});
