import type { DevicePorts } from '../../ports/device-ports.js';
import type { PushTokenSource } from '../../ports/push-token.js';
import type { Passkeys } from '../../ports/passkey.js';
import type { UserVerifier } from '../../ports/user-verification.js';
import { createFetchTransport } from '../fetch-transport.js';
import { createWebCryptoDigest, createWebCryptoVerifier } from '../web-crypto.js';
import { createBrowserLiveChannel } from './browser-live-channel.js';
import { createBrowserKeyStore } from './browser-key-store.js';
import { openIndexedDatabase } from './indexed-database.js';

export interface BrowserOptions {
  /** Name of the IndexedDB database; one per org and user keeps accounts apart. Default `countersign-device`. */
  readonly databaseName?: string;
  readonly pushToken?: PushTokenSource;
  readonly userVerification?: UserVerifier;
  /** `createPasskeyUserVerification()`; without it and `userVerification` no user-verification key can be enrolled. */
  readonly passkey?: Passkeys;
}

/**
 * Ports for a page or a service worker: keys and records in IndexedDB, `fetch`, WebCrypto. Asks the browser to keep the storage;
 * where it does not, a lost key shows as `key_missing` and means "enrol again". Needs a secure context.
 */
export async function createBrowserPorts(options: BrowserOptions = {}): Promise<DevicePorts> {
  return (await openBrowserPorts(options)).ports;
}

/** The same, and the way to let go of the database. */
export async function openBrowserPorts(options: BrowserOptions): Promise<{ readonly ports: DevicePorts; readonly close: () => void }> {
  const database = await openIndexedDatabase(indexedDB, options.databaseName ?? 'countersign-device');
  // Only pages can ask; the answer changes nothing for this call.
  if ('persist' in navigator.storage) await navigator.storage.persist().catch(() => false);
  const ports: DevicePorts = {
    clock: { now: () => Date.now() },
    digest: createWebCryptoDigest(crypto.subtle),
    keys: createBrowserKeyStore(database, crypto.subtle),
    live: createBrowserLiveChannel(),
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    storage: {
      async get(key) {
        const value = await database.get('values', key);
        return typeof value === 'string' ? value : undefined;
      },
      set: (key, value) => database.put('values', key, value),
      delete: (key) => database.delete('values', key),
      keys: async (prefix) => (await database.keys('values')).filter((key) => key.startsWith(prefix)),
    },
    transport: createFetchTransport<AbortSignal>({
      fetch: (url, init) => fetch(url, init),
      timeoutSignal: (milliseconds) => AbortSignal.timeout(milliseconds),
    }),
    verifier: createWebCryptoVerifier<CryptoKey>(crypto.subtle),
    ...(options.pushToken === undefined ? {} : { pushToken: options.pushToken }),
    ...(options.userVerification === undefined ? {} : { userVerification: options.userVerification }),
    ...(options.passkey === undefined ? {} : { passkey: options.passkey }),
  };
  return { ports, close: () => database.close() };
}
