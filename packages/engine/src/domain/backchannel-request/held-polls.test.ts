import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../testing/fixed-clock.js';
import { createHeldPolls } from './held-polls.js';

const open = () => new AbortController().signal;

describe('held polls', () => {
  it('end by the decision alone, with no time passing', async () => {
    const clock = new FixedClock();
    const held = createHeldPolls(clock, { perNode: 10, perClient: 10 });
    const poll = held.hold({ key: 'a', clientId: 'c', until: clock.now() + 25_000, closed: open() });
    held.wake('a');
    await expect(poll).resolves.toBe('woken');
    expect(held.size).toBe(0);
    expect(clock.scheduledCount).toBe(0);
  });

  it('C-110 end when their wait is over', async () => {
    const clock = new FixedClock();
    const held = createHeldPolls(clock, { perNode: 10, perClient: 10 });
    const poll = held.hold({ key: 'a', clientId: 'c', until: clock.now() + 2_000, closed: open() });
    clock.advance(1_900);
    expect(held.isHeld('a')).toBe(true);
    clock.advance(400);
    await expect(poll).resolves.toBe('elapsed');
    expect(clock.scheduledCount).toBe(0);
  });

  it('C-113 end when the connection closes', async () => {
    const clock = new FixedClock();
    const held = createHeldPolls(clock, { perNode: 10, perClient: 10 });
    const connection = new AbortController();
    const poll = held.hold({ key: 'a', clientId: 'c', until: clock.now() + 2_000, closed: connection.signal });
    connection.abort();
    await expect(poll).resolves.toBe('closed');
    expect(held.size).toBe(0);
  });

  it('a second poll for the same request ends the first', async () => {
    const clock = new FixedClock();
    const held = createHeldPolls(clock, { perNode: 10, perClient: 10 });
    const first = held.hold({ key: 'a', clientId: 'c', until: clock.now() + 2_000, closed: open() });
    const second = held.hold({ key: 'a', clientId: 'c', until: clock.now() + 2_000, closed: open() });
    await expect(first).resolves.toBe('replaced');
    held.wake('a');
    await expect(second).resolves.toBe('woken');
  });

  it('S-092 above the caps answer at once, per client and per node', async () => {
    const clock = new FixedClock();
    const held = createHeldPolls(clock, { perNode: 3, perClient: 2 });
    const until = clock.now() + 2_000;
    void held.hold({ key: 'a', clientId: 'c', until, closed: open() });
    void held.hold({ key: 'b', clientId: 'c', until, closed: open() });
    await expect(held.hold({ key: 'x', clientId: 'c', until, closed: open() })).resolves.toBe('full');
    void held.hold({ key: 'd', clientId: 'e', until, closed: open() });
    await expect(held.hold({ key: 'y', clientId: 'f', until, closed: open() })).resolves.toBe('full');
    held.close();
    expect(held.size).toBe(0);
  });

  it('2 000 of them wait on one timer', async () => {
    const clock = new FixedClock();
    const held = createHeldPolls(clock, { perNode: 10_000, perClient: 10_000 });
    const polls = Array.from({ length: 2_000 }, (_, n) =>
      held.hold({ key: String(n), clientId: 'c', until: clock.now() + 10_000 + n, closed: open() }),
    );
    expect(clock.scheduledCount).toBe(1);
    clock.advance(13_000);
    expect(new Set(await Promise.all(polls))).toEqual(new Set(['elapsed']));
  });
});
