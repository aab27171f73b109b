import type { EcDeviceKey } from '@countersign/contracts/wire';
import type { KeyStore } from '../../ports/key-store.js';
import type { IndexedDatabase } from './indexed-database.js';

interface KeptKey {
  readonly privateKey: CryptoKey;
  readonly jwk: EcDeviceKey;
}

const p256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Non-extractable P-256 keys in IndexedDB: script can use them, nobody can read them. */
export function createBrowserKeyStore(database: IndexedDatabase, subtle: SubtleCrypto): KeyStore {
  const find = async (kid: string): Promise<KeptKey | undefined> => {
    const kept = await database.get('keys', kid);
    return isKeptKey(kept) ? kept : undefined;
  };
  return {
    async create(kid) {
      const pair = await subtle.generateKey(p256, false, ['sign', 'verify']);
      const { x = '', y = '' } = await subtle.exportKey('jwk', pair.publicKey);
      const jwk: EcDeviceKey = { kty: 'EC', crv: 'P-256', kid, x, y, 'okta:kpr': 'SOFTWARE' };
      await database.put('keys', kid, { privateKey: pair.privateKey, jwk } satisfies KeptKey);
      return jwk;
    },
    find: async (kid) => (await find(kid))?.jwk,
    async sign(kid, data) {
      const kept = await find(kid);
      if (kept === undefined) return { refused: 'invalidated' };
      const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, kept.privateKey, new Uint8Array(data));
      return { signature: new Uint8Array(signature) };
    },
    delete: (kid) => database.delete('keys', kid),
  };
}

function isKeptKey(value: unknown): value is KeptKey {
  return typeof value === 'object' && value !== null && 'privateKey' in value && value.privateKey instanceof CryptoKey && 'jwk' in value;
}
