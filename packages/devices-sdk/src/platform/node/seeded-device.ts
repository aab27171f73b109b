/**
 * A device whose keys, key ids, install id and token ids follow from a seed (HKDF, RFC 5869): the same seed gives the same device
 * again. For tests and demonstrations; whoever knows the seed has the keys.
 */
import { createECDH, hkdfSync } from 'node:crypto';
import type { Random } from '../../ports/random.js';

const salt = 'countersign simulated device';
/** The order of P-256's base point (SEC 2, 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The same bytes for the same label; the n-th call with one label gives the n-th block, so that no id appears twice. */
export function createSeededRandom(seed: string): Random {
  const calls = new Map<string, number>();
  return {
    bytes(length, label) {
      const call = calls.get(label) ?? 0;
      // Key ids name a key by its purpose: asking again must name the same key. Everything else is used once.
      if (!label.startsWith('kid/')) calls.set(label, call + 1);
      return derive(seed, `${label}#${call}`, length);
    },
  };
}

/** A P-256 private JWK from the seed and the key's id, by extra random bits (FIPS 186-5 A.2.1). */
export function deriveSeededKey(seed: string, kid: string): Readonly<Record<string, string>> {
  const wide = BigInt(`0x${Buffer.from(derive(seed, `key/${kid}`, 48)).toString('hex')}`);
  const scalar = Buffer.from(((wide % (order - 1n)) + 1n).toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(scalar);
  const point = curve.getPublicKey();
  return {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33, 65).toString('base64url'),
    d: scalar.toString('base64url'),
  };
}

function derive(seed: string, info: string, length: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', seed, salt, info, length));
}
