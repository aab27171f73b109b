import type { DeviceKey } from '@countersign/contracts/wire';
import { encodeBase64Url } from '../../core/encoding/base64url.js';
import type { KeyPurpose, KeyStore, SigningRefusal } from '../../ports/key-store.js';

/** What Secure Enclave and Android Keystore modules give: a public point and DER signatures. */
export interface NativeKeys {
  /** Makes a P-256 key under `alias`; `userVerification` keys must open only with the person's face, finger or PIN. */
  create(alias: string, purpose: KeyPurpose): Promise<NativePublicKey>;
  find(alias: string): Promise<NativePublicKey | undefined>;
  /** ECDSA with SHA-256 over `data`, as the platform gives it: ASN.1 DER. */
  sign(alias: string, data: Uint8Array): Promise<{ readonly derSignature: Uint8Array } | { readonly refused: SigningRefusal }>;
  delete(alias: string): Promise<void>;
}

export interface NativePublicKey {
  /** Uncompressed: 0x04, X, Y; 65 bytes (SEC 1, 2.3.3). */
  readonly point: Uint8Array;
  /** True when the key is in a secure element. */
  readonly hardware: boolean;
}

/** The key store over a native module. */
export function createNativeKeyStore(native: NativeKeys): KeyStore {
  return {
    create: async (kid, purpose) => jwkOf(kid, await native.create(kid, purpose)),
    async find(kid) {
      const key = await native.find(kid);
      return key === undefined ? undefined : jwkOf(kid, key);
    },
    async sign(kid, data) {
      const result = await native.sign(kid, data);
      return 'refused' in result ? result : { signature: rawSignature(result.derSignature) };
    },
    delete: (kid) => native.delete(kid),
  };
}

function jwkOf(kid: string, key: NativePublicKey): DeviceKey {
  if (key.point.length !== 65 || key.point[0] !== 4) throw new TypeError('expected an uncompressed P-256 point of 65 bytes');
  return {
    kty: 'EC',
    crv: 'P-256',
    kid,
    x: encodeBase64Url(key.point.subarray(1, 33)),
    y: encodeBase64Url(key.point.subarray(33, 65)),
    'okta:kpr': key.hardware ? 'HARDWARE' : 'SOFTWARE',
  };
}

/** DER `SEQUENCE { INTEGER r, INTEGER s }` as R‖S in 64 bytes, the form of JWS (RFC 7518 3.4). */
function rawSignature(der: Uint8Array): Uint8Array {
  const raw = new Uint8Array(64);
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new TypeError('expected an ECDSA signature in DER');
  const afterR = copyInteger(der, 2, raw, 0);
  if (copyInteger(der, afterR, raw, 32) !== der.length) throw new TypeError('expected an ECDSA signature in DER');
  return raw;
}

/** Copies the INTEGER at `offset` right-aligned into 32 bytes; returns where it ends. */
function copyInteger(der: Uint8Array, offset: number, target: Uint8Array, position: number): number {
  const length = der[offset + 1] ?? 0;
  const end = offset + 2 + length;
  const leadingZero = der[offset + 2] === 0 && length > 1 ? 1 : 0;
  const digits = der.subarray(offset + 2 + leadingZero, end);
  if (der[offset] !== 2 || length === 0 || end > der.length || digits.length > 32)
    throw new TypeError('expected an ECDSA signature in DER');
  target.set(digits, position + 32 - digits.length);
  return end;
}
