import { generateKeyPairSync } from 'node:crypto';

/** Signs for the push services of browsers (RFC 8292 2): a P-256 pair. */
export interface VapidKeyPair {
  /** The uncompressed point, base64url: `applicationServerKey` of the browsers' subscriptions. */
  readonly publicKey: string;
  /** PKCS#8 PEM. */
  readonly privateKey: string;
}

export function createVapidKeyPair(): VapidKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { publicKey: point.toString('base64url'), privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
