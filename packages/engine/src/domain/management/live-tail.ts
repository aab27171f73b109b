/**
 * Tails of growing lists, for people who watch: what is new is read when the bus says that something happened, and now and then anyway,
 * because a message can be lost. At most one read a second and stream; a stream holds no rows and no timer of its own.
 */
import type { Bus } from '../../ports/bus.js';
import type { Clock, Instant } from '../../ports/clock.js';

/** One event of a stream (WHATWG HTML 9.2). */
export interface TailMessage {
  readonly event: string;
  readonly data: unknown;
}

export interface TailBatch {
  readonly messages: readonly TailMessage[];
  /** What a reader names to go on from here. */
  readonly position: string;
  /** There is more already. */
  readonly more: boolean;
}

export interface TailStream {
  /** Whose cap it counts against. */
  readonly caller: string;
  /** What is new since the read before. */
  readonly read: () => Promise<TailBatch>;
  /** Whether the caller may still see it: the session or token may have ended. */
  readonly mayGoOn: () => Promise<boolean>;
  /** False: the reader does not keep up, and the stream ends. */
  readonly send: (what: TailBatch | 'heartbeat') => boolean;
  readonly end: (why: 'over' | 'slow') => void;
}

export interface LiveTail {
  /** The returned function takes the stream out without a word; undefined: a cap is reached. */
  open(stream: TailStream): (() => void) | undefined;
  readonly size: number;
  /** Ends all streams and opens no more. */
  close(): void;
}

export interface LiveTailNeeds {
  readonly clock: Clock;
  readonly bus: Pick<Bus, 'subscribe' | 'onGap'>;
  readonly limits: { readonly perNode: number; readonly perCaller: number };
  readonly onError: (error: unknown) => void;
}

const tickMs = 1_000;
/** Without a word from the bus. */
const pollMs = 5_000;
export const tailHeartbeatMs = 15_000;

interface Open {
  readonly stream: TailStream;
  due: boolean;
  reading: boolean;
  readAt: Instant;
  beatAt: Instant;
}

export function createLiveTail({ clock, bus, limits, onError }: LiveTailNeeds): LiveTail {
  const opened = new Set<Open>();
  let ended = false;
  let cancelTick: (() => void) | undefined;

  const wake = (): void => {
    for (const one of opened) one.due = true;
  };
  const unsubscribe = bus.subscribe(wake);
  const endGap = bus.onGap(wake);

  function tick(): void {
    const now = clock.now();
    cancelTick = clock.schedule(tickMs, tick);
    for (const one of opened) {
      if (one.reading) continue;
      if (now >= one.beatAt) void beat(one, now);
      else if (one.due || now >= one.readAt + pollMs) void read(one, now);
    }
  }

  async function read(one: Open, now: Instant): Promise<void> {
    Object.assign(one, { reading: true, due: false, readAt: now });
    try {
      const batch = await one.stream.read();
      if (batch.more) one.due = true;
      if (batch.messages.length > 0 && opened.has(one) && !one.stream.send(batch)) drop(one, 'slow');
    } catch (error) {
      // the next turn tries again
      onError(error);
    }
    one.reading = false;
  }

  async function beat(one: Open, now: Instant): Promise<void> {
    Object.assign(one, { reading: true, beatAt: now + tailHeartbeatMs });
    try {
      if (!(await one.stream.mayGoOn())) drop(one, 'over');
      else if (opened.has(one) && !one.stream.send('heartbeat')) drop(one, 'slow');
    } catch (error) {
      onError(error);
    }
    one.reading = false;
  }

  function drop(one: Open, why: 'over' | 'slow' | undefined): void {
    if (!opened.delete(one)) return;
    if (opened.size === 0) stopTicking();
    if (why !== undefined) one.stream.end(why);
  }

  function stopTicking(): void {
    cancelTick?.();
    cancelTick = undefined;
  }

  return {
    open(stream) {
      const held = [...opened].filter((one) => one.stream.caller === stream.caller).length;
      if (ended || opened.size >= limits.perNode || held >= limits.perCaller) return undefined;
      const now = clock.now();
      const one: Open = { stream, due: true, reading: false, readAt: now, beatAt: now + tailHeartbeatMs };
      opened.add(one);
      cancelTick ??= clock.schedule(tickMs, tick);
      return () => drop(one, undefined);
    },
    get size() {
      return opened.size;
    },
    close() {
      ended = true;
      unsubscribe();
      endGap();
      for (const one of opened) drop(one, 'over');
    },
  };
}
