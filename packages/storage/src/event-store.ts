import type { EventStore, SystemLogEvent } from '@countersign/engine';
import { createBatch } from './batch.js';
import type { Database } from './database.js';
import { insertEvents } from './system-log-row.js';

/** Events that report no other write. Those of concurrent callers share a commit. */
export function createEventStore({ database }: { readonly database: Database }): EventStore {
  return {
    append: createBatch<SystemLogEvent, undefined>({
      async flush(events) {
        await database.query(insertEvents(events));
        return events.map(() => undefined);
      },
    }),
  };
}
