import type { EcDeviceKey, PasskeyAssertionClaim, PasskeyRegistrationClaim } from '@countersign/contracts/wire';
import type { SigningRefusal } from './key-store.js';

/** What the server needs to check that a passkey was made here (WebAuthn 7.1). Bytes as base64url. */
export interface PasskeyRegistration extends PasskeyRegistrationClaim {
  /** The passkey's public key; its `kid` is the credential id. */
  readonly key: EcDeviceKey;
}

/** `unavailable`: the platform could not ask at all. */
export type PasskeyRefusal = { readonly refused: SigningRefusal | 'unavailable' };

/** User verification by a passkey, where the platform has no other key that asks for the person. Each call shows a prompt. */
export interface Passkeys {
  create(request: { readonly userName: string }): Promise<PasskeyRegistration | PasskeyRefusal>;
  /** Signs `challenge` with user verification. */
  assert(request: { readonly credentialId: string; readonly challenge: Uint8Array }): Promise<PasskeyAssertionClaim | PasskeyRefusal>;
  /** Tells the platform that the server no longer knows this passkey. Never rejects. */
  forget(credentialId: string): Promise<void>;
}
