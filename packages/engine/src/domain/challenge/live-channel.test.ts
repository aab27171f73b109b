import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenChallenge } from '../../ports/open-challenge-store.js';
import { FixedClock } from '../../testing/fixed-clock.js';
import { LocalBus } from '../../testing/local-bus.js';
import { createLiveChannel, type LiveChannel, type LiveStream } from './live-channel.js';

let clock: FixedClock;
let bus: LocalBus;
let open: OpenChallenge[];
let reads: (readonly string[])[];
/** Held back until released. */
let gate: Promise<void> | undefined;
let failing: boolean;
let errors: unknown[];
let channels: LiveChannel[];
let channel: LiveChannel;

beforeEach(() => {
  clock = new FixedClock();
  bus = new LocalBus();
  open = [];
  reads = [];
  gate = undefined;
  failing = false;
  errors = [];
  channels = [];
  channel = newChannel();
});
afterEach(() => {
  for (const one of channels) one.close();
  if (clock.scheduledCount > 0) throw new Error('a closed channel leaves a timer behind');
});

function newChannel(limits = { perNode: 100, perUser: 10 }): LiveChannel {
  const list = async (ids: readonly string[]) => {
    reads.push(ids);
    if (failing) throw new Error('the store is away');
    // what a read sees is what was there when it began
    const seen = open.filter(({ enrollmentId, expiresAt }) => ids.includes(enrollmentId) && expiresAt > clock.now());
    await gate;
    return seen;
  };
  const made = createLiveChannel({ clock, bus, challenges: { list }, limits, onError: (error) => errors.push(error) });
  channels.push(made);
  return made;
}

function listen(options: Partial<LiveStream> & { readonly on?: LiveChannel } = {}) {
  const heard: string[] = [];
  const stream: LiveStream = {
    userId: '00u1',
    enrollmentIds: ['pfd1'],
    expiresAt: clock.now() + 3600_000,
    send: (message) => {
      heard.push(message === 'heartbeat' ? message : `${message.type} ${message.enrollmentId} ${message.transactionId}`);
      return true;
    },
    end: (why) => heard.push(`end ${why}`),
    ...options,
  };
  return { heard, close: (options.on ?? channel).open(stream) };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));
const ask = async (transactionId: string, enrollmentId = 'pfd1', lifetimeMs = 300_000) => {
  open.push({ transactionId, enrollmentId, authReqIdHash: `hash of ${transactionId}`, expiresAt: clock.now() + lifetimeMs });
  await bus.publish([{ kind: 'challenge-created', transactionId, enrollmentId }]);
};
const answer = async (transactionId: string) => {
  open = open.filter((one) => one.transactionId !== transactionId);
  await bus.publish([{ kind: 'request-changed', authReqIdHash: `hash of ${transactionId}` }]);
};

describe('live channels', () => {
  it('tell of challenges as they come and go, on every node', async () => {
    const here = listen();
    const there = listen({ on: newChannel() });
    await settle();
    await ask('ft1');
    await settle();
    await answer('ft1');
    await settle();
    for (const { heard } of [here, there]) expect(heard).toEqual(['challenge pfd1 ft1', 'closed pfd1 ft1']);
  });

  it('first tell what waits already, each stream once', async () => {
    await ask('ft1');
    const first = listen();
    await settle();
    const second = listen();
    await settle();
    expect(first.heard).toEqual(['challenge pfd1 ft1']);
    expect(second.heard).toEqual(['challenge pfd1 ft1']);
  });

  it('tell each person of their own enrollments only, and nobody reads for those without a stream', async () => {
    const ann = listen({ enrollmentIds: ['pfd1', 'pfd2'] });
    const bob = listen({ userId: '00u2', enrollmentIds: ['pfd3'] });
    await settle();
    const before = reads.length;
    await ask('ft9', 'pfd9');
    await answer('ft9');
    await settle();
    expect(reads).toHaveLength(before);
    await ask('ft1', 'pfd2');
    await ask('ft2', 'pfd3');
    await settle();
    expect(ann.heard).toEqual(['challenge pfd2 ft1']);
    expect(bob.heard).toEqual(['challenge pfd3 ft2']);
  });

  it('say nothing of a request that changed and still waits', async () => {
    const { heard } = listen();
    await ask('ft1');
    await settle();
    await bus.publish([{ kind: 'request-changed', authReqIdHash: 'hash of ft1' }]);
    await settle();
    expect(heard).toEqual(['challenge pfd1 ft1']);
  });

  it('do not miss a decision that falls into a read', async () => {
    const { heard } = listen();
    await settle();
    let release = (): void => undefined;
    gate = new Promise((resolve) => (release = resolve));
    await ask('ft1');
    await answer('ft1');
    gate = undefined;
    release();
    await settle();
    expect(heard).toEqual(['challenge pfd1 ft1', 'closed pfd1 ft1']);
  });

  it('read once for all that happens during a read', async () => {
    listen({ enrollmentIds: ['pfd1', 'pfd2'] });
    await settle();
    let release = (): void => undefined;
    gate = new Promise((resolve) => (release = resolve));
    await ask('ft1');
    for (let count = 2; count < 50; count += 1) await ask(`ft${count}`, count % 2 === 0 ? 'pfd1' : 'pfd2');
    const before = reads.length;
    gate = undefined;
    release();
    await settle();
    expect(reads.length - before).toBe(1);
  });

  it('make up with a heartbeat for what the bus lost, and at once when it tells of a gap', async () => {
    const { heard } = listen();
    await settle();
    bus.losing = true;
    await ask('ft1');
    clock.advance(14_999);
    await settle();
    expect(heard).toEqual([]);
    clock.advance(1);
    await settle();
    expect(heard).toEqual(['heartbeat', 'challenge pfd1 ft1']);
    await answer('ft1');
    bus.gap();
    await settle();
    expect(heard.at(-1)).toBe('closed pfd1 ft1');
  });

  it('tell when the time of a challenge is up, without asking the store', async () => {
    const { heard } = listen();
    await ask('ft1', 'pfd1', 10_000);
    await settle();
    const before = reads.length;
    clock.advance(10_000);
    expect(heard).toEqual(['challenge pfd1 ft1', 'closed pfd1 ft1']);
    expect(reads).toHaveLength(before);
  });

  it('live through a store that fails', async () => {
    const { heard } = listen();
    await settle();
    failing = true;
    await ask('ft1');
    await settle();
    expect(errors).toHaveLength(1);
    failing = false;
    clock.advance(15_000);
    await settle();
    expect(heard).toEqual(['heartbeat', 'challenge pfd1 ft1']);
  });

  it('end with their token, and leave nothing behind', async () => {
    const { heard } = listen({ expiresAt: clock.now() + 5_500 });
    await ask('ft1');
    await settle();
    clock.advance(5_000);
    expect(channel.size).toBe(1);
    clock.advance(1_000);
    expect(heard).toEqual(['challenge pfd1 ft1', 'end over']);
    expect([channel.size, clock.scheduledCount]).toEqual([0, 0]);
    const before = reads.length;
    await answer('ft1');
    expect(reads).toHaveLength(before);
  });

  it('end when their reader does not keep up; others go on', async () => {
    const slow: string[] = [];
    listen({ send: () => false, end: (why) => slow.push(why) });
    const { heard } = listen();
    await ask('ft1');
    await settle();
    expect(slow).toEqual(['slow']);
    expect(heard).toEqual(['challenge pfd1 ft1']);
    expect(channel.size).toBe(1);
  });

  it('have room for so many of a person and of a node', () => {
    channel = newChannel({ perNode: 3, perUser: 2 });
    const first = listen();
    listen();
    expect(listen().close).toBeUndefined();
    listen({ userId: '00u2' });
    expect(listen({ userId: '00u3' }).close).toBeUndefined();
    first.close?.();
    first.close?.();
    expect(listen({ userId: '00u3' }).close).toBeDefined();
    expect(first.heard).toEqual([]);
  });

  it('cost one timer, however many they are', async () => {
    channel = newChannel({ perNode: 1_000, perUser: 1_000 });
    const all = Array.from({ length: 500 }, (_, index) => listen({ enrollmentIds: [`pfd${index}`] }));
    await settle();
    expect(clock.scheduledCount).toBe(1);
    const before = reads.length;
    clock.advance(15_000);
    await settle();
    expect(reads.length - before).toBe(1);
    expect(all.every(({ heard }) => heard.length === 1)).toBe(true);
  });

  it('all end when the node goes down, and none is opened any more', () => {
    const { heard } = listen();
    channel.close();
    expect(heard).toEqual(['end over']);
    expect(listen().close).toBeUndefined();
  });
});
