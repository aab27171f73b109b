import type { SystemLogEvent } from '../domain/event/system-log-event.js';

/** For events that accompany no other write (a failed sign-in). All others travel with the write they report. */
export interface EventStore {
  append(event: SystemLogEvent): Promise<void>;
}
