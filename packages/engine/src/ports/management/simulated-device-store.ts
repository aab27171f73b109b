import type { DeviceKeyType } from '@countersign/contracts/wire';
import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';

/** Private keys of devices the server answers for, as PKCS#8 PEM: the adapter seals them. Never logged. */
export type SimulatedKeys = Readonly<Partial<Record<DeviceKeyType, string>>>;

export interface SimulatedDeviceStore {
  insert(creation: {
    readonly orgId: string;
    readonly enrollmentId: string;
    readonly keys: SimulatedKeys;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<void>;
  /** Of those of the enrollments that are simulated. */
  list(
    orgId: string,
    enrollmentIds: readonly string[],
  ): Promise<readonly { readonly enrollmentId: string; readonly keys: SimulatedKeys }[]>;
}
