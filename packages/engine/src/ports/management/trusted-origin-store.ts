import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';
import type { SearchQuery } from './paging.js';

/** `CORS`: its scripts may call the org (decisions 2.12). `REDIRECT`: sign-out may lead there. */
export type TrustedOriginScope = 'CORS' | 'REDIRECT';

export interface TrustedOriginRecord {
  /** `tos…` */
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  /** As browsers send it: scheme, host, port unless it is the scheme's own, no slash. */
  readonly origin: string;
  readonly scopes: readonly TrustedOriginScope[];
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

interface Writing {
  readonly record: TrustedOriginRecord;
  readonly event: SystemLogEvent;
}

export interface TrustedOriginStore {
  findById(orgId: string, id: string): Promise<TrustedOriginRecord | undefined>;
  findByOrigin(orgId: string, origin: string): Promise<TrustedOriginRecord | undefined>;
  /** Filter attributes: `id`, `name`, `origin`, `status`, `lastUpdated`. */
  list(orgId: string, query: SearchQuery): Promise<readonly TrustedOriginRecord[]>;
  insert(writing: Writing): Promise<'done' | 'duplicate'>;
  /** Everything but id, org and time of creation. */
  replace(writing: Writing): Promise<'done' | 'not-found' | 'duplicate'>;
  delete(change: { readonly orgId: string; readonly id: string; readonly event: SystemLogEvent }): Promise<boolean>;
}

/** What every cross-origin call asks, from a cache. */
export interface TrustedOriginDirectory {
  /** Origins with the scope `CORS` that are active. */
  corsOrigins(): Promise<ReadonlySet<string>>;
}
