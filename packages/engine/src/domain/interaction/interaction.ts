/**
 * What the server remembers between two pages of one person in one browser. The page's address names it; only a hash of that name is
 * stored, the details are sealed, and it ends when it is used, when its time is up, or for another browser.
 */
import type { Instant } from '../../ports/clock.js';

export interface Interaction {
  readonly hash: string;
  readonly orgId: string;
  readonly userId: string;
  /** SHA-256 of the form id in the browser's cookie. */
  readonly browserHash: string;
  readonly details: InteractionDetails;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

export type InteractionDetails = StepUp | PasswordChange | TotpEnrolment | PasskeyEnrolment | PhoneEnrolment;

/** A signed-in person has a second factor to show. */
export interface StepUp {
  readonly kind: 'step-up';
  readonly goal: StepUpGoal;
  /** What the passkey has to sign; undefined: not asked for yet. */
  readonly passkeyChallenge: string | undefined;
  /** The latest LOGIN transaction; undefined: none was asked for yet. */
  readonly push: PushSignIn | undefined;
  /** How many were. */
  readonly pushes: number;
}

/** The right password was typed, but it has expired: nobody is signed in before there is another. */
export interface PasswordChange {
  readonly kind: 'change-password';
  readonly goal: StepUpGoal;
}

/** Where the person goes on. */
export type StepUpGoal =
  | {
      readonly kind: 'authorize';
      /** Undefined: the org's own. */
      readonly authorizationServerId: string | undefined;
      /** The authorization request as a query. */
      readonly query: string;
      /** The password was typed for this very request. */
      readonly justSignedIn: boolean;
    }
  | { readonly kind: 'account' };

export interface PushSignIn {
  readonly transactionId: string;
  /** Under which the index of pending requests knows it. */
  readonly requestHash: string;
}

interface Enrolment {
  /** Where the person goes on; undefined: back to their account. */
  readonly goal?: 'console' | undefined;
}

/** A key was made and shown; it becomes a factor when its first code is right. */
export interface TotpEnrolment extends Enrolment {
  readonly kind: 'enroll-totp';
  readonly secret: string;
}

export interface PasskeyEnrolment extends Enrolment {
  readonly kind: 'enroll-passkey';
  readonly challenge: string;
}

/** An enrollment link was made and its code shown; elsewhere only the code's hash is known. */
export interface PhoneEnrolment {
  readonly kind: 'enroll-phone';
  readonly linkId: string;
  readonly code: string;
}
