/** Reading the system log (okta-api 3.13), for people page by page and for programs that poll. */
import type { Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';
import type { LogPosition, LogQuery } from '../../ports/management/system-log-store.js';
import type { SystemLogEvent } from '../event/system-log-event.js';
import { validationFailed } from '../api-error.js';
import type { Actor, Administration } from './administration.js';
import { type LogCursor, maxSeen } from './log-cursor.js';

export type LogReader = Pick<Administration, 'management'> & { readonly engine: Pick<Engine, 'clock'> };

export interface LogRequest extends Pick<LogQuery, 'since' | 'until' | 'order' | 'words' | 'filter' | 'limit'> {
  readonly after: LogCursor | undefined;
}

export interface LogPage {
  readonly events: readonly SystemLogEvent[];
  /** Where to go on. A polling reader always gets one. */
  readonly next: LogCursor | undefined;
}

const dayMs = 86_400_000;
const defaultWindowMs = 7 * dayMs;
/** An event is in the log so long after its time at the latest: its write is one commit, and the clocks of nodes agree. */
const settledAfterMs = 5_000;

/**
 * Ascending and without an end means polling: the reader comes back with `next` for what has happened since, gets every event once,
 * and late ones late. Other requests end. Throws E0000001 when `since` is later than `until`, E0000031 for the filter.
 */
export async function listLogEvents(reader: LogReader, request: LogRequest, actor: Actor): Promise<LogPage> {
  const { since, until, order, limit, after } = request;
  if (since !== undefined && until !== undefined && since > until) throw validationFailed('since', ['since: is later than until']);
  const now = reader.engine.clock.now();
  const from = since ?? Math.max(0, (until ?? now) - defaultWindowMs);
  const query: LogQuery = {
    orgId: actor.orgId,
    order,
    // a cursor is the beginning: events since then may be older than the window by now
    since: since ?? (after !== undefined && order === 'ascending' ? undefined : from),
    until,
    after: after?.position,
    words: request.words,
    filter: request.filter,
    limit: limit + 1,
  };
  if (order === 'ascending' && until === undefined)
    return poll(reader, query, { limit, now, cursor: after ?? { position: { at: from, uuid: '' }, seen: [] } });
  const found = await reader.management.systemLog.list(query);
  const events = found.slice(0, limit);
  const last = events.at(-1);
  return { events, next: found.length > limit && last !== undefined ? { position: positionOf(last), seen: [] } : undefined };
}

interface Poll {
  readonly limit: number;
  readonly now: Instant;
  readonly cursor: LogCursor;
}

async function poll({ management }: LogReader, query: LogQuery, { limit, now, cursor }: Poll): Promise<LogPage> {
  const seen = new Set(cursor.seen);
  const found = await management.systemLog.list({ ...query, limit: query.limit + seen.size });
  const settled: LogPosition = { at: now - settledAfterMs, uuid: '' };
  const events: SystemLogEvent[] = [];
  let named = seen.size - found.filter((event) => seen.has(event.uuid) && isBefore(positionOf(event), settled)).length;
  let more = false;
  for (const event of found) {
    if (seen.has(event.uuid)) continue;
    if (!isBefore(positionOf(event), settled)) named += 1;
    more = events.length >= limit || named > maxSeen;
    if (more) break;
    events.push(event);
  }
  const last = events.at(-1);
  // what comes before the end of a page was looked at, and without an end all that there is
  const reached = more && last !== undefined ? earlier(positionOf(last), settled) : limit === 0 ? cursor.position : settled;
  const position = isBefore(reached, cursor.position) ? cursor.position : reached;
  return {
    events,
    next: { position, seen: seenAhead(position, { found, more, delivered: [...seen, ...events.map(({ uuid }) => uuid)] }) },
  };
}

/** The delivered events that a reader meets again behind this place. */
function seenAhead(
  position: LogPosition,
  { found, more, delivered }: { readonly found: readonly SystemLogEvent[]; readonly more: boolean; readonly delivered: readonly string[] },
): readonly string[] {
  const places = new Map(found.map((event) => [event.uuid, positionOf(event)]));
  return delivered.filter((uuid) => {
    const place = places.get(uuid);
    return place === undefined ? more : isBefore(position, place);
  });
}

function positionOf(event: SystemLogEvent): LogPosition {
  return { at: event.publishedAt, uuid: event.uuid };
}

function isBefore(one: LogPosition, other: LogPosition): boolean {
  return one.at === other.at ? one.uuid < other.uuid : one.at < other.at;
}

function earlier(one: LogPosition, other: LogPosition): LogPosition {
  return isBefore(one, other) ? one : other;
}
