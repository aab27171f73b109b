/** The keys of one enrollment taken together: they are told apart by id, and user verification must be possible where it is required. */
import type { DeviceKey, DeviceKeyType } from '@countersign/contracts/wire';
import { ApiError, validationFailed } from '../api-error.js';
import type { Authenticator } from '../authenticator/authenticator.js';
import { areConfusable } from './device-key.js';
import type { EnrollmentKeys } from './enrollment.js';

/** Keys that a person unlocks with biometrics or a PIN. */
export function hasUserVerificationKey(keys: EnrollmentKeys): boolean {
  return keys.userVerification !== undefined || keys.userVerificationBioOrPin !== undefined;
}

/** Throws E0000158 without a user-verification key where the authenticator requires one, E0000001 when one key has two roles. */
export function checkEnrollmentKeys(keys: EnrollmentKeys, authenticator: Pick<Authenticator, 'userVerification'>): void {
  if (authenticator.userVerification === 'REQUIRED' && !hasUserVerificationKey(keys)) throw new ApiError('E0000158');
  const all = [keys.proofOfPossession, keys.userVerification, keys.userVerificationBioOrPin].filter((key) => key !== undefined);
  if (all.some((key, index) => all.slice(index + 1).some((other) => areConfusable(key, other)))) {
    throw validationFailed('methods.push.keys', ['keys: each role needs a key and a kid of its own']);
  }
}

/** The key in this role, if it has this id. */
export function enrolledKey(keys: EnrollmentKeys, role: DeviceKeyType, kid: string | undefined): DeviceKey | undefined {
  const key = keys[role];
  return key !== undefined && key.kid === kid ? key : undefined;
}

/** Without members that are undefined: what is stored. */
export function enrollmentKeys(
  keys: { readonly [Role in DeviceKeyType]?: DeviceKey | undefined } & { readonly proofOfPossession: DeviceKey },
): EnrollmentKeys {
  const { proofOfPossession, userVerification, userVerificationBioOrPin } = keys;
  return {
    proofOfPossession,
    ...(userVerification === undefined ? {} : { userVerification }),
    ...(userVerificationBioOrPin === undefined ? {} : { userVerificationBioOrPin }),
  };
}
