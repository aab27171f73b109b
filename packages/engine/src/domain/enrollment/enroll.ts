/**
 * Enrollment of an authenticator on a device (devices protocol 1.4). Three ways a device can come:
 * unknown, with a new client instance key; known, with its id and an attestation by the key it registered; or known only by its
 * install id, after it lost its record of this org. The same phone enrolling again for the same user keeps its enrollment and gets
 * its keys replaced (decisions 2.14), so that no ghost stays behind that nobody can answer with.
 */
import type { EnrollAppAuthenticatorRequest } from '@countersign/contracts';
import type { Caller, Engine } from '../../engine.js';
import type { EnrolledDevice } from '../../ports/enrollment-store.js';
import { ApiError, validationFailed } from '../api-error.js';
import type { Authenticator } from '../authenticator/authenticator.js';
import { newId } from '../id.js';
import type { Org } from '../org/org.js';
import type { EnrollmentLink } from '../enrollment-link/enrollment-link.js';
import type { User } from '../user/user.js';
import { verifyDeviceAttestation } from './device-attestation.js';
import { readDeviceKey } from './device-key.js';
import { deviceProfile } from './device-profile.js';
import type { Device, Enrollment, EnrollmentKeys } from './enrollment.js';
import { enrollmentEvent } from './enrollment-event.js';
import { checkEnrollmentKeys, enrollmentKeys } from './enrollment-keys.js';
import { deviceError, enrollmentError } from './enrollment-state.js';
import { readPushToken } from './web-push-subscription.js';
import { readUserVerificationKey } from './user-verification-key.js';

export type EnrollEngine = Pick<
  Engine,
  'authenticators' | 'authenticatorUrl' | 'clock' | 'enrollments' | 'random' | 'replay' | 'urlAliases'
>;

export interface EnrollInput {
  readonly org: Org;
  readonly user: User;
  /** Client of the access token: only the authenticator's own mobile client may enrol in it. */
  readonly clientId: string;
  readonly request: EnrollAppAuthenticatorRequest;
  /** The access token came from this link's code: the enrollment is its only one, in its authenticator. */
  readonly link?: Pick<EnrollmentLink, 'id' | 'authenticatorId'> | undefined;
  readonly caller: Caller;
}

/** More than anyone has phones; a lost token must not fill the store with enrollments. */
export const maxEnrollmentsPerUser = 50;
/** A phone enrols once at a time; whoever loses a race as often as this is not a phone. */
const maxTries = 5;

/**
 * Throws E0000007 for an authenticator that is not this client's, E0000001/158/159 for its keys, E0000153 or E0000011 for a known
 * device that cannot prove itself (it then comes once more as a new one), E0000152/180 while device or enrollment is suspended,
 * E0000155 when the user was frozen meanwhile, E0000001 for one enrollment too many, E0000006 for a link that is spent.
 */
export async function enroll(engine: EnrollEngine, input: EnrollInput): Promise<EnrolledDevice> {
  const authenticator = await findAuthenticator(engine, input);
  const keys = await readKeys(engine, input.request.methods.push.keys, authenticator);
  const proven = await provenDevice(engine, input);
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const { device, previous } = await identifyDevice(engine, { input, authenticator, proven });
    const refusal = deviceError(device.status) ?? (previous === undefined ? undefined : enrollmentError(previous.status));
    if (refusal !== undefined) throw refusal;
    const enrolled = { enrollment: enrollmentOf(engine, { input, authenticator, device, keys, previous }), device };
    if (await write(engine, { input, enrolled, previous, proven })) return enrolled;
  }
  throw new ApiError('E0000007', { reason: 'the device changes all the time' });
}

interface Writing {
  readonly input: EnrollInput;
  readonly enrolled: EnrolledDevice;
  /** Enrolled again: the whole enrollment is new, so the last of two writers is right. */
  readonly previous: Enrollment | undefined;
  readonly proven: Device | undefined;
}

/** False: what it was made from has changed meanwhile. */
async function write(engine: EnrollEngine, { input, enrolled, previous, proven }: Writing): Promise<boolean> {
  const { user, caller, request, link } = input;
  const facts = { user, enrolled, caller, enrollmentLinkId: link?.id };
  if (previous !== undefined) {
    const event = enrollmentEvent(engine, { ...facts, eventType: 'user.mfa.factor.update', changes: ['enrolledAgain'] });
    return engine.enrollments.save({ ...enrolled, event, enrollmentLinkId: link?.id });
  }
  const event = enrollmentEvent(engine, { ...facts, eventType: 'user.mfa.factor.activate' });
  const twinAppKey = proven === undefined ? installIdOf(request.device) : undefined;
  const addition = { ...enrolled, event, twinAppKey, limit: maxEnrollmentsPerUser, enrollmentLinkId: link?.id };
  switch (await engine.enrollments.add(addition)) {
    case 'added':
      return true;
    case 'changed-meanwhile':
      return false;
    case 'user-inactive':
      throw new ApiError('E0000155', { reason: 'the user was frozen while enrolling' });
    case 'link-spent':
      throw new ApiError('E0000006', { reason: 'the enrollment link has its enrollment already or was cancelled' });
    case 'too-many':
      throw validationFailed('enrollment', [`enrollment: a user can have at most ${maxEnrollmentsPerUser}; remove one first`]);
  }
}

const authenticatorIdForm = /^[A-Za-z0-9_-]+$/;

async function findAuthenticator(engine: EnrollEngine, { org, clientId, request, link }: EnrollInput): Promise<Authenticator> {
  const { authenticatorId } = request;
  const authenticator = authenticatorIdForm.test(authenticatorId)
    ? await engine.authenticators.findById(org.id, authenticatorId)
    : undefined;
  const linked = link === undefined || link.authenticatorId === authenticatorId;
  if (authenticator === undefined || !authenticator.active || authenticator.mobileClientId !== clientId || !linked) {
    throw new ApiError('E0000007', {
      summary: 'Not found: Resource not found: authenticatorId (Authenticator)',
      reason: 'not an active authenticator of this client',
    });
  }
  return authenticator;
}

async function readKeys(
  engine: EnrollEngine,
  sent: EnrollAppAuthenticatorRequest['methods']['push']['keys'],
  authenticator: Authenticator,
): Promise<EnrollmentKeys> {
  const { userVerification, userVerificationBioOrPin } = sent;
  const keys = enrollmentKeys({
    proofOfPossession: readDeviceKey('methods.push.keys.proofOfPossession', sent.proofOfPossession, authenticator),
    userVerification: userVerification ? await readUserVerificationKey(engine, userVerification, authenticator) : undefined,
    userVerificationBioOrPin: userVerificationBioOrPin
      ? readDeviceKey('methods.push.keys.userVerificationBioOrPin', userVerificationBioOrPin, authenticator)
      : undefined,
  });
  checkEnrollmentKeys(keys, authenticator);
  return keys;
}

interface IdentifiedDevice {
  readonly device: Device;
  /** The enrollment this one replaces. */
  readonly previous: Enrollment | undefined;
}

/** The device that sent its id and proved to be it; undefined for one that comes without. An attestation serves once. */
async function provenDevice(engine: EnrollEngine, input: EnrollInput): Promise<Device | undefined> {
  const { id } = input.request.device;
  return typeof id === 'string' ? findKnownDevice(engine, input, id) : undefined;
}

function installIdOf({ authenticatorAppKey }: EnrollAppAuthenticatorRequest['device']): string | undefined {
  return typeof authenticatorAppKey === 'string' && authenticatorAppKey !== '' ? authenticatorAppKey : undefined;
}

interface Identification {
  readonly input: EnrollInput;
  readonly authenticator: Authenticator;
  readonly proven: Device | undefined;
}

async function identifyDevice(engine: EnrollEngine, { input, authenticator, proven }: Identification): Promise<IdentifiedDevice> {
  const { org, user, request } = input;
  const sent = request.device;
  if (proven !== undefined) {
    const device = await engine.enrollments.findDevice(org.id, proven.id);
    if (device === undefined) throw new ApiError('E0000153', { reason: 'the device was deleted meanwhile' });
    const found = await engine.enrollments.findByDevice(org.id, user.id, authenticator.id, device.id);
    return { device: updatedDevice(engine, device, input), previous: living(found)?.enrollment };
  }
  if (sent.clientInstanceKey === undefined || sent.clientInstanceKey === null) {
    throw validationFailed('device.clientInstanceKey', ['device.clientInstanceKey: needed for a device that is not known yet']);
  }
  const clientInstanceKey = readDeviceKey('device.clientInstanceKey', sent.clientInstanceKey, authenticator);
  const appKey = installIdOf(sent);
  const known = appKey === undefined ? undefined : living(await engine.enrollments.findByAppKey(org.id, user.id, authenticator.id, appKey));
  if (known !== undefined && known.device.status !== 'DEACTIVATED') {
    return { device: { ...updatedDevice(engine, known.device, input), clientInstanceKey }, previous: known.enrollment };
  }
  return { device: newDevice(engine, input, clientInstanceKey), previous: undefined };
}

/** A deleted enrollment stays deleted: the device gets a new one. */
function living(found: EnrolledDevice | undefined): EnrolledDevice | undefined {
  return found === undefined || found.enrollment.status === 'DELETED' ? undefined : found;
}

async function findKnownDevice(engine: EnrollEngine, { org, request }: EnrollInput, deviceId: string): Promise<Device> {
  const device = await engine.enrollments.findDevice(org.id, deviceId);
  if (device === undefined || device.status === 'DEACTIVATED') throw new ApiError('E0000153', { reason: 'unknown or deactivated device' });
  const { clientInstanceId, deviceAttestation } = request.device;
  await verifyDeviceAttestation(engine, {
    org,
    device,
    clientInstanceId: clientInstanceId ?? undefined,
    attestation: deviceAttestation?.clientInstanceKeyAttestation ?? undefined,
  });
  return device;
}

function newDevice(engine: EnrollEngine, { org, request }: EnrollInput, clientInstanceKey: Device['clientInstanceKey']): Device {
  const now = engine.clock.now();
  return {
    id: newId(engine.random, 'guo'),
    orgId: org.id,
    status: 'ACTIVE',
    clientInstanceId: newId(engine.random, 'cli'),
    clientInstanceKey,
    authenticatorAppKey: request.device.authenticatorAppKey ?? undefined,
    profile: deviceProfile(request.device),
    createdAt: now,
    updatedAt: now,
  };
}

function updatedDevice(engine: EnrollEngine, device: Device, { request }: EnrollInput): Device {
  return {
    ...device,
    authenticatorAppKey: request.device.authenticatorAppKey ?? device.authenticatorAppKey,
    profile: deviceProfile(request.device),
    updatedAt: engine.clock.now(),
  };
}

function enrollmentOf(
  engine: EnrollEngine,
  facts: {
    readonly input: EnrollInput;
    readonly authenticator: Authenticator;
    readonly device: Device;
    readonly keys: EnrollmentKeys;
    readonly previous: Enrollment | undefined;
  },
): Enrollment {
  const { input, authenticator, device, keys, previous } = facts;
  const { push } = input.request.methods;
  const now = engine.clock.now();
  return {
    id: previous?.id ?? newId(engine.random, 'pfd'),
    orgId: input.org.id,
    userId: input.user.id,
    deviceId: device.id,
    authenticatorId: authenticator.id,
    status: 'ACTIVE',
    methodId: previous?.methodId ?? newId(engine.random, 'opf'),
    pushToken: readPushToken(push.pushToken ?? '', input.request.device.platform),
    apsEnvironment: push.apsEnvironment ?? undefined,
    transactionTypes: [...new Set(push.capabilities?.transactionTypes ?? push.keys.capabilities?.transactionTypes ?? ['LOGIN' as const])],
    keys,
    createdAt: previous?.createdAt ?? now,
    updatedAt: previous === undefined ? now : Math.max(now, previous.updatedAt + 1),
  };
}
