import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';
import type { AppRecord } from './app-store.js';
import type { ClientJwk } from './documents.js';

/**
 * What is known of a client's key beside the app's document, which holds the active ones and stays the judge of which those are: a key that
 * came with the document has no record until it is changed.
 */
export interface ClientKeyRecord {
  /** `pks…`, made from the key. */
  readonly id: string;
  readonly jwk: ClientJwk;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface ClientKeyStore {
  list(orgId: string, appId: string): Promise<readonly ClientKeyRecord[]>;
  /** Writes the app's document and the key together. False: the app has changed since `readAt`. */
  save(change: {
    readonly app: AppRecord;
    readonly readAt: Instant;
    readonly key: ClientKeyRecord;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
  delete(change: { readonly orgId: string; readonly appId: string; readonly id: string; readonly event: SystemLogEvent }): Promise<boolean>;
}
