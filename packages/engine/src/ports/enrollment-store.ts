import type { Device, Enrollment } from '../domain/enrollment/enrollment.js';
import type { SystemLogEvent } from '../domain/event/system-log-event.js';
import type { Instant } from './clock.js';

/** Everything that is needed to judge a device: one row, one read. */
export interface EnrolledDevice {
  readonly enrollment: Enrollment;
  readonly device: Device;
}

export interface EnrollmentStore {
  /** Deleted enrollments are found too: their id has an answer of its own (E0000154). */
  findById(orgId: string, enrollmentId: string): Promise<EnrolledDevice | undefined>;
  findByMethodId(orgId: string, methodId: string): Promise<EnrolledDevice | undefined>;
  findDevice(orgId: string, deviceId: string): Promise<Device | undefined>;
  /** The same phone seen before: this user's, this authenticator's enrollment whose device has this install id. */
  findByAppKey(orgId: string, userId: string, authenticatorId: string, authenticatorAppKey: string): Promise<EnrolledDevice | undefined>;
  findByDevice(orgId: string, userId: string, authenticatorId: string, deviceId: string): Promise<EnrolledDevice | undefined>;
  /**
   * Writes a new or changed enrollment with its device and the event, in one statement. False, and nothing is written, when the
   * enrollment was deleted meanwhile, or when `readAt` is given and is no longer its `updatedAt`: somebody else changed it since.
   */
  save(change: {
    readonly enrollment: Enrollment;
    readonly device: Device;
    readonly event: SystemLogEvent;
    readonly readAt?: Instant;
  }): Promise<boolean>;
  /** Marks it DELETED, forgets its push token, expires its open challenges. False when it already was. */
  delete(change: {
    readonly orgId: string;
    readonly enrollmentId: string;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
}
