import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { EcDeviceKey } from '@countersign/contracts/wire';
import type { KeyStore } from '../../ports/key-store.js';
import type { DeviceFile } from './device-file.js';

type PrivateJwk = Readonly<Record<string, string>>;

/** Keys as private JWKs in the device file, marked SOFTWARE. `derive` replaces chance, for devices made from a seed. */
export function createFileKeyStore(file: DeviceFile, derive?: (kid: string) => PrivateJwk): KeyStore {
  const privateJwk = (kid: string): PrivateJwk | undefined => {
    const { keys } = file.read();
    return Object.hasOwn(keys, kid) ? keys[kid] : undefined;
  };
  return {
    create(kid) {
      const jwk = derive?.(kid) ?? generate();
      file.change((content) => ({ ...content, keys: { ...content.keys, [kid]: { ...jwk, kid } } }));
      return Promise.resolve(publicJwk(kid, jwk));
    },
    find(kid) {
      const jwk = privateJwk(kid);
      return Promise.resolve(jwk === undefined ? undefined : publicJwk(kid, jwk));
    },
    sign(kid, data) {
      const jwk = privateJwk(kid);
      if (jwk === undefined) return Promise.resolve({ refused: 'invalidated' });
      const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
      return Promise.resolve({ signature: new Uint8Array(sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' })) });
    },
    delete(kid) {
      file.change((content) => {
        const { [kid]: _deleted, ...keys } = content.keys;
        return { ...content, keys };
      });
      return Promise.resolve();
    },
  };
}

function generate(): PrivateJwk {
  const { x = '', y = '', d = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  return { kty: 'EC', crv: 'P-256', x, y, d };
}

function publicJwk(kid: string, jwk: PrivateJwk): EcDeviceKey {
  return { kty: 'EC', crv: 'P-256', kid, x: jwk['x'] ?? '', y: jwk['y'] ?? '', 'okta:kpr': 'SOFTWARE' };
}
