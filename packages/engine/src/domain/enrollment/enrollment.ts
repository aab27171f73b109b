import type { DeviceKey, TransactionType } from '@countersign/contracts/wire';
import type { Instant } from '../../ports/clock.js';

/** The installation an enrollment lives on; shared by all enrollments of one phone. */
export interface Device {
  /** `guo…` */
  readonly id: string;
  readonly orgId: string;
  readonly status: 'ACTIVE' | 'SUSPENDED' | 'DEACTIVATED';
  /** `cli…` */
  readonly clientInstanceId: string;
  /** Signs device attestations (devices protocol 1.4). */
  readonly clientInstanceKey: DeviceKey;
  /** The app's stable install id, when it sends one: recognises the same phone again. */
  readonly authenticatorAppKey: string | undefined;
  /** Untrusted text of the device: displayName, platform, model, osVersion, … */
  readonly profile: Readonly<Record<string, unknown>>;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** One user's registration of an authenticator on one device. `DELETED` rows stay: their id answers E0000154. */
export interface Enrollment {
  /** `pfd…` */
  readonly id: string;
  readonly orgId: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly authenticatorId: string;
  readonly status: 'ACTIVE' | 'SUSPENDED' | 'DELETED';
  /** `opf…`: the push method inside the enrollment. */
  readonly methodId: string;
  /** Empty when the app has none yet: the device pulls. */
  readonly pushToken: string;
  readonly apsEnvironment: 'PRODUCTION' | 'DEVELOPMENT' | undefined;
  readonly transactionTypes: readonly TransactionType[];
  readonly keys: EnrollmentKeys;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface EnrollmentKeys {
  readonly proofOfPossession: DeviceKey;
  readonly userVerification?: DeviceKey;
  readonly userVerificationBioOrPin?: DeviceKey;
}
