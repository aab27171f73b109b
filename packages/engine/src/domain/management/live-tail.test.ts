import { describe, expect, it } from 'vitest';
import { FixedClock, LocalBus } from '../../testing/index.js';
import { createLiveTail, type TailBatch, type TailStream } from './live-tail.js';

const settled = () => new Promise((resolve) => setImmediate(resolve));

function open(changes: Partial<TailStream> = {}) {
  const clock = new FixedClock();
  const bus = new LocalBus();
  const tail = createLiveTail({ clock, bus, limits: { perNode: 3, perCaller: 2 }, onError: () => undefined });
  const heard: (TailBatch | 'heartbeat' | 'over' | 'slow')[] = [];
  let reads = 0;
  const stream: TailStream = {
    caller: 'ann',
    read: async () => ({ messages: [{ event: 'log', data: ++reads }], position: String(reads), more: false }),
    mayGoOn: async () => true,
    send: (what) => {
      heard.push(what);
      return true;
    },
    end: (why) => void heard.push(why),
    ...changes,
  };
  const close = tail.open(stream);
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1_000);
      await settled();
    }
  };
  return { clock, bus, tail, stream, heard, close, pass, reads: () => reads };
}

describe('a live tail', () => {
  it('reads when the bus tells of something, once a second at most, and every five seconds without', async () => {
    const { bus, pass, reads } = open();
    await pass(1);
    expect(reads()).toBe(1);
    for (let n = 0; n < 20; n += 1) await bus.publish([{ kind: 'outbox-due' }]);
    await pass(1);
    expect(reads()).toBe(2);
    await pass(4);
    expect(reads()).toBe(2);
    await pass(1);
    expect(reads()).toBe(3);
  });

  it('goes on at once while there is more', async () => {
    let left = 3;
    const busy = open({ read: async () => ({ messages: [], position: '', more: --left > 0 }) });
    await busy.pass(3);
    expect(left).toBe(0);
    expect(busy.heard).toEqual([]);
  });

  it('beats, and ends when the caller may see it no longer', async () => {
    let allowed = true;
    const { pass, heard, tail, clock } = open({
      read: async () => ({ messages: [], position: '', more: false }),
      mayGoOn: async () => allowed,
    });
    await pass(15);
    expect(heard).toEqual(['heartbeat']);
    allowed = false;
    await pass(15);
    expect(heard).toEqual(['heartbeat', 'over']);
    expect([tail.size, clock.scheduledCount]).toEqual([0, 0]);
  });

  it('ends a reader that does not keep up', async () => {
    const { pass, heard } = open({ send: () => false });
    await pass(1);
    expect(heard).toEqual(['slow']);
  });

  it('has a cap for each caller and for the node, and goes on after a read that failed', async () => {
    let fails = true;
    const { tail, stream, close, pass, heard } = open({
      read: async () => {
        if (fails) throw new Error('the store is away');
        return { messages: [{ event: 'log', data: 1 }], position: '1', more: false };
      },
    });
    expect(tail.open(stream)).toBeTypeOf('function');
    expect(tail.open(stream)).toBeUndefined();
    expect(tail.open({ ...stream, caller: 'bob' })).toBeTypeOf('function');
    expect(tail.open({ ...stream, caller: 'eve' })).toBeUndefined();
    await pass(1);
    fails = false;
    await pass(6);
    expect(heard).toHaveLength(3);
    close?.();
    tail.close();
    expect(tail.size).toBe(0);
    expect(tail.open({ ...stream, caller: 'late' })).toBeUndefined();
  });
});
