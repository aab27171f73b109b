import type { SigningRefusal } from './key-store.js';

/** How the person was recognised (`amr` of the answer, devices protocol 2.6); `none` when the platform does not tell. */
export type VerificationMethod = 'face' | 'fpt' | 'pin' | 'none';

export type UserVerificationOutcome =
  | { readonly result: 'verified'; readonly method: VerificationMethod }
  /** `unavailable`: the platform could not ask at all (no screen, system fault); the others as for a key that refuses. */
  | { readonly result: SigningRefusal | 'unavailable' };

/** Asks the platform to recognise the person before the user-verification key is used. */
export interface UserVerifier {
  verify(request: { readonly reason: string }): Promise<UserVerificationOutcome>;
}
