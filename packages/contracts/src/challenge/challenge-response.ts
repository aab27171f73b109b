/** The signed answer from device to server (devices protocol 2.9): claims of the answer JWT. */
import type { TransactionType } from './challenge.js';

export type DeviceKeyType = 'proofOfPossession' | 'userVerification' | 'userVerificationBioOrPin';

/** What the person did, as the device reports it (devices protocol 2.6, 2.7). */
export const userConsents = [
  'APPROVED_CONSENT_PROMPT',
  'APPROVED_USER_VERIFICATION',
  'CANCELLED_USER_VERIFICATION',
  'DENIED_CONSENT_PROMPT',
  'NONE',
  'USER_ABANDONED',
  'UV_PERMANENTLY_UNAVAILABLE',
  'UV_TEMPORARILY_UNAVAILABLE',
] as const;
export type UserConsent = (typeof userConsents)[number];

export interface ChallengeResponseClaims {
  /** The enrollment's id. */
  readonly iss: string;
  /** The user's id. */
  readonly sub: string;
  /** `iss` of the challenge. */
  readonly aud: string;
  readonly tx: string;
  readonly nonce: string;
  readonly methodEnrollmentId: string;
  readonly keyType: DeviceKeyType;
  readonly amr?: readonly string[];
  readonly challengeResponseContext: {
    readonly userConsent: UserConsent;
    readonly transactionType?: TransactionType;
  };
  readonly deviceSignals?: Readonly<Record<string, unknown>>;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly jti: string;
}
