/** A live channel whose server, timers and network are the test itself. */
import type { LiveChannel, PageGroup, StreamReceiver, StreamRequest } from '../ports/live-channel.js';

export interface OpenedStream {
  readonly request: StreamRequest;
  readonly receiver: StreamReceiver;
  closed: boolean;
}

export interface HandDrivenLive extends LiveChannel {
  /** In the order they were opened. */
  readonly streams: readonly OpenedStream[];
  /** What waits, in milliseconds. */
  waiting(): readonly number[];
  /** Lets what waits for so long begin now. */
  pass(milliseconds: number): void;
  setOnline(online: boolean): void;
}

export function createHandDrivenLive(pages?: PageGroup): HandDrivenLive {
  const streams: OpenedStream[] = [];
  const timers = new Set<{ readonly milliseconds: number; readonly work: () => void }>();
  const listeners = new Set<() => void>();
  let online = true;
  return {
    streams,
    open(request, receiver) {
      const stream: OpenedStream = { request, receiver, closed: false };
      streams.push(stream);
      return () => void (stream.closed = true);
    },
    after(milliseconds, work) {
      const timer = { milliseconds, work };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    waiting: () => [...timers].map((timer) => timer.milliseconds),
    pass(milliseconds) {
      for (const timer of timers) {
        if (timer.milliseconds !== milliseconds) continue;
        timers.delete(timer);
        timer.work();
      }
    },
    connectivity: {
      isOnline: () => online,
      onChange(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    setOnline(now) {
      online = now;
      for (const listener of listeners) listener();
    },
    ...(pages === undefined ? {} : { pages }),
  };
}

/** The pages of one browser: the first to ask for a name leads, then the next. */
export function createPages(): () => PageGroup {
  const queues = new Map<string, (() => void)[]>();
  const rooms = new Map<string, Set<(message: string) => void>>();
  return () => ({
    lead(name, lead) {
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      queue.push(lead);
      if (queue[0] === lead) lead();
      return () => {
        const wasLeading = queue[0] === lead;
        queue.splice(queue.indexOf(lead), 1);
        if (wasLeading) queue[0]?.();
      };
    },
    join(name, receive) {
      const room = rooms.get(name) ?? new Set();
      rooms.set(name, room);
      room.add(receive);
      return {
        send: (message) => [...room].filter((other) => other !== receive).forEach((other) => other(message)),
        leave: () => void room.delete(receive),
      };
    },
  });
}
