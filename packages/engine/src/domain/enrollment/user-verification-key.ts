/**
 * The user-verification key a device enrols: a key that signs answers, or a passkey (decisions 2.7; WebAuthn level 2, section 7.1).
 * Passkeys belong to the web authenticator's own host. Attestation of format none, or by the key itself, is enough: it shows that the
 * key was made by a passkey ceremony with user verification, not what kind of authenticator keeps it, so it is not kept.
 */
import type { DeviceKey, EcDeviceKey, PasskeyOrigin, PasskeyRegistrationClaim } from '@countersign/contracts/wire';
import type { Engine } from '../../engine.js';
import { validationFailed } from '../api-error.js';
import { type DeviceKeyPolicy, readDeviceKey } from './device-key.js';

const field = 'methods.push.keys.userVerification';
const acceptedFormats = ['none', 'packed'];
/** COSE name of ES256 (RFC 9053). */
const es256 = -7;

/** Throws E0000001 and E0000159 as `readDeviceKey` does, E0000001 also for a passkey that was not made as it should. */
export async function readUserVerificationKey(
  engine: Pick<Engine, 'authenticatorUrl'>,
  jwk: Readonly<Record<string, unknown>>,
  policy: DeviceKeyPolicy,
): Promise<DeviceKey> {
  const key = readDeviceKey(field, jwk, policy);
  const registration = jwk['cs:webauthn'];
  if (registration === undefined || registration === null) return key;
  const home = homeOf(engine);
  if (home === undefined) throw refused('passkeys cannot be enrolled here');
  const claim = readRegistration(registration);
  if (key.kty !== 'EC' || claim === undefined) throw refused('the passkey registration is malformed');
  if (claim.origin !== home.origin || claim.rpId !== home.rpId) throw refused("passkeys belong to the authenticator's own host");
  const refusal = await registrationRefusal(key, claim);
  if (refusal !== undefined) throw refused('the passkey registration does not hold', refusal);
  return { ...key, 'cs:webauthn': home };
}

function homeOf({ authenticatorUrl }: Pick<Engine, 'authenticatorUrl'>): PasskeyOrigin | undefined {
  if (authenticatorUrl === undefined) return undefined;
  const { hostname, origin } = new URL(authenticatorUrl());
  return { rpId: hostname, origin };
}

function refused(why: string, reason?: string) {
  return validationFailed(field, [`${field}: ${why}`], reason);
}

const bytes = /^[A-Za-z0-9_-]{1,16384}$/;

function readRegistration(value: unknown): PasskeyRegistrationClaim | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { rpId, origin, attestationObject, clientDataJSON }: Partial<Record<keyof PasskeyRegistrationClaim, unknown>> = value;
  if (typeof rpId !== 'string' || typeof origin !== 'string') return undefined;
  if (typeof attestationObject !== 'string' || typeof clientDataJSON !== 'string') return undefined;
  return bytes.test(attestationObject) && bytes.test(clientDataJSON) ? { rpId, origin, attestationObject, clientDataJSON } : undefined;
}

/** Why the registration is not one of this key; undefined when it is. The library says so by throwing, for every kind of fault. */
async function registrationRefusal(key: EcDeviceKey, claim: PasskeyRegistrationClaim): Promise<string | undefined> {
  // loaded with the first passkey: nobody else waits for it
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  try {
    const { attestationObject, clientDataJSON, origin, rpId } = claim;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id: key.kid,
        rawId: key.kid,
        type: 'public-key',
        response: { attestationObject, clientDataJSON },
        clientExtensionResults: {},
      },
      // the device asks itself: what stands for freshness is the access token that this request came with
      expectedChallenge: () => true,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: [es256],
    });
    if (!verified) return 'the attestation does not verify';
    if (!acceptedFormats.includes(registrationInfo.fmt)) return 'attestation of another format';
    if (registrationInfo.credential.id !== key.kid) return 'kid is not the credential id';
    return Buffer.from(registrationInfo.credential.publicKey).equals(coseKey(key)) ? undefined : 'the key is not the one registered';
  } catch (error) {
    return error instanceof Error ? error.message : 'unreadable';
  }
}

/** The key as an authenticator writes it: CTAP2 canonical CBOR of a COSE EC2 key for ES256 on P-256 (WebAuthn 6.5.1.1). */
function coseKey({ x, y }: EcDeviceKey): Buffer {
  const head = Buffer.from('a5010203262001', 'hex');
  const coordinate = (label: number, value: string) => [Buffer.from([label, 0x58, 0x20]), Buffer.from(value, 'base64url')];
  return Buffer.concat([head, ...coordinate(0x21, x), ...coordinate(0x22, y)]);
}
