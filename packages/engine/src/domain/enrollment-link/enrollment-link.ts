/**
 * A link that lets one device enrol for one person without a sign-in on that device: made by an administrator, or by the person in a
 * fresh session of their own (security model S-068). It holds a one-time code, and is
 * WAITING → opened (the code was exchanged, still WAITING) → USED (a device enrolled) | EXPIRED | CANCELLED.
 */
import type { Instant } from '../../ports/clock.js';
import type { LogEntity } from '../event/system-log-event.js';

export interface EnrollmentLink {
  /** `enl…` */
  readonly id: string;
  readonly orgId: string;
  readonly userId: string;
  readonly authenticatorId: string;
  readonly createdBy: LogEntity;
  /** The session of a person who made it for themselves; undefined: somebody else made it. */
  readonly authentication: { readonly authTime: Instant; readonly amr: readonly string[] } | undefined;
  readonly createdAt: Instant;
  /** Until then the code can be exchanged; once it was, until then the device can enrol. */
  readonly expiresAt: Instant;
  readonly openedAt: Instant | undefined;
  /** Of the token that was given for the code. */
  readonly grantId: string | undefined;
  readonly usedAt: Instant | undefined;
  readonly enrollmentId: string | undefined;
  /** As the enrolled device calls itself: untrusted text. */
  readonly deviceName: string | undefined;
  readonly cancelledAt: Instant | undefined;
}

export type EnrollmentLinkState = 'WAITING' | 'USED' | 'EXPIRED' | 'CANCELLED';

export function enrollmentLinkState(link: EnrollmentLink, now: Instant): EnrollmentLinkState {
  if (link.enrollmentId !== undefined) return 'USED';
  if (link.cancelledAt !== undefined) return 'CANCELLED';
  return now < link.expiresAt ? 'WAITING' : 'EXPIRED';
}

/** How long a link waits when nobody says otherwise. */
export const enrollmentLinkMinutes = 10;
/** How long the device has once the code was exchanged: time to read, choose, and be recognised. */
export const enrollmentTokenSeconds = 600;
