/** Platforms made by the test's own process and handed to the SDK in another realm. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, verify, type KeyObject } from 'node:crypto';
import type { Clock } from '../ports/clock.js';
import type { DevicePorts } from '../ports/device-ports.js';
import type { KeyStore } from '../ports/key-store.js';
import type { SignatureVerifier } from '../ports/signature-verifier.js';
import type { ReactNativeHost } from '../platform/react-native/react-native-ports.js';

export function createHostPorts(clock: Clock): DevicePorts {
  const values = new Map<string, string>();
  return {
    clock,
    digest: { sha256 },
    keys: createHostKeyStore(),
    random: { bytes: (length) => randomBytes(length) },
    storage: {
      get: async (key) => values.get(key),
      set: async (key, value) => void values.set(key, value),
      delete: async (key) => void values.delete(key),
      keys: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
    },
    transport: async ({ url, timeoutMs, ...init }) => {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
      return { status: response.status, body: await response.text() };
    },
    verifier: hostVerifier,
  };
}

const sha256 = async (data: Uint8Array) => createHash('sha256').update(data).digest();

const hostVerifier: SignatureVerifier = {
  async verifyRs256(jwk, data, signature) {
    return verify('sha256', data, createPublicKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' }), signature);
  },
};

function createHostKeyStore(): KeyStore {
  const keys = new Map<string, KeyObject>();
  const jwkOf = (kid: string, key: KeyObject) => {
    const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' });
    return { kty: 'EC', crv: 'P-256', kid, x, y, 'okta:kpr': 'SOFTWARE' } as const;
  };
  return {
    async create(kid) {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      keys.set(kid, privateKey);
      return jwkOf(kid, privateKey);
    },
    async find(kid) {
      const key = keys.get(kid);
      return key === undefined ? undefined : jwkOf(kid, key);
    },
    async sign(kid, data) {
      const key = keys.get(kid);
      return key === undefined ? { refused: 'invalidated' } : { signature: sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' }) };
    },
    delete: async (kid) => void keys.delete(kid),
  };
}

/** A phone: DER signatures and raw points, as native modules give them, and a storage shaped like AsyncStorage. */
export function createReactNativeHost(clock: Clock): ReactNativeHost<AbortSignal> {
  const values = new Map<string, string>();
  const keys = new Map<string, KeyObject>();
  const pointOf = (key: KeyObject) => createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-65);
  return {
    clock,
    fetch: (url, init) => fetch(url, init),
    timeoutSignal: (milliseconds) => AbortSignal.timeout(milliseconds),
    asyncStorage: {
      getItem: async (key) => values.get(key) ?? null,
      setItem: async (key, value) => void values.set(key, value),
      removeItem: async (key) => void values.delete(key),
      getAllKeys: async () => [...values.keys()],
    },
    nativeKeys: {
      async create(alias) {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        keys.set(alias, createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })));
        return { point: pointOf(privateKey), hardware: true };
      },
      async find(alias) {
        const key = keys.get(alias);
        return key === undefined ? undefined : { point: pointOf(key), hardware: true };
      },
      async sign(alias, data) {
        const key = keys.get(alias);
        return key === undefined ? { refused: 'invalidated' } : { derSignature: sign('sha256', data, { key, dsaEncoding: 'der' }) };
      },
      delete: async (alias) => void keys.delete(alias),
    },
    randomBytes: (length) => randomBytes(length),
    sha256,
    verifier: hostVerifier,
    pushToken: async () => 'fcm-token-of-the-phone',
  };
}
