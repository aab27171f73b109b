/**
 * Public keys of devices (devices protocol 3.1): which are accepted, and their imported form.
 * A key's type decides its algorithm: EC signs ES256, RSA signs RS256. Key ids are chosen by the device and are not thumbprints.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { DeviceKey, EcDeviceKey, RsaDeviceKey } from '@countersign/contracts/wire';
import { ApiError, validationFailed } from '../api-error.js';
import type { Authenticator } from '../authenticator/authenticator.js';
import { sha256 } from '../digest.js';

export type DeviceKeyPolicy = Pick<Authenticator, 'algorithms' | 'keyProtection'>;

const coordinate = /^[A-Za-z0-9_-]{43}$/;
const base64url = /^[A-Za-z0-9_-]+$/;
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const rsaBits = { min: 2048, max: 8192 };
/** Larger exponents make a verification slow, smaller ones are not in use. */
const rsaExponent = { min: 65_537n, max: 0xffff_ffffn };

export function algorithmOf(key: DeviceKey): 'ES256' | 'RS256' {
  return key.kty === 'EC' ? 'ES256' : 'RS256';
}

/**
 * Reads a key the device sent as `field`. Throws E0000001 for a key that is not a sound public EC P-256 or RSA (2048 to 8192 bits) key
 * or whose algorithm the authenticator does not take, E0000159 where the authenticator wants hardware keys and this one is not.
 */
export function readDeviceKey(field: string, jwk: Readonly<Record<string, unknown>>, policy: DeviceKeyPolicy): DeviceKey {
  const refuse = (why: string) => validationFailed(field, [`${field}: ${why}`]);
  if (privateMembers.some((member) => jwk[member] !== undefined)) throw refuse('only the public part of the key may be sent');
  const kid = jwk['kid'];
  if (typeof kid !== 'string' || !isKeyId(kid)) throw refuse('kid must be a string of 1 to 200 characters');
  const key = jwk['kty'] === 'EC' ? readEcKey(jwk, kid) : jwk['kty'] === 'RSA' ? readRsaKey(jwk, kid) : undefined;
  if (key === undefined) throw refuse('kty must be EC with curve P-256, or RSA, with all its members');
  if (!isSound(key)) throw refuse('the key is not a point of P-256, or not an RSA key of 2048 to 8192 bits');
  if (!policy.algorithms.includes(algorithmOf(key))) throw refuse('the authenticator does not take keys of this type');
  if (policy.keyProtection === 'HARDWARE' && key['okta:kpr'] !== 'HARDWARE')
    throw new ApiError('E0000159', { reason: `${field} is not a hardware key` });
  return key;
}

/** Whether two keys could be taken for one another: same id or same material. */
export function areConfusable(a: DeviceKey, b: DeviceKey): boolean {
  return a.kid === b.kid || material(a) === material(b);
}

/** The same key under the same id. */
export function isSameKey(a: DeviceKey, b: DeviceKey): boolean {
  return a.kid === b.kid && material(a) === material(b);
}

/** RFC 7638, base64url: the members the type requires, in lexicographic order. */
export function keyThumbprint(key: DeviceKey): string {
  const members = key.kty === 'EC' ? { crv: key.crv, kty: key.kty, x: key.x, y: key.y } : { e: key.e, kty: key.kty, n: key.n };
  return sha256(JSON.stringify(members));
}

const imported = new Map<string, KeyObject>();
const maxImported = 20_000;

/** The key ready to verify with. Importing an EC key costs half a signature check, so imported keys are kept. */
export function verificationKeyOf(key: DeviceKey): KeyObject {
  const id = material(key);
  const known = imported.get(id);
  if (known !== undefined) return known;
  const fresh = createPublicKey({ key: key.kty === 'EC' ? ecJwk(key) : rsaJwk(key), format: 'jwk' });
  if (imported.size >= maxImported) imported.clear();
  imported.set(id, fresh);
  return fresh;
}

function readEcKey(jwk: Readonly<Record<string, unknown>>, kid: string): EcDeviceKey | undefined {
  const { crv, x, y } = jwk;
  if (crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string' || !coordinate.test(x) || !coordinate.test(y)) return undefined;
  return { kty: 'EC', crv: 'P-256', kid, x, y, ...protectionOf(jwk) };
}

function readRsaKey(jwk: Readonly<Record<string, unknown>>, kid: string): RsaDeviceKey | undefined {
  const { n, e } = jwk;
  if (typeof n !== 'string' || typeof e !== 'string' || n.length > 1400 || e.length > 8 || !base64url.test(n) || !base64url.test(e))
    return undefined;
  return { kty: 'RSA', kid, n, e, ...protectionOf(jwk) };
}

function protectionOf(jwk: Readonly<Record<string, unknown>>): Pick<DeviceKey, 'okta:kpr' | 'okta:isFipsCompliant'> {
  const protection = jwk['okta:kpr'];
  const fips = jwk['okta:isFipsCompliant'];
  return {
    ...(protection === 'HARDWARE' || protection === 'SOFTWARE' ? { 'okta:kpr': protection } : {}),
    ...(typeof fips === 'boolean' ? { 'okta:isFipsCompliant': fips } : {}),
  };
}

/** The import refuses points off the curve. */
function isSound(key: DeviceKey): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({
      key: key.kty === 'EC' ? ecJwk(key) : rsaJwk(key),
      format: 'jwk',
    });
    if (key.kty === 'EC') return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1';
    const bits = asymmetricKeyDetails?.modulusLength ?? 0;
    const exponent = asymmetricKeyDetails?.publicExponent ?? 0n;
    return bits >= rsaBits.min && bits <= rsaBits.max && exponent >= rsaExponent.min && exponent <= rsaExponent.max && exponent % 2n === 1n;
  } catch {
    return false;
  }
}

function ecJwk({ x, y }: EcDeviceKey) {
  return { kty: 'EC', crv: 'P-256', x, y };
}

function rsaJwk({ n, e }: RsaDeviceKey) {
  return { kty: 'RSA', n, e };
}

function material(key: DeviceKey): string {
  return key.kty === 'EC' ? `${key.x}.${key.y}` : `${key.n}.${key.e}`;
}

function isKeyId(kid: string): boolean {
  return kid.length >= 1 && kid.length <= 200 && !kid.includes('\u0000') && kid.isWellFormed();
}
