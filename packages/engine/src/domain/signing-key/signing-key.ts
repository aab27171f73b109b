import type { Instant } from '../../ports/clock.js';

/** A key pair of an authorization server. The private half is encrypted at rest and decrypted once per process. */
export interface SigningKey {
  /** RFC 7638 thumbprint: globally unique, never reused (the stock iOS SDK caches by `kid` alone). */
  readonly kid: string;
  readonly orgId: string;
  readonly authorizationServerId: string;
  readonly alg: 'RS256' | 'ES256';
  /** NEXT is published a day before it signs; EXPIRED verifies until `retireAt`. */
  readonly status: 'NEXT' | 'ACTIVE' | 'EXPIRED';
  readonly publicJwk: Readonly<Record<string, string>>;
  /** PKCS#8 PEM. Never logged. */
  readonly privateKeyPem: string;
  readonly createdAt: Instant;
  readonly activatedAt: Instant | undefined;
  readonly expiredAt: Instant | undefined;
}
