/** One event stream, kept open: for the enrollments of one user, with the token of one of them. */
import type { LiveChannel, StreamEnd } from '../../ports/live-channel.js';
import type { DeviceContext } from '../context.js';
import { DeviceError, isDeviceError } from '../errors.js';
import { errorOfResponse } from '../server-errors.js';
import { openLiveStream, type LiveEvent } from './open-live-stream.js';
import { reconnectDelay } from './reconnect-delay.js';
import { createCredentials } from './stream-credentials.js';

/**
 * `offline`: the server cannot be reached; `reconnecting`: it ended or refused the stream; both pass. `unavailable` does not: the
 * platform or the server has no live channel, or the server no longer takes these enrollments.
 */
export type LiveState = 'connecting' | 'connected' | 'reconnecting' | 'offline' | 'unavailable';

export interface LiveListener {
  event(event: LiveEvent): void;
  /** `error` says why it is `unavailable`. */
  state(state: LiveState, error?: DeviceError): void;
}

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
      if (!cancelled) stop = openLiveStream(context, live, { ...credential, enrollmentIds }, { opened, event, ended });
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
    stopListening?.();
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

/** The same call may work later; an answer that makes no sense may come from a network that wants a sign-in first. */
function isPassing(error: DeviceError): boolean {
  return (
    error.code === 'rate_limited' || error.code === 'server_error' || error.code === 'invalid_server_response' || (error.status ?? 0) >= 500
  );
}
