import type { SystemLogEvent } from '../domain/event/system-log-event.js';
import type { Grant, RefreshToken } from '../domain/grant/grant.js';
import type { Instant } from './clock.js';

export interface GrantStore {
  /** A new grant, with its first refresh token if it has one. */
  create(creation: {
    readonly grant: Grant;
    readonly refreshToken: RefreshToken | undefined;
    readonly event: SystemLogEvent;
  }): Promise<void>;
  /** True while the grant is neither revoked nor its user, client or `jti` frozen: what a bearer token needs to count. */
  isLive(orgId: string, grantId: string, jti: string): Promise<boolean>;
  findRefreshToken(hash: string): Promise<{ readonly token: RefreshToken; readonly grant: Grant; readonly revoked: boolean } | undefined>;
  /**
   * Marks `hash` replaced at `now` (if not already) and adds the successor; the caller judged leeway and expiry before.
   * False when meanwhile the grant was revoked, or the token replaced by another caller more than `leewayMs` ago (0: at all).
   */
  rotateRefreshToken(change: {
    readonly hash: string;
    readonly successor: RefreshToken;
    readonly leewayMs: number;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
  /** Moves the idle window of a token that is not rotated. */
  touchRefreshToken(hash: string, idleExpiresAt: Instant, event: SystemLogEvent): Promise<boolean>;
  /** Ends the grant: its refresh tokens and every access token made from it. */
  revoke(change: {
    readonly orgId: string;
    readonly grantId: string;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<void>;
  /** Ends one access token, until it would have expired anyway. */
  revokeJti(change: {
    readonly orgId: string;
    readonly jti: string;
    readonly expiresAt: Instant;
    readonly event: SystemLogEvent;
  }): Promise<void>;
}
