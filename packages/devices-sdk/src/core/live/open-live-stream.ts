import type { LiveChannel, StreamEnd } from '../../ports/live-channel.js';
import type { DeviceContext } from '../context.js';
import { parseJson, textAt } from '../json.js';
import { emptyEventStream, readEventStream, type ServerEvent } from './event-stream.js';
import type { Credential } from './stream-credentials.js';

/** Something to pull. */
export interface LiveEvent {
  /** `closed`: decided, cancelled or expired. */
  readonly type: 'challenge' | 'closed';
  readonly transactionId: string;
  readonly enrollmentId: string;
}

/** The server sends a comment every 15 s: after three of them the connection is dead. */
const silenceMs = 45_000;

export interface StreamListener {
  opened(): void;
  event(event: LiveEvent): void;
  /** `livedMs`: how long it was open; undefined when it never was. */
  ended(end: StreamEnd, livedMs: number | undefined): void;
}

/** One stream until it ends, is silent for too long, or the returned function is called. */
export function openLiveStream(
  context: DeviceContext,
  live: LiveChannel,
  stream: Credential & { readonly enrollmentIds: readonly string[] },
  listener: StreamListener,
): () => void {
  const others = stream.enrollmentIds.filter((id) => id !== stream.enrollmentId).map((id) => `enrollment=${encodeURIComponent(id)}`);
  const query = others.length === 0 ? '' : `?${others.join('&')}`;
  let openedAt: number | undefined;
  let state = emptyEventStream;
  let disarm = (): void => undefined;
  const end = (how: StreamEnd): void => {
    disarm();
    listener.ended(how, openedAt === undefined ? undefined : context.ports.clock.now() - openedAt);
  };
  const close = live.open(
    {
      url: `${context.org}/idp/myaccount/app-authenticators/events${query}`,
      headers: { accept: 'text/event-stream', authorization: `Bearer ${stream.accessToken}` },
    },
    {
      opened: () => {
        openedAt = context.ports.clock.now();
        rearm();
        listener.opened();
      },
      text: (chunk) => {
        rearm();
        const read = readEventStream(state, chunk);
        state = read.state;
        for (const received of read.events.flatMap(liveEventOf)) listener.event(received);
      },
      ended: end,
    },
  );
  function rearm(): void {
    disarm();
    disarm = live.after(silenceMs, () => {
      close();
      end({ end: 'broken', cause: new Error('the server fell silent') });
    });
  }
  rearm();
  return () => {
    disarm();
    close();
  };
}

function liveEventOf({ type, data }: ServerEvent): readonly LiveEvent[] {
  const value = parseJson(data);
  const transactionId = textAt(value, 'transactionId');
  const enrollmentId = textAt(value, 'enrollmentId');
  if ((type !== 'challenge' && type !== 'closed') || transactionId === undefined || enrollmentId === undefined) return [];
  return [{ type, transactionId, enrollmentId }];
}
