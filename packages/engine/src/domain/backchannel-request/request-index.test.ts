import { describe, expect, it } from 'vitest';
import type { Bus, BusMessage } from '../../ports/bus.js';
import { FixedClock } from '../../testing/fixed-clock.js';
import type { RequestStatus } from './backchannel-request.js';
import { createRequestIndex } from './request-index.js';

/** A store and a bus whose answers the test times by hand. */
function setUp(maxEntries?: number) {
  const clock = new FixedClock();
  const rows = new Map<string, RequestStatus>();
  const listeners = new Set<(message: BusMessage) => void>();
  const gaps = new Set<() => void>();
  const reads: string[][] = [];
  let beforeAnswer = async (): Promise<void> => undefined;
  const bus: Bus = {
    publish: async (messages) => messages.forEach((message) => listeners.forEach((listener) => listener(message))),
    subscribe: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
    onGap: (listener) => (gaps.add(listener), () => gaps.delete(listener)),
  };
  const errors: unknown[] = [];
  const index = createRequestIndex({
    clock,
    bus,
    store: {
      async findStatus(hash) {
        reads.push([hash]);
        const row = rows.get(hash);
        await beforeAnswer();
        return row;
      },
      async listChanged(hashes) {
        reads.push([...hashes]);
        return hashes.flatMap((hash) => rows.get(hash) ?? []).filter((row) => row.state !== 'pending' || row.paced);
      },
    },
    heldPolls: { perNode: 100, perClient: 100 },
    ...(maxEntries === undefined ? {} : { maxEntries }),
    onError: (error) => errors.push(error),
  });
  const row = (hash: string, change: Partial<RequestStatus> = {}): RequestStatus => {
    const status: RequestStatus = {
      authReqIdHash: hash,
      clientId: 'c',
      authorizationServerId: 'aus',
      state: 'pending',
      intervalSeconds: 5,
      paced: false,
      expiresAt: clock.now() + 300_000,
      decidedAt: undefined,
      ...change,
    };
    rows.set(hash, status);
    return status;
  };
  return {
    clock,
    bus,
    index,
    reads,
    row,
    errors,
    gaps,
    delayReads: (wait: () => Promise<void>) => (beforeAnswer = wait),
    settled: () => new Promise<void>((resolve) => setTimeout(resolve, 5)),
  };
}

const open = () => new AbortController().signal;

describe('the index of requests', () => {
  it('answers a known request without a query, and reads an unknown one once for many callers', async () => {
    const { index, reads, row } = setUp();
    index.add(row('a'));
    expect(index.get('a')?.state).toBe('pending');
    expect(reads).toEqual([]);
    row('b');
    await Promise.all([index.find('b'), index.find('b'), index.find('b')]);
    expect(reads).toEqual([['b']]);
  });

  it('reads again when a message overtook the fill', async () => {
    const { index, row, bus, delayReads } = setUp();
    row('a');
    let first = true;
    delayReads(async () => {
      if (!first) return;
      first = false;
      row('a', { state: 'approved' });
      await bus.publish([{ kind: 'request-changed', authReqIdHash: 'a' }]);
    });
    expect((await index.find('a'))?.state).toBe('approved');
  });

  it('a message wakes the held poll after one query for all that changed', async () => {
    const { index, row, bus, reads, clock, settled } = setUp();
    const polls = ['a', 'b', 'c'].map((key) => {
      index.add(row(key));
      return index.held.hold({ key, clientId: 'c', until: clock.now() + 25_000, closed: open() });
    });
    for (const key of ['a', 'b', 'c']) row(key, { state: 'approved' });
    await bus.publish(['a', 'b', 'c'].map((authReqIdHash) => ({ kind: 'request-changed' as const, authReqIdHash })));
    expect(await Promise.all(polls)).toEqual(['woken', 'woken', 'woken']);
    await settled();
    expect(reads).toEqual([['a', 'b', 'c']]);
  });

  it('finds a decision later when every bus message is lost', async () => {
    const { index, row, clock, settled } = setUp();
    index.add(row('a'));
    const entry = index.get('a');
    if (entry === undefined) throw new Error('not added');
    index.touch(entry);
    const poll = index.held.hold({ key: 'a', clientId: 'c', until: clock.now() + 25_000, closed: open() });
    row('a', { state: 'denied' });
    clock.advance(5_000);
    await settled();
    clock.advance(5_000);
    await settled();
    await expect(poll).resolves.toBe('woken');
    expect(index.get('a')?.state).toBe('denied');
  });

  it('schedules nothing when idle, and one timer for all that are polled', () => {
    const { index, row, clock } = setUp();
    for (let n = 0; n < 100; n++) index.add(row(String(n)));
    expect(clock.scheduledCount).toBe(0);
    for (let n = 0; n < 100; n++) {
      const entry = index.get(String(n));
      if (entry !== undefined) index.touch(entry);
    }
    expect(clock.scheduledCount).toBe(1);
  });

  it('a gap in the bus makes everything that is asked for be read again', async () => {
    const { index, row, gaps, settled, clock } = setUp();
    index.add(row('a'));
    const entry = index.get('a');
    if (entry === undefined) throw new Error('not added');
    index.touch(entry);
    const poll = index.held.hold({ key: 'a', clientId: 'c', until: clock.now() + 25_000, closed: open() });
    row('a', { state: 'approved' });
    for (const gap of gaps) gap();
    await settled();
    await expect(poll).resolves.toBe('woken');
  });

  it('an older read never moves a state backwards', async () => {
    const { index, row } = setUp();
    index.add(row('a', { state: 'approved' }));
    index.add(row('a', { state: 'pending' }));
    expect(index.get('a')?.state).toBe('approved');
  });

  it('knows at once what its own node decided', async () => {
    const { index, row, clock, reads } = setUp();
    index.add(row('a'));
    const poll = index.held.hold({ key: 'a', clientId: 'c', until: clock.now() + 25_000, closed: open() });
    index.decided('a', 'approved', clock.now());
    await expect(poll).resolves.toBe('woken');
    expect(index.get('a')).toMatchObject({ state: 'approved', decidedAt: clock.now() });
    index.decided('a', 'denied', clock.now());
    expect(index.get('a')?.state).toBe('approved');
    expect(reads).toEqual([]);
  });

  it('S-093 counts unexpired pending requests per client', () => {
    const { index, row, clock } = setUp();
    index.add(row('a'));
    index.add(row('b'));
    index.add(row('other', { clientId: 'd' }));
    expect(index.pendingCount('c')).toBe(2);
    index.add(row('a', { state: 'approved' }));
    expect(index.pendingCount('c')).toBe(1);
    clock.advance(311_000);
    expect(index.pendingCount('c')).toBe(0);
  });

  it('lets entries go ten minutes after their expiry, and the longest unpolled first when full', () => {
    const { index, row, clock } = setUp(3);
    for (const key of ['a', 'b', 'c']) index.add(row(key));
    clock.advance(30_000);
    const polled = index.get('a');
    if (polled !== undefined) index.touch(polled);
    index.add(row('d'));
    expect([index.get('a'), index.get('b'), index.get('d')].map((entry) => entry?.hash)).toEqual(['a', undefined, 'd']);
    clock.advance(920_000);
    index.add(row('e'));
    expect(index.size).toBe(1);
  });
});
