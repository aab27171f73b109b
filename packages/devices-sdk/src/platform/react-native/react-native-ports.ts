import type { Clock } from '../../ports/clock.js';
import type { DevicePorts } from '../../ports/device-ports.js';
import type { LiveChannel } from '../../ports/live-channel.js';
import type { SignatureVerifier } from '../../ports/signature-verifier.js';
import type { UserVerifier } from '../../ports/user-verification.js';
import { createFetchTransport, type FetchLike } from '../fetch-transport.js';
import { createNativeKeyStore, type NativeKeys } from './native-key-store.js';

/** What the host app hands in: its native modules. The SDK imports neither React Native nor any of them. */
export interface ReactNativeHost<Signal> {
  /** The global `fetch`. */
  readonly fetch: FetchLike<Signal>;
  /** For example `AbortSignal.timeout`, where the engine has it. */
  readonly timeoutSignal?: (milliseconds: number) => Signal;
  /** AsyncStorage, or any storage of the same shape. */
  readonly asyncStorage: {
    getItem(key: string): Promise<string | null>;
    setItem(key: string, value: string): Promise<void>;
    removeItem(key: string): Promise<void>;
    getAllKeys(): Promise<readonly string[]>;
  };
  /** Secure Enclave, Android Keystore. */
  readonly nativeKeys: NativeKeys;
  /** Cryptographically secure. */
  readonly randomBytes: (length: number) => Uint8Array;
  /** SHA-256 by a native module or a WebCrypto polyfill. */
  readonly sha256: (data: Uint8Array) => Promise<Uint8Array>;
  /** RS256 by a native module or a WebCrypto polyfill (`createWebCryptoVerifier`). */
  readonly verifier: SignatureVerifier;
  /** The APNs or FCM token as it is now; empty when there is none. */
  readonly pushToken?: () => Promise<string>;
  readonly userVerification?: UserVerifier;
  /** An event stream, timers and the state of the network, for `watch`. */
  readonly live?: LiveChannel;
  readonly clock?: Clock;
}

export function createReactNativePorts<Signal>(host: ReactNativeHost<Signal>): DevicePorts {
  const { asyncStorage, pushToken, timeoutSignal } = host;
  return {
    clock: host.clock ?? { now: () => Date.now() },
    digest: { sha256: (data) => host.sha256(data) },
    keys: createNativeKeyStore(host.nativeKeys),
    random: { bytes: (length) => host.randomBytes(length) },
    storage: {
      get: async (key) => (await asyncStorage.getItem(key)) ?? undefined,
      set: (key, value) => asyncStorage.setItem(key, value),
      delete: (key) => asyncStorage.removeItem(key),
      keys: async (prefix) => (await asyncStorage.getAllKeys()).filter((key) => key.startsWith(prefix)),
    },
    transport: createFetchTransport({ fetch: host.fetch, ...(timeoutSignal === undefined ? {} : { timeoutSignal }) }),
    verifier: host.verifier,
    ...(pushToken === undefined ? {} : { pushToken: { current: pushToken } }),
    ...(host.live === undefined ? {} : { live: host.live }),
    ...(host.userVerification === undefined ? {} : { userVerification: host.userVerification }),
  };
}
