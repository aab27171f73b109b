import type { Clock } from './clock.js';
import type { Digest } from './digest.js';
import type { KeyStore } from './key-store.js';
import type { LiveChannel } from './live-channel.js';
import type { Passkeys } from './passkey.js';
import type { PushTokenSource } from './push-token.js';
import type { Random } from './random.js';
import type { SignatureVerifier } from './signature-verifier.js';
import type { Storage } from './storage.js';
import type { Transport } from './transport.js';
import type { UserVerifier } from './user-verification.js';

/** All that the SDK asks of the platform it runs on. */
export interface DevicePorts {
  readonly clock: Clock;
  readonly digest: Digest;
  readonly keys: KeyStore;
  readonly random: Random;
  readonly storage: Storage;
  readonly transport: Transport;
  readonly verifier: SignatureVerifier;
  /** Without it `enroll` sends the push token it is given, or none. */
  readonly pushToken?: PushTokenSource;
  /** Without it the device cannot enrol a user-verification key, unless it has `passkey`. */
  readonly userVerification?: UserVerifier;
  /** Takes the place of `userVerification` and its key. */
  readonly passkey?: Passkeys;
  /** Without it `watch` is unavailable. */
  readonly live?: LiveChannel;
}
