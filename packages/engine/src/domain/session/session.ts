import type { Instant } from '../../ports/clock.js';

/** A signed-in browser. Only the SHA-256 of the cookie's value is stored. */
export interface Session {
  readonly hash: string;
  readonly orgId: string;
  readonly userId: string;
  readonly authTime: Instant;
  readonly amr: readonly string[];
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant;
  readonly expiresAt: Instant;
  /** When the person entered the Admin Console with it; undefined: not yet. */
  readonly consoleSince?: Instant | undefined;
}

/** An authorization code (RFC 6749 4.1.2) with everything it is bound to. */
export interface AuthorizationCode {
  readonly hash: string;
  readonly orgId: string;
  readonly authorizationServerId: string;
  readonly clientId: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly authTime: Instant;
  readonly amr: readonly string[];
  readonly acr: string | undefined;
  readonly maxAgeRequested: boolean;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}
