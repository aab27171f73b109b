import type { Instant } from '../../ports/clock.js';
import type { AuthorizationDetail } from '../backchannel-request/authorization-detail.js';

/** What a person approved for a client. Tokens come from it and die with it. */
export interface Grant {
  /** `oar…`; the third part of an access token's `jti`. */
  readonly id: string;
  readonly orgId: string;
  readonly authorizationServerId: string;
  readonly clientId: string;
  readonly userId: string;
  readonly grantType: string;
  readonly scopes: readonly string[];
  readonly authTime: Instant;
  readonly amr: readonly string[];
  readonly acr: string | undefined;
  /** The backchannel request it came from. */
  readonly transactionId: string | undefined;
  /** What was approved in detail (RFC 9396): carried by every token of the grant. */
  readonly authorizationDetails?: readonly AuthorizationDetail[] | undefined;
  readonly accessTokenSeconds: number;
  readonly refreshTokenIdleSeconds: number;
  readonly createdAt: Instant;
  /** End of every refresh token of this grant; undefined: none. */
  readonly refreshExpiresAt: Instant | undefined;
}

/** One refresh token of a grant. Only its SHA-256 is stored. */
export interface RefreshToken {
  readonly hash: string;
  readonly grantId: string;
  readonly issuedAt: Instant;
  readonly idleExpiresAt: Instant;
  /** Set when a successor was issued; usable for the client's leeway after that. */
  readonly replacedAt: Instant | undefined;
}
