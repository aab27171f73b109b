import type { EventStore } from '@countersign/engine';
import type { Database } from './database.js';
import { insertEvents } from './system-log-row.js';

/** Events that report no other write. */
export function createEventStore({ database }: { readonly database: Database }): EventStore {
  return {
    async append(event) {
      await database.query(insertEvents([event]));
    },
  };
}
