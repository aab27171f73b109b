import type { EnrollmentLink } from '../domain/enrollment-link/enrollment-link.js';
import type { SystemLogEvent } from '../domain/event/system-log-event.js';
import type { Instant } from './clock.js';

/** Enrollment links; of their codes only the SHA-256. What uses one up is the enrollment itself (`EnrollmentStore`). */
export interface EnrollmentLinkStore {
  /**
   * A new link. What the user has open for the same authenticator is cancelled with `supersededEvent`, which gets the old link as a
   * further target: there is never more than one, whoever makes them at the same time.
   */
  create(creation: {
    readonly link: EnrollmentLink;
    readonly codeHash: string;
    readonly event: SystemLogEvent;
    readonly supersededEvent: SystemLogEvent;
  }): Promise<void>;
  findById(orgId: string, id: string): Promise<EnrollmentLink | undefined>;
  /** In whatever state it is. */
  findByCode(orgId: string, codeHash: string): Promise<EnrollmentLink | undefined>;
  /** The latest first, at most `limit`. */
  listOfUser(orgId: string, userId: string, limit: number): Promise<readonly EnrollmentLink[]>;
  /** Takes the code: true for exactly one caller, and only while the link is waiting and was not opened. */
  open(change: {
    readonly orgId: string;
    readonly id: string;
    readonly grantId: string;
    readonly now: Instant;
    /** When the device's time is up. */
    readonly expiresAt: Instant;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
  /** False when it is not waiting any more. */
  cancel(change: { readonly orgId: string; readonly id: string; readonly now: Instant; readonly event: SystemLogEvent }): Promise<boolean>;
}
