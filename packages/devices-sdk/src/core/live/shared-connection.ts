/** One stream for all pages of a browser: one page holds it and tells the others what it hears. */
import type { LiveChannel } from '../../ports/live-channel.js';
import type { DeviceContext } from '../context.js';
import { isObject, parseJson, textAt } from '../json.js';
import { keepConnected, type LiveListener, type LiveState } from './live-connection.js';
import type { LiveEvent } from './open-live-stream.js';

const states: ReadonlySet<string> = new Set<LiveState>(['connecting', 'connected', 'reconnecting', 'offline', 'unavailable']);

/** As `keepConnected`, once for all pages under `name`; every page hears the same. */
export function shareConnection(
  context: DeviceContext,
  live: LiveChannel,
  connection: { readonly name: string; readonly enrollmentIds: readonly string[] },
  listener: LiveListener,
): () => void {
  const { name, enrollmentIds } = connection;
  const { pages } = live;
  if (pages === undefined) return keepConnected(context, live, enrollmentIds, listener);
  let leading: (() => void) | undefined;
  let state: LiveState = 'connecting';
  const setState: LiveListener['state'] = (now, error) => {
    state = now;
    listener.state(now, error);
  };
  const group = pages.join(name, (message) => {
    const value = parseJson(message);
    // A page that comes later asks how things stand.
    if (textAt(value, 'ask') === 'state' && leading !== undefined) group.send(JSON.stringify({ state }));
    const told = textAt(value, 'state');
    if (isState(told) && leading === undefined) setState(told);
    const event = isObject(value) ? value['event'] : undefined;
    if (isLiveEvent(event)) listener.event(event);
  });
  group.send(JSON.stringify({ ask: 'state' }));
  const resign = pages.lead(name, () => {
    leading = keepConnected(context, live, enrollmentIds, {
      event(event) {
        group.send(JSON.stringify({ event }));
        listener.event(event);
      },
      state(now, error) {
        group.send(JSON.stringify({ state: now }));
        setState(now, error);
      },
    });
  });
  return () => {
    leading?.();
    resign();
    group.leave();
  };
}

function isState(value: string | undefined): value is LiveState {
  return value !== undefined && states.has(value);
}

function isLiveEvent(value: unknown): value is LiveEvent {
  const type = textAt(value, 'type');
  return (
    (type === 'challenge' || type === 'closed') &&
    textAt(value, 'transactionId') !== undefined &&
    textAt(value, 'enrollmentId') !== undefined
  );
}
