import { FixedClock, LocalBus } from '@countersign/engine/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRecordCache, type RecordCache } from './record-cache.js';

let bus: LocalBus;
let clock: FixedClock;
let stored: Map<string, string>;
let reads: string[];
/** Reads wait here while it is set. */
let gate: Promise<void> | undefined;
let cache: RecordCache<string>;

beforeEach(() => {
  bus = new LocalBus();
  clock = new FixedClock();
  stored = new Map([['a', 'first']]);
  reads = [];
  gate = undefined;
  cache = createRecordCache<string>({
    bus,
    clock,
    records: ['client'],
    holds: (key, id) => key === id,
    async load(key) {
      reads.push(key);
      const value = stored.get(key);
      await gate;
      return value;
    },
  });
});

const changed = (record: 'client' | 'org', id = 'a') => bus.publish([{ kind: 'changed', record, id }]);

describe('record cache', () => {
  it('reads once, also for callers that come at the same time', async () => {
    expect(await Promise.all(Array.from({ length: 50 }, () => cache.get('a')))).toEqual(Array.from({ length: 50 }, () => 'first'));
    await cache.get('a');
    expect(reads).toEqual(['a']);
  });

  it('reads again after a change of its kind, and only then', async () => {
    await cache.get('a');
    stored.set('a', 'second');
    await changed('org');
    expect(await cache.get('a')).toBe('first');
    await changed('client');
    expect(await cache.get('a')).toBe('second');
  });

  it('keeps what another record’s change does not concern, unless all of a kind changed', async () => {
    stored.set('b', 'other');
    await Promise.all([cache.get('a'), cache.get('b')]);
    await changed('client', 'b');
    await Promise.all([cache.get('a'), cache.get('b')]);
    expect(reads).toEqual(['a', 'b', 'b']);
    await changed('client', '');
    await Promise.all([cache.get('a'), cache.get('b')]);
    expect(reads).toEqual(['a', 'b', 'b', 'a', 'b']);
  });

  it('does not keep what a change overtook', async () => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    const early = cache.get('a');
    stored.set('a', 'second');
    await changed('client');
    const late = cache.get('a');
    open();
    expect(await early).toBe('first');
    expect(await late).toBe('second');
    expect(await cache.get('a')).toBe('second');
  });

  it('reads again after a gap in the bus', async () => {
    await cache.get('a');
    stored.set('a', 'second');
    bus.gap();
    expect(await cache.get('a')).toBe('second');
  });

  it('a lost message costs a minute at most', async () => {
    await cache.get('a');
    bus.losing = true;
    stored.set('a', 'second');
    await changed('client');
    clock.advance(59_999);
    expect(await cache.get('a')).toBe('first');
    clock.advance(1);
    expect(await cache.get('a')).toBe('second');
  });

  it('does not keep what does not exist', async () => {
    expect(await cache.get('b')).toBeUndefined();
    stored.set('b', 'now');
    expect(await cache.get('b')).toBe('now');
  });

  it('does not keep a failure', async () => {
    const failing = createRecordCache<string>({
      bus,
      clock,
      records: [],
      load: () => (reads.push('x'), reads.length === 1 ? Promise.reject(new Error('lost')) : Promise.resolve('found')),
    });
    await expect(failing.get('a')).rejects.toThrow('lost');
    expect(await failing.get('a')).toBe('found');
  });
});
