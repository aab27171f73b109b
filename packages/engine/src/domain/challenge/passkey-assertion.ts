/** Assertions by a passkey enrolled as user-verification key (WebAuthn level 2, section 7.2). */
import { hash, verify } from 'node:crypto';
import type { DeviceKey, PasskeyAssertionClaim, PasskeyOrigin, PasskeyStatement } from '@countersign/contracts/wire';
import { canonicalJson } from '@countersign/evidence';
import { equalBytes, sha256, sha256Bytes } from '../digest.js';
import { verificationKeyOf } from '../enrollment/device-key.js';

/** `authenticatorData`: SHA-256 of the rpId, flags, signature counter. */
const flagsAt = 32;
const authenticatorDataBytes = 37;
const userPresent = 0x01;
const userVerified = 0x04;

export interface PasskeyProof {
  readonly key: DeviceKey;
  readonly assertion: PasskeyAssertionClaim;
  readonly statement: PasskeyStatement;
}

/** Where a key's passkey lives; undefined for a key that signs answers itself. */
export function passkeyOriginOf(key: DeviceKey): PasskeyOrigin | undefined {
  return key.kty === 'EC' ? key['cs:webauthn'] : undefined;
}

/** Why the assertion does not prove that this person made this decision; undefined when it does. For the log only. */
export function passkeyRefusal({ key, assertion, statement }: PasskeyProof): string | undefined {
  const home = passkeyOriginOf(key);
  if (home === undefined || assertion.credentialId !== key.kid) return 'not the passkey of this enrollment';
  const clientData = Buffer.from(assertion.clientDataJSON, 'base64url');
  const { type, challenge, origin, crossOrigin } = readClientData(clientData);
  if (type !== 'webauthn.get') return 'passkey: not an assertion';
  if (challenge !== sha256(canonicalJson({ ...statement }))) return 'passkey: another decision, transaction or text';
  if (origin !== home.origin || crossOrigin === true) return 'passkey: another origin';
  const data = Buffer.from(assertion.authenticatorData, 'base64url');
  const flags = data[flagsAt];
  if (data.length < authenticatorDataBytes || flags === undefined) return 'passkey: authenticatorData too short';
  if (!equalBytes(data.subarray(0, flagsAt), sha256Bytes(home.rpId))) return 'passkey: another rpId';
  if ((flags & userPresent) === 0 || (flags & userVerified) === 0) return 'passkey: the person was not verified';
  const signed = Buffer.concat([data, hash('sha256', clientData, 'buffer')]);
  // WebAuthn 6.5.5: ECDSA signatures are ASN.1 DER
  const signature = Buffer.from(assertion.signature, 'base64url');
  return verify('sha256', signed, verificationKeyOf(key), signature) ? undefined : 'passkey: bad signature';
}

type ClientData = Readonly<Partial<Record<'type' | 'challenge' | 'origin' | 'crossOrigin', unknown>>>;

function readClientData(bytes: Buffer): ClientData {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
