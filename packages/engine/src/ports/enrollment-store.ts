import type { Device, Enrollment } from '../domain/enrollment/enrollment.js';
import type { SystemLogEvent } from '../domain/event/system-log-event.js';
import type { Instant } from './clock.js';

/** Everything that is needed to judge a device: one row, one read. */
export interface EnrolledDevice {
  readonly enrollment: Enrollment;
  readonly device: Device;
}

export type EnrollmentAddition = 'added' | 'user-inactive' | 'changed-meanwhile' | 'too-many' | 'link-spent';

export interface EnrollmentStore {
  /** Deleted enrollments are found too: their id has an answer of its own (E0000154). */
  findById(orgId: string, enrollmentId: string): Promise<EnrolledDevice | undefined>;
  findByMethodId(orgId: string, methodId: string): Promise<EnrolledDevice | undefined>;
  findDevice(orgId: string, deviceId: string): Promise<Device | undefined>;
  /** The same phone seen before: this user's, this authenticator's enrollment whose device has this install id. */
  findByAppKey(orgId: string, userId: string, authenticatorId: string, authenticatorAppKey: string): Promise<EnrolledDevice | undefined>;
  findByDevice(orgId: string, userId: string, authenticatorId: string, deviceId: string): Promise<EnrolledDevice | undefined>;
  /** Living ones, oldest first. */
  listOfUser(orgId: string, userId: string): Promise<readonly EnrolledDevice[]>;
  /**
   * Writes a new enrollment with its device and the event. Enrollments of one user are made one after the other, so that nothing but
   * `added` is written when meanwhile the user is no longer active, the device is out of service, the same phone has enrolled (by
   * the device, or by the install id of `twinAppKey`), the user has `limit` living enrollments, or the link it comes from has its enrollment already or
   * was cancelled. The link is marked used in the same statement.
   */
  add(change: {
    readonly enrollment: Enrollment;
    readonly device: Device;
    readonly event: SystemLogEvent;
    readonly twinAppKey: string | undefined;
    readonly limit: number;
    readonly enrollmentLinkId?: string | undefined;
  }): Promise<EnrollmentAddition>;
  /**
   * Writes a changed enrollment and the event, in one statement. Without `readAt` it is enrolled again: its device is written too.
   * False, and nothing is written, when it was deleted meanwhile, or when `readAt` is no longer its `updatedAt`: somebody else
   * changed it since; or when the link it comes from is spent.
   */
  save(change: {
    readonly enrollment: Enrollment;
    readonly device: Device;
    readonly event: SystemLogEvent;
    readonly readAt?: Instant;
    readonly enrollmentLinkId?: string | undefined;
  }): Promise<boolean>;
  /**
   * Marks it DELETED, forgets its push token, expires its open challenges; pending requests that no other enrollment can answer fail.
   * Resolves to the hashes of those; undefined when it was deleted already.
   */
  delete(change: {
    readonly orgId: string;
    readonly enrollmentId: string;
    readonly now: Instant;
    readonly event: SystemLogEvent;
    /** Written once for each request that ends, with the request as a further target. */
    readonly requestEvent: SystemLogEvent;
  }): Promise<readonly string[] | undefined>;
}
