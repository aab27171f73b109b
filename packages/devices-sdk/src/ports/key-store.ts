import type { DeviceKey } from '@countersign/contracts/wire';

/** The three keys of devices protocol 3.1. */
export type KeyPurpose = 'clientInstance' | 'proofOfPossession' | 'userVerification';

/** Why a key that should sign did not. */
export type SigningRefusal =
  /** The person closed the platform's prompt. */
  | 'cancelled'
  /** Wrong finger, wrong PIN, lockout: it may work later. */
  | 'failed'
  /** The key is gone or no longer usable, for example because the enrolled fingers changed. */
  | 'invalidated';

export type SigningResult = { readonly signature: Uint8Array } | { readonly refused: SigningRefusal };

/** Makes, keeps and uses the device's private keys. They never leave it where the platform can prevent that. */
export interface KeyStore {
  /**
   * Makes a signing key under the name `kid` and returns its public half with `kid` and `okta:kpr`. P-256 is what the server expects
   * of new devices; an RSA key of 2048 bits or more is accepted too.
   */
  create(kid: string, purpose: KeyPurpose): Promise<DeviceKey>;
  /** The public half again; undefined when there is no such key. */
  find(kid: string): Promise<DeviceKey | undefined>;
  /**
   * Signs in the form JWS wants it: ES256 as R‖S in 64 bytes (RFC 7518 3.4), RS256 as PKCS #1 v1.5. Platforms that guard a
   * user-verification key with their own prompt show it here.
   */
  sign(kid: string, data: Uint8Array): Promise<SigningResult>;
  /** Deleting what is not there is no error. */
  delete(kid: string): Promise<void>;
}
