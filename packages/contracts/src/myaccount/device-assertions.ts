/** Statements a device signs beside its answers: for a maintenance token, and to prove it is the same installation. */

/** `iss` of the assertion that gets a maintenance token (devices protocol 1.5). */
export const maintenanceAssertionIssuer = 'urn:okta:devices:app:authenticator';

/** Claims of the jwt-bearer assertion, signed by the proof-of-possession key; `typ` is `JWT`. */
export interface MaintenanceAssertionClaims {
  readonly iss: typeof maintenanceAssertionIssuer;
  /** The org's URL. */
  readonly aud: string;
  /** The user's id. */
  readonly sub: string;
  readonly methodEnrollmentId: string;
  /** Seconds since the epoch, as are `nbf` and `exp`. */
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly jti: string;
}

/** Claims of `clientInstanceKeyAttestation` (devices protocol 1.4), signed by the client instance key; `typ` is the empty string. */
export interface DeviceAttestationClaims {
  /** The client instance's id. */
  readonly iss: string;
  /** The org's URL. */
  readonly aud: string;
  /** The device's id. */
  readonly sub: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly jti: string;
}
