/** The signed question from server to device (devices protocol 2.2): claims of the challenge JWT. */

/** `typ` of both the challenge and its answer; compared without regard to case. */
export const pushBindType = 'okta-pushbind+jwt';

export type TransactionType = 'LOGIN' | 'CIBA';
export type UserVerificationRequirement = 'NONE' | 'DISCOURAGED' | 'PREFERRED' | 'REQUIRED';

export interface ChallengeContext {
  readonly transactionType: TransactionType;
  /** The text to show for `CIBA`; absent for `LOGIN` and when the client sent none. */
  readonly bindingMessage?: string;
  readonly clientOS: string;
  readonly clientLocation: string;
  /** ISO 8601 with milliseconds and `Z`. */
  readonly transactionTime: string;
  readonly showUserLocationInNotification: boolean;
  readonly riskLevel: 'NONE' | 'LOW' | 'MEDIUM' | 'HIGH';
  readonly unusualActivitiesTextItems: readonly string[];
  readonly challengeTextItems: readonly string[];
}

export interface ChallengeClaims {
  /** The org's URL. */
  readonly iss: string;
  /** The client id of the mobile app. A string, never an array. */
  readonly aud: string;
  /** Seconds since the epoch, as are `nbf` and `exp`. */
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  /** Equal to `transactionId`. */
  readonly jti: string;
  readonly ver: 0;
  readonly method: 'push';
  readonly transactionId: string;
  readonly nonce: string;
  readonly orgId: string;
  readonly userId: string;
  readonly authenticatorEnrollmentId: string;
  readonly methodEnrollmentId: string;
  readonly verificationUri: string;
  readonly userVerification: UserVerificationRequirement;
  readonly userMediation: 'REQUIRED';
  readonly appInstanceName: string;
  readonly loginHint: string;
  readonly requestReferrer: string;
  readonly signals: readonly string[];
  readonly challengeContext: ChallengeContext;
  /** Ours; stock SDKs ignore it: digest of the display document, the text that people read before they answer (decisions 2.6). */
  readonly cs_display?: string;
  /** Ours: the number that the application shows has to be found among these or, without choices, typed. */
  readonly cs_number?: NumberQuestion;
}

export interface NumberQuestion {
  readonly choices?: readonly string[];
}

/** One item of the pending list (devices protocol 2.4). */
export interface PendingNotification {
  readonly payloadVersion: 'IDXv1';
  readonly challenge: string;
  /** Ours: the display document (`DisplayDocument` of the evidence package) whose digest the challenge carries. Never in a push. */
  readonly display?: object;
}
