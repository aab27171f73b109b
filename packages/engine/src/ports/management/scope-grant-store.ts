import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';

/** A scope of the management API that an app may ask for in the name of administrators. */
export interface ScopeGrantRecord {
  /** `oag…`. */
  readonly id: string;
  readonly orgId: string;
  readonly appId: string;
  readonly scope: string;
  /** Id of who granted it. */
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface ScopeGrantStore {
  /** Oldest first. */
  list(orgId: string, appId: string): Promise<readonly ScopeGrantRecord[]>;
  /** False: the app has the scope already, or is gone. */
  insert(creation: { readonly grant: ScopeGrantRecord; readonly event: SystemLogEvent }): Promise<boolean>;
  delete(change: { readonly orgId: string; readonly appId: string; readonly id: string; readonly event: SystemLogEvent }): Promise<boolean>;
}
