import type { Device } from '../../domain/enrollment/enrollment.js';
import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { User } from '../../domain/user/user.js';
import type { Instant } from '../clock.js';
import type { EndedRequests } from './app-store.js';
import type { PageQuery, SearchQuery } from './paging.js';

export interface DeviceTransition {
  readonly orgId: string;
  readonly id: string;
  readonly from: readonly Device['status'][];
  readonly to: Device['status'];
  /** True: the enrollments on it are deleted for good. */
  readonly unenroll: boolean;
  readonly now: Instant;
  readonly event: SystemLogEvent;
  /** Written once for each request that ends, with the request as a further target. */
  readonly requestEvent: SystemLogEvent;
}

/** Devices as an administrator sees them. Every write takes its event along, in the same transaction. */
export interface ManagedDeviceStore {
  findById(orgId: string, id: string): Promise<Device | undefined>;
  /** Filter attributes: `id`, `status`, `created`, `lastUpdated`, `profile.displayName`, `profile.platform`. */
  list(orgId: string, query: SearchQuery): Promise<readonly Device[]>;
  /** Who has a living enrollment on it, with the time of the first one. */
  listUsers(orgId: string, deviceId: string): Promise<readonly { readonly user: User; readonly enrolledAt: Instant }[]>;
  listOfUser(orgId: string, userId: string, page: PageQuery): Promise<readonly { readonly device: Device; readonly enrolledAt: Instant }[]>;
  /**
   * Moves the status if it is one of `from`. Away from ACTIVE its open challenges expire, and pending requests that no other device
   * can answer fail. Undefined: the status was another.
   */
  transition(change: DeviceTransition): Promise<EndedRequests | undefined>;
  /** Only DEACTIVATED ones, with what was enrolled on them. */
  delete(change: { readonly orgId: string; readonly id: string; readonly event: SystemLogEvent }): Promise<boolean>;
}
