import { FixedClock, SeededRandom } from '@countersign/engine/testing';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createPeriodicJob } from './job.js';

const settle = () => new Promise((resolve) => setImmediate(resolve));

it('a periodic job runs at once, then every period and a little, also after a failure, and not after its end', async () => {
  const clock = new FixedClock();
  let runs = 0;
  const run = async () => {
    runs += 1;
    if (runs === 2) throw new Error('once');
  };
  const job = createPeriodicJob(
    { clock, random: new SeededRandom('job'), log: pino({ level: 'silent' }) },
    { name: 'test', everyMs: 1_000, run },
  );
  job.start();
  await settle();
  expect(runs).toBe(1);
  for (const expected of [2, 3, 4]) {
    clock.advance(999);
    await settle();
    expect(runs).toBe(expected - 1);
    clock.advance(101);
    await settle();
    expect(runs).toBe(expected);
  }
  await job.stop();
  clock.advance(10_000);
  await settle();
  expect(runs).toBe(4);
  expect(clock.scheduledCount).toBe(0);
});

it('the end of a periodic job waits for the run under way', async () => {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  let finished = false;
  const run = async () => {
    await gate;
    finished = true;
  };
  const job = createPeriodicJob(
    { clock: new FixedClock(), random: new SeededRandom('job'), log: pino({ level: 'silent' }) },
    { name: 'test', everyMs: 1_000, run },
  );
  job.start();
  const stopping = job.stop();
  release();
  await stopping;
  expect(finished).toBe(true);
});
