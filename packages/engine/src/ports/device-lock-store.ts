import type { SystemLogEvent } from '../domain/event/system-log-event.js';
import type { Instant } from './clock.js';

export interface BadSignature {
  readonly orgId: string;
  readonly deviceId: string;
  readonly maxFailures: number;
  readonly windowEndsAt: Instant;
  readonly now: Instant;
  /** Written when the device is suspended. */
  readonly event: SystemLogEvent;
  /** Written once for each request that ends with it, with the request as a further target. */
  readonly requestEvent: SystemLogEvent;
}

/** Bad signatures of devices, counted over all nodes. A row exists only for a device that gave one lately. */
export interface DeviceLockStore {
  /**
   * Counts one. The `maxFailures`th of a window suspends the device (ACTIVE → SUSPENDED): its open challenges expire, and pending
   * requests that no other device can answer fail. Resolves to the hashes of those requests; undefined: the device stays as it is.
   */
  countBadSignature(failure: BadSignature): Promise<readonly string[] | undefined>;
}
