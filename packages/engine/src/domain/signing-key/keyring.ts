import type { KeyObject } from 'node:crypto';
import type { AuthorizationServer } from '../authorization-server/authorization-server.js';

/** A key ready to sign: imported once, cached until rotation. */
export interface ReadyKey {
  readonly kid: string;
  readonly alg: 'RS256' | 'ES256';
  readonly privateKey: KeyObject;
}

/** Signing keys of all authorization servers, cached; rotation and other nodes' changes arrive by the bus. */
export interface SigningKeyring {
  /** The key that signs now. No I/O once warm. */
  signingKey(server: AuthorizationServer): Promise<ReadyKey>;
  /** The public key for verifying something this server signed, retired keys included; undefined for a foreign kid. */
  verificationKey(server: AuthorizationServer, kid: string): Promise<KeyObject | undefined>;
  /** The published set (RFC 7517): NEXT, ACTIVE and recently expired keys; RSA keys with string members only. */
  jwks(
    server: AuthorizationServer,
  ): Promise<{ readonly keys: readonly Readonly<Record<string, string>>[]; readonly maxAgeSeconds: number }>;
  /** Rotates what is due; called by a timer and by `keyRotate`. */
  rotateDue(): Promise<void>;
  rotateNow(server: AuthorizationServer): Promise<void>;
  /**
   * Takes a key out of use at once (security model S-082): it signs nothing more, is not published, and what it signed verifies nowhere
   * here. An active one is rotated first. False: the server has no such key.
   */
  withdraw(server: AuthorizationServer, kid: string): Promise<boolean>;
}
