import type { Instant } from './clock.js';

/** One-time use of signed statements (client assertions, signed requests, device assertions), over all nodes. */
export interface ReplayStore {
  /** True for the first caller with this (kind, issuer, jti) until `expiresAt`, false for all others. */
  useOnce(use: {
    readonly kind: string;
    readonly issuer: string;
    readonly jti: string;
    readonly expiresAt: Instant;
    readonly now: Instant;
  }): Promise<boolean>;
}
