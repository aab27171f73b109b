/** Proof that an enrollment request comes from an installation this org knows (devices protocol 1.4). */
import type { Engine } from '../../engine.js';
import { ApiError } from '../api-error.js';
import { parseJws, verifySignature } from '../jwt/verify-jws.js';
import type { Org } from '../org/org.js';
import { algorithmOf, verificationKeyOf } from './device-key.js';
import { isTimely, replayableUntil } from './device-time.js';
import type { Device } from './enrollment.js';
import { namesThisOrg } from './org-audience.js';

/**
 * Checks the attestation a known device sends instead of a new client instance key; `typ` is the empty string, as the iOS SDK writes it.
 * Throws E0000011: the device then enrols once more as a new one.
 */
export async function verifyDeviceAttestation(
  engine: Pick<Engine, 'clock' | 'replay' | 'urlAliases'>,
  input: {
    readonly org: Org;
    readonly device: Device;
    readonly clientInstanceId: string | undefined;
    readonly attestation: string | undefined;
  },
): Promise<void> {
  const { org, device } = input;
  const refuse = (reason: string) => new ApiError('E0000011', { reason: `device attestation: ${reason}` });
  if (input.clientInstanceId !== device.clientInstanceId) throw refuse('another client instance');
  const jws = input.attestation === undefined ? undefined : parseJws(input.attestation);
  if (jws === undefined) throw refuse('missing or not a JWS');
  const { header, claims } = jws;
  const { exp, jti } = claims;
  const now = engine.clock.now();
  if (header.typ !== undefined && header.typ !== '' && header.typ.toUpperCase() !== 'JWT') throw refuse('wrong typ');
  if (header.kid !== device.clientInstanceKey.kid) throw refuse('unknown kid');
  if (claims['iss'] !== device.clientInstanceId || claims['sub'] !== device.id) throw refuse('wrong iss or sub');
  if (!namesThisOrg(engine, org, claims['aud'])) throw refuse('wrong aud');
  if (!isTimely(claims, now) || typeof exp !== 'number') throw refuse('expired or not yet valid');
  if (typeof jti !== 'string' || jti === '' || jti.length > 255 || !jti.isWellFormed() || jti.includes('\u0000')) throw refuse('no jti');
  const key = device.clientInstanceKey;
  if (!verifySignature(jws, algorithmOf(key), verificationKeyOf(key))) throw refuse('bad signature');
  const use = { kind: 'device-attestation', issuer: device.id, jti, expiresAt: replayableUntil(exp), now };
  if (!(await engine.replay.useOnce(use))) throw refuse('jti used before');
}
