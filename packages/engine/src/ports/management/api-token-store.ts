import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { User } from '../../domain/user/user.js';
import type { Instant } from '../clock.js';
import type { AdminRole } from '@countersign/contracts';

export interface ApiTokenRecord {
  /** `00T…` */
  readonly id: string;
  readonly orgId: string;
  readonly userId: string;
  readonly name: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant;
  /** Moves with every use. */
  readonly expiresAt: Instant;
}

export interface ApiTokenHolder {
  readonly token: ApiTokenRecord;
  readonly owner: Pick<User, 'id' | 'login' | 'status' | 'profile'>;
  readonly roles: readonly AdminRole[];
}

/** API tokens; only their SHA-256 is stored. */
export interface ApiTokenStore {
  findByHash(hash: string): Promise<ApiTokenHolder | undefined>;
  /** Moves last use and expiry. */
  touch(id: string, now: Instant, expiresAt: Instant): Promise<void>;
  findById(orgId: string, id: string): Promise<ApiTokenRecord | undefined>;
  list(orgId: string): Promise<readonly ApiTokenRecord[]>;
  insert(creation: { readonly token: ApiTokenRecord; readonly hash: string; readonly event: SystemLogEvent }): Promise<void>;
  delete(change: { readonly orgId: string; readonly id: string; readonly event: SystemLogEvent }): Promise<boolean>;
}
