/** The key that asks for the person: one of the key store, or a passkey where the platform has those. */
import type { DeviceKey, EcDeviceKey, PasskeyRegistrationClaim } from '@countersign/contracts/wire';
import type { DeviceContext } from './context.js';
import { discardKeys, dropKeys, prepareKey } from './device-keys.js';
import { DeviceError } from './errors.js';
import type { EnrollmentRecord } from './records.js';

/** What an enrollment sends of it: the public key; of a passkey also the proof of how it was made. */
type UserVerificationJwk = DeviceKey | (EcDeviceKey & { readonly 'cs:webauthn': PasskeyRegistrationClaim });

export interface PreparedUserVerification {
  readonly jwk: UserVerificationJwk;
  readonly passkey: boolean;
  /** Whether it may be thrown away if the enrollment fails. */
  readonly isNew: boolean;
}

export function canVerifyUser(context: Pick<DeviceContext, 'ports'>): boolean {
  return context.ports.passkey !== undefined || context.ports.userVerification !== undefined;
}

/** Makes one. Throws `user_verification_cancelled`, `user_verification_unavailable`. */
export async function prepareUserVerification(
  context: DeviceContext,
  wanted: { readonly ordinal: string; readonly userName: string },
): Promise<PreparedUserVerification> {
  const { passkey, userVerification } = context.ports;
  if (passkey === undefined) {
    if (userVerification === undefined) throw new DeviceError('user_verification_unavailable');
    return { ...(await prepareKey(context, 'userVerification', wanted.ordinal)), passkey: false };
  }
  const made = await passkey.create({ userName: wanted.userName });
  if ('refused' in made) {
    throw new DeviceError(made.refused === 'unavailable' ? 'user_verification_unavailable' : 'user_verification_cancelled');
  }
  const { key, ...webauthn } = made;
  return { jwk: { ...key, 'cs:webauthn': webauthn }, passkey: true, isNew: true };
}

/** What a record keeps of it. */
export function userVerificationOf(key: PreparedUserVerification | undefined): Pick<EnrollmentRecord, 'passkey' | 'userVerificationKid'> {
  if (key === undefined) return {};
  return { userVerificationKid: key.jwk.kid, ...(key.passkey ? { passkey: true } : {}) };
}

/** Takes back what was made for an attempt that failed. */
export async function discardUserVerification(context: DeviceContext, key: PreparedUserVerification | undefined): Promise<void> {
  if (key === undefined || !key.passkey) return discardKeys(context, [key]);
  await context.ports.passkey?.forget(key.jwk.kid);
}

/** Lets go of what an enrollment had, unless it is `stillUsed`. */
export async function dropUserVerification(
  context: DeviceContext,
  had: Pick<EnrollmentRecord, 'passkey' | 'userVerificationKid'> | undefined,
  stillUsed: string | undefined,
): Promise<void> {
  if (had?.passkey !== true) return dropKeys(context, [had?.userVerificationKid], [stillUsed]);
  if (had.userVerificationKid !== undefined && had.userVerificationKid !== stillUsed) {
    await context.ports.passkey?.forget(had.userVerificationKid);
  }
}
