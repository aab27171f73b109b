/** One event stream, kept open: for the enrollments of one user, with the token of one of them. */
import type { LiveChannel, StreamEnd } from '../../ports/live-channel.js';
import type { DeviceContext } from '../context.js';
import { DeviceError, isDeviceError } from '../errors.js';
import { parseJson, textAt } from '../json.js';
import { maintenanceToken } from '../maintenance-token.js';
import { errorOfResponse } from '../server-errors.js';
import { emptyEventStream, readEventStream, type ServerEvent } from './event-stream.js';
import { reconnectDelay } from './reconnect-delay.js';

/**
 * `offline`: the server cannot be reached; `reconnecting`: it ended or refused the stream; both pass. `unavailable` does not: the
 * platform or the server has no live channel, or the server no longer takes these enrollments.
 */
export type LiveState = 'connecting' | 'connected' | 'reconnecting' | 'offline' | 'unavailable';

export interface LiveEvent {
  /** `closed`: decided, cancelled or expired. */
  readonly type: 'challenge' | 'closed';
  readonly transactionId: string;
  readonly enrollmentId: string;
}

export interface LiveListener {
  event(event: LiveEvent): void;
  /** `error` says why it is `unavailable`. */
  state(state: LiveState, error?: DeviceError): void;
}

/** The server sends a comment every 15 s: after three of them the connection is dead. */
const silenceMs = 45_000;
/** A stream that lived this long was no failed attempt. */
const healthyMs = 10_000;

/** Opens the stream and keeps it open until the returned function is called. `enrollmentIds` are of one user. */
export function keepConnected(
  context: DeviceContext,
  live: LiveChannel,
  enrollmentIds: readonly string[],
  listener: LiveListener,
): () => void {
  const credentials = createCredentials(context, enrollmentIds);
  let failures = 0;
  /** Ends what is under way: getting a token, the stream, or the pause. */
  let stop = (): void => undefined;

  const attempt = async (): Promise<void> => {
    let cancelled = false;
    stop = () => void (cancelled = true);
    try {
      const credential = await credentials.current();
      if (!cancelled) stop = openStream(context, live, { ...credential, enrollmentIds }, { opened, event, ended });
    } catch (error) {
      if (!cancelled) failed(isDeviceError(error) ? error : new DeviceError('invalid_server_response', { cause: error }));
    }
  };
  const event = (received: LiveEvent): void => listener.event(received);
  const opened = (): void => {
    credentials.accepted();
    listener.state('connected');
  };
  const ended = (end: StreamEnd, livedMs: number | undefined): void => {
    if (livedMs !== undefined && livedMs >= healthyMs) failures = 0;
    if (end.end === 'refused') return failed(errorOfResponse(end.response));
    pause(end.end === 'broken' && livedMs === undefined ? 'offline' : 'reconnecting');
  };
  const failed = (error: DeviceError): void => {
    if (error.code === 'network_error') return pause('offline');
    if (isPassing(error)) return pause('reconnecting');
    if (credentials.refused(error)) return void attempt();
    stop = () => undefined;
    listener.state('unavailable', error);
  };
  const pause = (state: 'offline' | 'reconnecting'): void => {
    listener.state(live.connectivity?.isOnline() === false ? 'offline' : state);
    const [chance = 0] = context.ports.random.bytes(1, 'live/pause');
    stop = live.after(reconnectDelay(failures, chance / 256), () => void attempt());
    failures += 1;
  };

  const stopListening = live.connectivity?.onChange(() => {
    stop();
    if (live.connectivity?.isOnline() === false) return pause('offline');
    failures = 0;
    void attempt();
  });
  listener.state('connecting');
  void attempt();
  return () => {
    stopListening?.();
    stop();
  };
}

interface Credential {
  readonly enrollmentId: string;
  readonly accessToken: string;
}

interface Credentials {
  current(): Promise<Credential>;
  accepted(): void;
  /** Whether there is another one to try. */
  refused(error: DeviceError): boolean;
}

/** Maintenance tokens of one enrollment after the other, as the server refuses them: any enrollment of the user will do. */
function createCredentials(context: DeviceContext, enrollmentIds: readonly string[]): Credentials {
  let turn = 0;
  let renewed = false;
  return {
    async current() {
      const enrollmentId = enrollmentIds[turn];
      if (enrollmentId === undefined) throw new DeviceError('enrollment_not_found');
      return { enrollmentId, accessToken: (await maintenanceToken(context, enrollmentId)).accessToken };
    },
    accepted: () => void (renewed = false),
    refused(error) {
      context.maintenanceTokens.delete(enrollmentIds[turn] ?? '');
      // A kept token may have been withdrawn: a fresh one tells.
      if (error.code === 'access_token_rejected' && !renewed) return (renewed = true);
      renewed = false;
      turn += 1;
      return turn < enrollmentIds.length;
    },
  };
}

interface StreamListener {
  opened(): void;
  event(event: LiveEvent): void;
  /** `livedMs`: how long it was open; undefined when it never was. */
  ended(end: StreamEnd, livedMs: number | undefined): void;
}

function openStream(
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

/** The same call may work later; an answer that makes no sense may come from a network that wants a sign-in first. */
function isPassing(error: DeviceError): boolean {
  return (
    error.code === 'rate_limited' || error.code === 'server_error' || error.code === 'invalid_server_response' || (error.status ?? 0) >= 500
  );
}
