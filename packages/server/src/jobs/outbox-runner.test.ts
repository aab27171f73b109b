import type { ClaimedMessage, OutboxStore } from '@countersign/engine';
import { FixedClock, LocalBus, SeededRandom } from '@countersign/engine/testing';
import { createOutboxStore, toTimestamp } from '@countersign/storage';
import { openTestDatabase, type TestDatabase } from '@countersign/storage/testing';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from './deliver-challenge.js';
import type { Job } from './job.js';
import { createOutboxRunner, retryDelayMs } from './outbox-runner.js';

let test: TestDatabase;
let outbox: OutboxStore;
let clock: FixedClock;
let bus: LocalBus;
let delivered: ClaimedMessage[];
let answer: (message: ClaimedMessage) => Promise<Delivery>;
let runners: Job[];

beforeAll(async () => {
  test = await openTestDatabase();
  outbox = createOutboxStore(test);
});
afterAll(() => test.dispose());
beforeEach(async () => {
  await test.database.query({ text: 'truncate outbox' });
  clock = new FixedClock();
  bus = new LocalBus();
  delivered = [];
  runners = [];
  answer = async () => ({ outcome: 'done', push: 'sent', detail: 'sent' });
});
afterEach(() => Promise.all(runners.map((runner) => runner.stop())));

function startRunner(): Job {
  const runner = createOutboxRunner({
    outbox,
    bus,
    clock,
    random: new SeededRandom('outbox'),
    log: pino({ level: 'silent' }),
    deliver: (message) => {
      delivered.push(message);
      return answer(message);
    },
  });
  runner.start();
  runners.push(runner);
  return runner;
}

async function put(id: string, changes: { expiresInMs?: number; lockedForMs?: number } = {}): Promise<void> {
  const now = clock.now();
  await test.database.query({
    text: `insert into outbox (id, org_id, kind, payload, due_at, locked_until, created_at, expires_at)
      values ($1, '00o', 'push-challenge', $2, $3, $4, $3, $5)`,
    values: [
      id,
      { transactionId: 'ft', enrollmentId: id },
      toTimestamp(now),
      changes.lockedForMs === undefined ? null : toTimestamp(now + changes.lockedForMs),
      toTimestamp(now + (changes.expiresInMs ?? 300_000)),
    ],
  });
}
const putMany = (count: number) => Promise.all(Array.from({ length: count }, (_, index) => put(`m${String(index).padStart(3, '0')}`)));
const nudge = () => bus.publish([{ kind: 'outbox-due' }]);

async function rows() {
  const found = await test.database.query<{
    id: string;
    outcome: string | null;
    detail: string | null;
    attempts: number;
    claimed: boolean;
    finished: boolean;
  }>({
    text: 'select id, outcome, detail, attempts, locked_until is not null as claimed, finished_at is not null as finished from outbox order by id',
  });
  return found.rows;
}
async function settled(count: number): Promise<void> {
  await expect.poll(async () => (await rows()).filter((row) => row.finished).length, { timeout: 10_000 }).toBe(count);
}

describe('outbox runner', () => {
  it('sends what is there when it starts, and what the bus tells of', async () => {
    await put('a');
    startRunner();
    await settled(1);
    await put('b');
    await nudge();
    await settled(2);
    expect(await rows()).toMatchObject([
      { id: 'a', outcome: 'sent', detail: 'sent' },
      { id: 'b', outcome: 'sent' },
    ]);
  });

  it('sends everything once, also with two runners', async () => {
    await putMany(200);
    startRunner();
    startRunner();
    await settled(200);
    expect(delivered).toHaveLength(200);
    expect(new Set(delivered.map(({ id }) => id)).size).toBe(200);
  });

  it('a message that hangs delays no other', async () => {
    let release = (): void => undefined;
    const stuck = new Promise<Delivery>((resolve) => (release = () => resolve({ outcome: 'done', push: 'sent', detail: 'late' })));
    answer = (message) => (message.id === 'm000' ? stuck : Promise.resolve({ outcome: 'done', push: 'sent', detail: 'sent' }));
    await putMany(100);
    startRunner();
    await settled(99);
    release();
    await settled(100);
  });

  it('tries again after a failure, later each time, and succeeds', async () => {
    let failures = 2;
    answer = async () => {
      if (failures-- > 0) throw new Error('the provider is down');
      return { outcome: 'done', push: 'sent', detail: 'sent' };
    };
    await put('a');
    startRunner();
    for (const attempt of [1, 2]) {
      await expect
        .poll(async () => (await rows())[0], { timeout: 10_000 })
        .toMatchObject({ attempts: attempt, claimed: false, finished: false, detail: 'the provider is down' });
      clock.advance(2_000 * attempt);
    }
    await settled(1);
    expect(delivered.map(({ attempts }) => attempts)).toEqual([0, 1, 2]);
  });

  it('gives up when the next try would come too late, and the row stays visible with its reason', async () => {
    answer = async () => ({ outcome: 'retry', detail: 'busy', afterMs: 60_000 });
    await put('a', { expiresInMs: 30_000 });
    startRunner();
    await settled(1);
    expect(await rows()).toMatchObject([{ outcome: 'dead', detail: 'busy' }]);
  });

  it('does not send what has expired', async () => {
    await put('a', { expiresInMs: -1 });
    startRunner();
    await settled(1);
    expect(delivered).toEqual([]);
    expect(await rows()).toMatchObject([{ outcome: 'dead', detail: 'expired before it could be sent' }]);
  });

  it('takes over what a dead node had claimed, when its lease runs out', async () => {
    await put('a', { lockedForMs: 25_000 });
    startRunner();
    await nudge();
    clock.advance(10_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(delivered).toEqual([]);
    clock.advance(10_000);
    clock.advance(10_000);
    await settled(1);
  });

  it('stops when all that is in flight is settled', async () => {
    let release = (): void => undefined;
    const stuck = new Promise<Delivery>((resolve) => (release = () => resolve({ outcome: 'done', push: 'sent', detail: 'late' })));
    answer = () => stuck;
    await put('a');
    const runner = startRunner();
    await expect.poll(() => delivered.length, { timeout: 10_000 }).toBe(1);
    const stopping = runner.stop();
    release();
    await stopping;
    expect(await rows()).toMatchObject([{ outcome: 'sent', detail: 'late' }]);
    await put('b');
    await nudge();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(delivered).toHaveLength(1);
  });

  it('backs off between half and the whole of a doubling delay, half a minute at most', () => {
    const random = new SeededRandom('delay');
    for (const [attempts, whole] of [
      [0, 1_000],
      [1, 2_000],
      [4, 16_000],
      [5, 30_000],
      [60, 30_000],
    ] as const) {
      const delays = Array.from({ length: 50 }, () => retryDelayMs(random, attempts));
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(whole / 2);
      expect(Math.max(...delays)).toBeLessThanOrEqual(whole);
      expect(new Set(delays).size).toBeGreaterThan(10);
    }
  });
});
