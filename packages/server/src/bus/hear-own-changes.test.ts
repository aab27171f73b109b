import type { Bus, BusMessage } from '@countersign/engine';
import { expect, it } from 'vitest';
import { hearOwnChanges } from './hear-own-changes.js';

const change: BusMessage = { kind: 'changed', record: 'client', id: '0oa1' };

/** A bus that brings nothing back, and may fail. */
const mute = (fails = false): Bus => ({
  publish: () => (fails ? Promise.reject(new Error('lost')) : Promise.resolve()),
  subscribe: () => () => undefined,
  onGap: () => () => undefined,
});

it('a node hears its own changes before publish returns, other news only from the bus', async () => {
  const bus = hearOwnChanges(mute());
  const heard: BusMessage[] = [];
  const end = bus.subscribe((message) => heard.push(message));
  await bus.publish([change, { kind: 'outbox-due' }]);
  expect(heard).toEqual([change]);
  end();
  await bus.publish([change]);
  expect(heard).toHaveLength(1);
});

it('also when the bus fails, which the publisher learns', async () => {
  const bus = hearOwnChanges(mute(true));
  const heard: BusMessage[] = [];
  bus.subscribe((message) => heard.push(message));
  await expect(bus.publish([change])).rejects.toThrow('lost');
  expect(heard).toEqual([change]);
});
