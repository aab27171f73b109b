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
  /** Ours, as are the next three: digest of the display document that was shown. With it, `decision` is there too. */
  readonly cs_display?: string;
  readonly decision?: UserDecision;
  /** The number that was picked or typed; with approvals under number matching. */
  readonly cs_number?: string;
  readonly cs_uv?: PasskeyAssertionClaim;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly jti: string;
}

/** What the person pressed. */
export type UserDecision = 'approve' | 'deny';

/**
 * User verification by a passkey (WebAuthn level 2, section 7.2): an assertion whose challenge is the SHA-256 of the canonical text
 * (RFC 8785) of `PasskeyStatement`. Binary members are base64url.
 */
export interface PasskeyAssertionClaim {
  readonly credentialId: string;
  readonly authenticatorData: string;
  readonly clientDataJSON: string;
  readonly signature: string;
}

/** What a passkey signs, by its digest. */
export interface PasskeyStatement {
  readonly cs_display: string;
  readonly nonce: string;
  readonly transactionId: string;
  readonly decision: UserDecision;
}
