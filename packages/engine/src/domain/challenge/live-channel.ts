/**
 * Live channels: open apps hear of challenges as they come and go (decisions 2.10). Streams carry ids, the app then pulls its list.
 *
 * The bus only says where to look. What is looked at is compared with what the streams were told; the difference is what they hear. So a
 * message that comes twice or late does no harm, and one that is lost is made up for with the next heartbeat, which looks at all. One read
 * is under way at a time and serves everybody; a stream costs an entry and no timer.
 */
import type { Bus } from '../../ports/bus.js';
import type { Clock, Instant } from '../../ports/clock.js';
import type { OpenChallenge, OpenChallengeStore } from '../../ports/open-challenge-store.js';

export interface LiveEvent {
  /** `closed`: answered here or elsewhere, expired or taken back. */
  readonly type: 'challenge' | 'closed';
  readonly transactionId: string;
  readonly enrollmentId: string;
}

export interface LiveStream {
  readonly userId: string;
  readonly enrollmentIds: readonly string[];
  /** When its token ends, and the stream with it. */
  readonly expiresAt: Instant;
  /** False: the reader does not keep up, and the stream ends. Never called before `open` has returned. */
  readonly send: (message: LiveEvent | 'heartbeat') => boolean;
  readonly end: (why: LiveEnd) => void;
}
/** `slow`: nothing more can be said to this reader. */
export type LiveEnd = 'over' | 'slow';

export interface LiveChannelLimits {
  readonly perNode: number;
  readonly perUser: number;
}

export interface LiveChannel {
  /** First tells what waits already. The returned function takes the stream out without a word; undefined: a cap is reached. */
  open(stream: LiveStream): (() => void) | undefined;
  readonly size: number;
  /** Ends all streams and opens no more: the node is going down, the apps connect elsewhere. */
  close(): void;
}

export interface LiveChannelNeeds {
  readonly clock: Clock;
  readonly bus: Pick<Bus, 'subscribe' | 'onGap'>;
  readonly challenges: Pick<OpenChallengeStore, 'list'>;
  readonly limits: LiveChannelLimits;
  readonly onError: (error: unknown) => void;
}

export const heartbeatMs = 15_000;
/** How late a stream or a challenge may end. */
const tickMs = 1_000;
const idsPerRead = 1_000;

/** What the streams of one enrollment know. */
interface Watched {
  readonly streams: Set<LiveStream>;
  /** Streams that were told nothing yet. */
  readonly fresh: Set<LiveStream>;
  /** By transaction. */
  readonly told: Map<string, OpenChallenge>;
}

export function createLiveChannel({ clock, bus, challenges, limits, onError }: LiveChannelNeeds): LiveChannel {
  const streams = new Set<LiveStream>();
  const watched = new Map<string, Watched>();
  const perUser = new Map<string, number>();
  /** Enrollments to look at. */
  const due = new Set<string>();
  /** Requests that changed while a read was under way: it may have come too early to see that. */
  const changedMeanwhile = new Set<string>();
  /** Which enrollments were told of a request. */
  const enrollmentsOf = new Map<string, Set<string>>();
  let reading = false;
  let ended = false;
  let cancelTick: (() => void) | undefined;
  let beatAt = 0;

  function look(enrollmentIds: Iterable<string>): void {
    for (const id of enrollmentIds) due.add(id);
    if (!reading && due.size > 0) void readAll();
  }

  async function readAll(): Promise<void> {
    reading = true;
    while (due.size > 0 && !ended) {
      const ids = [...due].slice(0, idsPerRead);
      for (const id of ids) due.delete(id);
      changedMeanwhile.clear();
      try {
        const found = await challenges.list(
          ids.filter((id) => watched.has(id)),
          clock.now(),
        );
        const byEnrollment = grouped(found);
        for (const id of ids) compare(watched.get(id), byEnrollment.get(id) ?? new Map());
        look(found.flatMap(({ authReqIdHash, enrollmentId }) => (changedMeanwhile.has(authReqIdHash) ? [enrollmentId] : [])));
      } catch (error) {
        // the next heartbeat looks again
        onError(error);
      }
    }
    reading = false;
  }

  function compare(known: Watched | undefined, open: ReadonlyMap<string, OpenChallenge>): void {
    if (known === undefined) return;
    for (const challenge of known.told.values()) if (!open.has(challenge.transactionId)) forget(known, challenge);
    for (const challenge of open.values()) {
      const readers = known.told.has(challenge.transactionId) ? known.fresh : known.streams;
      remember(known, challenge);
      tell(readers, 'challenge', challenge);
    }
    known.fresh.clear();
  }

  function remember(known: Watched, challenge: OpenChallenge): void {
    known.told.set(challenge.transactionId, challenge);
    const enrollments = enrollmentsOf.get(challenge.authReqIdHash) ?? new Set();
    enrollmentsOf.set(challenge.authReqIdHash, enrollments.add(challenge.enrollmentId));
  }

  function forget(known: Watched, challenge: OpenChallenge): void {
    unlink(challenge);
    known.told.delete(challenge.transactionId);
    tell(known.streams, 'closed', challenge);
  }

  function unlink({ authReqIdHash, enrollmentId }: OpenChallenge): void {
    const enrollments = enrollmentsOf.get(authReqIdHash);
    enrollments?.delete(enrollmentId);
    if (enrollments?.size === 0) enrollmentsOf.delete(authReqIdHash);
  }

  function tell(readers: ReadonlySet<LiveStream>, type: LiveEvent['type'], { transactionId, enrollmentId }: OpenChallenge): void {
    for (const stream of [...readers]) say(stream, { type, transactionId, enrollmentId });
  }

  function say(stream: LiveStream, message: LiveEvent | 'heartbeat'): void {
    if (streams.has(stream) && !stream.send(message)) drop(stream, 'slow');
  }

  function drop(stream: LiveStream, why: LiveEnd | undefined): void {
    if (!streams.delete(stream)) return;
    const left = (perUser.get(stream.userId) ?? 1) - 1;
    if (left === 0) perUser.delete(stream.userId);
    else perUser.set(stream.userId, left);
    for (const id of stream.enrollmentIds) {
      const known = watched.get(id);
      known?.streams.delete(stream);
      known?.fresh.delete(stream);
      if (known?.streams.size !== 0) continue;
      for (const challenge of known.told.values()) unlink(challenge);
      watched.delete(id);
    }
    if (streams.size === 0) stopTicking();
    if (why !== undefined) stream.end(why);
  }

  function tick(): void {
    const now = clock.now();
    cancelTick = clock.schedule(tickMs, tick);
    for (const known of watched.values()) for (const one of known.told.values()) if (one.expiresAt <= now) forget(known, one);
    for (const stream of streams) if (stream.expiresAt <= now) drop(stream, 'over');
    if (now < beatAt) return;
    beatAt = now + heartbeatMs;
    for (const stream of streams) say(stream, 'heartbeat');
    look(watched.keys());
  }

  function stopTicking(): void {
    cancelTick?.();
    cancelTick = undefined;
  }

  const unsubscribe = bus.subscribe((message) => {
    if (message.kind === 'challenge-created' && watched.has(message.enrollmentId)) look([message.enrollmentId]);
    if (message.kind !== 'request-changed') return;
    if (reading) changedMeanwhile.add(message.authReqIdHash);
    look(enrollmentsOf.get(message.authReqIdHash) ?? []);
  });
  const endGap = bus.onGap(() => look(watched.keys()));

  return {
    open(stream) {
      const held = perUser.get(stream.userId) ?? 0;
      if (ended || streams.size >= limits.perNode || held >= limits.perUser) return undefined;
      perUser.set(stream.userId, held + 1);
      streams.add(stream);
      for (const id of stream.enrollmentIds) {
        const known = watched.get(id) ?? { streams: new Set(), fresh: new Set(), told: new Map() };
        known.streams.add(stream);
        known.fresh.add(stream);
        watched.set(id, known);
      }
      if (cancelTick === undefined) {
        beatAt = clock.now() + heartbeatMs;
        cancelTick = clock.schedule(tickMs, tick);
      }
      look(stream.enrollmentIds);
      return () => drop(stream, undefined);
    },
    get size() {
      return streams.size;
    },
    close() {
      ended = true;
      unsubscribe();
      endGap();
      for (const stream of streams) drop(stream, 'over');
      stopTicking();
    },
  };
}

/** By enrollment, then by transaction. */
function grouped(challenges: readonly OpenChallenge[]): ReadonlyMap<string, ReadonlyMap<string, OpenChallenge>> {
  const groups = new Map<string, Map<string, OpenChallenge>>();
  for (const one of challenges) {
    const group = groups.get(one.enrollmentId) ?? new Map<string, OpenChallenge>();
    groups.set(one.enrollmentId, group.set(one.transactionId, one));
  }
  return groups;
}
