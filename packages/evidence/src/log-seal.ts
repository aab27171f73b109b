/** A seal over a closed stretch of the system log, as `GET /api/v1/logs/seals` gives it (security model S-118). */
export interface LogSeal {
  /** From 1, without gaps. */
  readonly number: number;
  /** Compact JWS by a key of the org: `LogSealClaims`, `typ` is `logSealType`. */
  readonly seal: string;
  /**
   * The digest of each event, sorted: with them a check names the event that is wrong. Left out when the events were kept long enough
   * and are gone; the claim `events` still says what they were.
   */
  readonly digests?: readonly string[];
}

export const logSealType = 'cs-log-seal+jwt';

export interface LogSealClaims {
  /** The org's URL. */
  readonly iss: string;
  readonly number: number;
  /** The stretch: ISO 8601 in UTC; `until` is not included and is where the next one begins. */
  readonly from: string;
  readonly until: string;
  readonly count: number;
  /** base64url SHA-256 of the canonical text (RFC 8785) of the sorted list of the events' digests. */
  readonly events: string;
  /** base64url SHA-256 of the seal before, as it is; null for the first. */
  readonly previous: string | null;
  /** Seconds since the epoch. */
  readonly iat: number;
}
