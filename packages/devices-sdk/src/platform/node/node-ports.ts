import { randomBytes, webcrypto } from 'node:crypto';
import type { Clock } from '../../ports/clock.js';
import type { DevicePorts } from '../../ports/device-ports.js';
import type { LiveChannel } from '../../ports/live-channel.js';
import type { Storage } from '../../ports/storage.js';
import type { UserVerifier } from '../../ports/user-verification.js';
import { createFetchEventStreams } from '../fetch-event-stream.js';
import { createFetchTransport } from '../fetch-transport.js';
import { createWebCryptoDigest, createWebCryptoVerifier } from '../web-crypto.js';
import { openDeviceFile, type DeviceFile } from './device-file.js';
import { createFileKeyStore } from './file-key-store.js';
import { createSeededRandom, deriveSeededKey } from './seeded-device.js';

export interface NodeOptions {
  /** The device file; made on first use, mode 0600. */
  readonly path: string;
  /** Makes keys and ids repeatable. */
  readonly seed?: string;
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Stands for the platform's prompt. Without it no user-verification key can be enrolled. */
  readonly userVerification?: UserVerifier;
}

const platform = {
  clock: { now: () => Date.now() },
  digest: createWebCryptoDigest(webcrypto.subtle),
  transport: createFetchTransport<AbortSignal>({
    fetch: (url, init) => fetch(url, init),
    timeoutSignal: (milliseconds) => AbortSignal.timeout(milliseconds),
  }),
  verifier: createWebCryptoVerifier<webcrypto.CryptoKey>(webcrypto.subtle),
};

/** One process, so no pages to share with; whether there is a network shows at the next attempt. */
const live: LiveChannel = {
  open: createFetchEventStreams<AbortSignal>({
    fetch: (url, init) => fetch(url, init),
    newAbort: () => new AbortController(),
    newDecoder: () => new TextDecoder(),
  }),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** As much of a platform as checking tokens takes (`verifyServerToken`); remembers the server's keys for the life of the process. */
export function createMemoryPorts(): Pick<DevicePorts, 'clock' | 'storage' | 'transport' | 'verifier'> {
  const values = new Map<string, string>();
  return {
    ...platform,
    storage: {
      get: (key) => Promise.resolve(values.get(key)),
      set: (key, value) => Promise.resolve(void values.set(key, value)),
      delete: (key) => Promise.resolve(void values.delete(key)),
      keys: (prefix) => Promise.resolve([...values.keys()].filter((key) => key.startsWith(prefix))),
    },
  };
}

/** Ports for a simulated device on Node: everything in one file, keys in software. Throws if the file is something else. */
export function createNodePorts(options: NodeOptions): DevicePorts {
  const { seed } = options;
  const file = openDeviceFile(options.path);
  return {
    ...platform,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    live,
    keys: createFileKeyStore(file, seed === undefined ? undefined : (kid) => deriveSeededKey(seed, kid)),
    random: seed === undefined ? { bytes: (length) => new Uint8Array(randomBytes(length)) } : createSeededRandom(seed),
    storage: createFileStorage(file),
    ...(options.userVerification === undefined ? {} : { userVerification: options.userVerification }),
  };
}

function createFileStorage(file: DeviceFile): Storage {
  const values = () => file.read().values;
  return {
    get: (key) => Promise.resolve(Object.hasOwn(values(), key) ? values()[key] : undefined),
    set(key, value) {
      file.change((content) => ({ ...content, values: { ...content.values, [key]: value } }));
      return Promise.resolve();
    },
    delete(key) {
      file.change((content) => {
        const { [key]: _deleted, ...rest } = content.values;
        return { ...content, values: rest };
      });
      return Promise.resolve();
    },
    keys: (prefix) => Promise.resolve(Object.keys(values()).filter((key) => key.startsWith(prefix))),
  };
}
