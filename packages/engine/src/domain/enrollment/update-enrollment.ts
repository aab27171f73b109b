/** Changes a device makes to its own enrollment: a JSON merge patch (RFC 7396; devices protocol 1.6). */
import type { UpdateAppAuthenticatorRequest } from '@countersign/contracts';
import type { Caller, Engine } from '../../engine.js';
import type { EnrolledDevice } from '../../ports/enrollment-store.js';
import { ApiError, validationFailed } from '../api-error.js';
import type { Authenticator } from '../authenticator/authenticator.js';
import type { User } from '../user/user.js';
import { isSameKey, readDeviceKey } from './device-key.js';
import type { Enrollment, EnrollmentKeys } from './enrollment.js';
import { enrollmentEvent } from './enrollment-event.js';
import { checkEnrollmentKeys, enrollmentKeys } from './enrollment-keys.js';
import { deviceError, enrollmentError } from './enrollment-state.js';
import { readUserVerificationKey } from './user-verification-key.js';
import { readPushToken } from './web-push-subscription.js';

type PushChanges = NonNullable<NonNullable<UpdateAppAuthenticatorRequest['methods']>['push']>;
type KeyChanges = NonNullable<PushChanges['keys']>;

export type UpdateEngine = Pick<Engine, 'authenticators' | 'authenticatorUrl' | 'clock' | 'enrollments' | 'random'>;

/** Whether the patch names a key: such a patch needs more than a maintenance token. */
export function touchesKeys(request: UpdateAppAuthenticatorRequest): boolean {
  const keys = request.methods?.push?.keys;
  return (
    keys !== undefined && [keys.proofOfPossession, keys.userVerification, keys.userVerificationBioOrPin].some((key) => key !== undefined)
  );
}

/** A device makes few changes at a time; whoever loses a race as often as this is not a device. */
const maxTries = 5;

/**
 * Applies the patch and answers the enrollment as it is then; ids never change. Sending the same user-verification key again is no
 * error. Throws the lifecycle error of a suspended or removed device or enrollment, E0000001 and E0000158/159 for keys, also for a
 * change of the proof-of-possession key, which only a new enrollment may bring.
 */
export async function updateEnrollment(engine: UpdateEngine, input: UpdateInput): Promise<EnrolledDevice> {
  let { enrolled } = input;
  for (let tries = 1; ; tries += 1) {
    const updated = await tryUpdate(engine, { ...input, enrolled });
    if (updated !== undefined) return updated;
    const current = await engine.enrollments.findById(enrolled.enrollment.orgId, enrolled.enrollment.id);
    if (current === undefined || tries === maxTries)
      throw new ApiError('E0000007', { reason: 'the enrollment is gone or changes all the time' });
    enrolled = current;
  }
}

export interface UpdateInput {
  readonly enrolled: EnrolledDevice;
  readonly user: User;
  readonly request: UpdateAppAuthenticatorRequest;
  readonly caller: Caller;
}

/** Undefined: the enrollment changed since it was read. */
async function tryUpdate(engine: UpdateEngine, { enrolled, user, request, caller }: UpdateInput): Promise<EnrolledDevice | undefined> {
  const { device } = enrolled;
  const refusal = deviceError(device.status) ?? enrollmentError(enrolled.enrollment.status);
  if (refusal !== undefined) throw refusal;
  const push = request.methods?.push ?? {};
  const changes = changedMembers(push);
  if (changes.length === 0) return enrolled;
  const authenticator = await engine.authenticators.findById(enrolled.enrollment.orgId, enrolled.enrollment.authenticatorId);
  if (authenticator === undefined) throw new ApiError('E0000007', { reason: 'the authenticator of the enrollment is gone' });
  const readAt = enrolled.enrollment.updatedAt;
  // always later than what it was made from: the time stands for the version
  const updatedAt = Math.max(engine.clock.now(), readAt + 1);
  const { keys: current } = enrolled.enrollment;
  const keys = push.keys === undefined ? current : await patchedKeys(engine, current, push.keys, authenticator);
  const enrollment = { ...patched(enrolled, push), keys, updatedAt };
  const event = enrollmentEvent(engine, { eventType: 'user.mfa.factor.update', user, enrolled: { enrollment, device }, caller, changes });
  return (await engine.enrollments.save({ enrollment, device, event, readAt })) ? { enrollment, device } : undefined;
}

function changedMembers(push: PushChanges): readonly string[] {
  const { keys } = push;
  const named: readonly (readonly [string, unknown])[] = [
    ['pushToken', push.pushToken],
    ['apsEnvironment', push.apsEnvironment],
    ['transactionTypes', push.capabilities ?? keys?.capabilities],
    ['proofOfPossession', keys?.proofOfPossession],
    ['userVerification', keys?.userVerification],
    ['userVerificationBioOrPin', keys?.userVerificationBioOrPin],
  ];
  return named.flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

function patched({ enrollment, device }: EnrolledDevice, push: PushChanges): Enrollment {
  const capabilities = push.capabilities === undefined ? push.keys?.capabilities : push.capabilities;
  const transactionTypes = capabilities === null ? null : capabilities?.transactionTypes;
  return {
    ...enrollment,
    ...(push.pushToken === undefined ? {} : { pushToken: readPushToken(push.pushToken ?? '', device.profile['platform']) }),
    ...(push.apsEnvironment === undefined ? {} : { apsEnvironment: push.apsEnvironment ?? undefined }),
    // null restores the default, as an enrollment without capabilities has it
    ...(transactionTypes === undefined ? {} : { transactionTypes: [...new Set(transactionTypes ?? (['LOGIN'] as const))] }),
  };
}

async function patchedKeys(
  engine: UpdateEngine,
  current: EnrollmentKeys,
  changes: KeyChanges,
  authenticator: Authenticator,
): Promise<EnrollmentKeys> {
  const read = (role: keyof EnrollmentKeys) => {
    const change = changes[role];
    if (change === undefined) return current[role];
    if (change === null) return undefined;
    if (role === 'userVerification') return readUserVerificationKey(engine, change, authenticator);
    return readDeviceKey(`methods.push.keys.${role}`, change, authenticator);
  };
  const possession = await read('proofOfPossession');
  if (possession === undefined || !isSameKey(possession, current.proofOfPossession)) {
    throw validationFailed('methods.push.keys.proofOfPossession', [
      'methods.push.keys.proofOfPossession: this key cannot be changed or removed',
    ]);
  }
  const keys = enrollmentKeys({
    proofOfPossession: current.proofOfPossession,
    userVerification: await read('userVerification'),
    userVerificationBioOrPin: await read('userVerificationBioOrPin'),
  });
  if (changes.userVerification !== undefined || changes.userVerificationBioOrPin !== undefined) checkEnrollmentKeys(keys, authenticator);
  return keys;
}
