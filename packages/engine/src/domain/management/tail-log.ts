/** New events of the system log, as a tail (live-tail.ts). */
import type { SystemLogEvent } from '../event/system-log-event.js';
import type { Actor } from './administration.js';
import { type LogCursor, readLogCursor, writeLogCursor } from './log-cursor.js';
import { listLogEvents, type LogReader, type LogRequest } from './system-log.js';

export interface LogTail {
  read(): Promise<{ readonly events: readonly SystemLogEvent[]; readonly position: string; readonly more: boolean }>;
}

const eventsPerRead = 200;

/** From `lastPosition` on, or from now. Throws E0000029 for a place that is none. */
export function tailLog(
  reader: LogReader,
  { lastPosition, ...filter }: Pick<LogRequest, 'words' | 'filter'> & { readonly lastPosition: string | undefined },
  actor: Actor,
): LogTail {
  let after: LogCursor =
    lastPosition === undefined ? { position: { at: reader.engine.clock.now(), uuid: '' }, seen: [] } : readLogCursor(lastPosition);
  return {
    async read() {
      const request = { ...filter, since: undefined, until: undefined, order: 'ascending', limit: eventsPerRead, after } as const;
      const { events, next } = await listLogEvents(reader, request, actor);
      after = next ?? after;
      return { events, position: writeLogCursor(after), more: events.length > 0 };
    },
  };
}
