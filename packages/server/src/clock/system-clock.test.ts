import { describe, expect, it } from 'vitest';
import { createSystemClock } from './system-clock.js';

/** A machine whose clock moves only when told. */
function machine(start: number) {
  let time = start;
  return { read: () => time, advance: (ms: number) => void (time += ms) };
}

describe('system clock (decisions 1.17)', () => {
  it('S-078 follows the database, whatever the machine believes', async () => {
    const slow = machine(1_000_000);
    const fast = machine(9_000_000);
    const databaseTime = () => Promise.resolve(5_000_000);
    const clocks = [createSystemClock(slow.read), createSystemClock(fast.read)];
    for (const clock of clocks) (await clock.follow(databaseTime))();
    expect(clocks.map((clock) => clock.now())).toEqual([5_000_000, 5_000_000]);
    slow.advance(250);
    expect(clocks[0]?.now()).toBe(5_000_250);
  });

  it('judges the answer by the middle of the round trip', async () => {
    const own = machine(1_000_000);
    const clock = createSystemClock(own.read);
    const stop = await clock.follow(() => {
      own.advance(400);
      return Promise.resolve(2_000_200);
    });
    stop();
    expect(clock.now()).toBe(2_000_400);
  });

  it.each([
    ['took too long', 1_500, () => Promise.resolve(9_000_000)],
    ['failed', 10, () => Promise.reject(new Error('lost'))],
    ['says no more than its own uncertainty', 100, () => Promise.resolve(1_000_030)],
  ])('keeps its time when the measurement %s', async (_, tookMs, answer) => {
    const own = machine(1_000_000);
    const clock = createSystemClock(own.read);
    const stop = await clock.follow(() => {
      own.advance(tookMs);
      return answer();
    });
    stop();
    expect(clock.now()).toBe(1_000_000 + tookMs);
  });
});
