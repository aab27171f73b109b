/**
 * Devices the server answers for, so that an org without a phone can be tried. Enrolled and answering by the ways of every device; only the
 * keys are held here, sealed, and no person is asked. Never for anything that matters: in development mode, or where the feature is on.
 */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { pushBindType, type ChallengeResponseClaims, type DeviceKeyType, type UserDecision } from '@countersign/contracts/wire';
import type { Engine } from '../../engine.js';
import type { ChallengeInContext } from '../../ports/challenge-store.js';
import type { EnrolledDevice } from '../../ports/enrollment-store.js';
import type { SimulatedKeys } from '../../ports/management/simulated-device-store.js';
import { ApiError, notFound } from '../api-error.js';
import { challengeClaims } from '../challenge/challenge-claims.js';
import { type VerifyEngine, verifyResponse } from '../challenge/verify-response.js';
import { enroll, type EnrollEngine } from '../enrollment/enroll.js';
import { simulatedKeyPrefix } from '../enrollment/simulated-key.js';
import { uuid } from '../event/new-event.js';
import { signJwt } from '../jwt/sign-jwt.js';
import type { Org } from '../org/org.js';
import { createMissCounter } from '../throttle/miss-counter.js';
import type { User } from '../user/user.js';
import { type Actor, type Administration, changeEvent } from './administration.js';
import { getTransaction } from './transactions.js';
import { userTarget } from './users.js';

export type Simulation = Pick<Administration, 'management'> & {
  readonly engine: EnrollEngine & VerifyEngine & Pick<Engine, 'events' | 'org'>;
  /** Development mode: allowed whatever the org says. */
  readonly development: boolean;
};

const noCaller = { requestId: '', ip: '', userAgent: '' };

/** Throws E0000006 where it is not allowed, E0000007 for an authenticator there is not, and what enrolling throws. */
export async function createSimulatedDevice(
  simulation: Simulation,
  { user, authenticatorId }: { readonly user: User; readonly authenticatorId: string },
  actor: Actor,
): Promise<EnrolledDevice> {
  const { engine, management } = simulation;
  const org = await requireSimulation(simulation);
  const authenticator = await engine.authenticators.findById(org.id, authenticatorId);
  if (authenticator === undefined) throw notFound(authenticatorId, 'Authenticator');
  const possession = newKey(engine);
  const verification = authenticator.userVerification === 'REQUIRED' ? newKey(engine) : undefined;
  const enrolled = await enroll(engine, {
    org,
    user,
    clientId: authenticator.mobileClientId,
    caller: actor.caller ?? noCaller,
    request: {
      authenticatorId,
      device: { ...simulatedProfile, clientInstanceKey: newKey(engine).jwk },
      methods: {
        push: {
          pushToken: '',
          capabilities: { transactionTypes: ['CIBA'] },
          keys: { proofOfPossession: possession.jwk, ...(verification === undefined ? {} : { userVerification: verification.jwk }) },
        },
      },
    },
  });
  const event = changeEvent({ engine }, actor, {
    eventType: 'x.simulated_device.create',
    displayMessage: 'Enrol a simulated device',
    targets: [userTarget(user), { id: enrolled.enrollment.id, type: 'AuthenticatorEnrollment' }],
  });
  const keys = { proofOfPossession: possession.pem, ...(verification === undefined ? {} : { userVerification: verification.pem }) };
  await management.simulatedDevices.insert({ orgId: org.id, enrollmentId: enrolled.enrollment.id, keys, now: engine.clock.now(), event });
  return enrolled;
}

const simulatedProfile = {
  platform: 'SIMULATED',
  displayName: 'SIMULATED device',
  osVersion: '0',
  manufacturer: 'SIMULATED',
  model: 'SIMULATED',
  clientInstanceBundleId: 'countersign.simulated',
  clientInstanceVersion: '0',
  clientInstanceDeviceSdkVersion: 'SIMULATED',
};

/**
 * Answers for the simulated device that was asked. Throws E0000006 where it is not allowed, E0000007 when the transaction asked none, and what
 * answering throws: an answer of a simulation counts no more and no less than any other.
 */
export async function answerForSimulatedDevice(
  simulation: Simulation,
  { transactionId, decision }: { readonly transactionId: string; readonly decision: UserDecision },
  actor: Actor,
): Promise<'approved' | 'denied'> {
  const { engine, management } = simulation;
  const org = await requireSimulation(simulation);
  const { challenges } = await getTransaction(simulation, transactionId, actor);
  const [device] = await management.simulatedDevices.list(
    org.id,
    challenges.filter(({ challenge }) => challenge.state === 'open').map(({ challenge }) => challenge.enrollmentId),
  );
  const context = device === undefined ? undefined : await engine.challenges.find(org.id, transactionId, device.enrollmentId);
  if (device === undefined || context === undefined) throw notFound(transactionId, 'SimulatedDevice');
  const challengeResponse = await signedAnswer(engine, { org, context, keys: device.keys, decision });
  // its answers are well made: nothing to count, nobody to slow down
  const badAnswers = createMissCounter(engine.clock, { limit: 10, windowMs: 1_000 });
  const outcome = await verifyResponse(engine, { org, transactionId, challengeResponse, caller: actor.caller ?? noCaller, badAnswers });
  await engine.events.append(
    changeEvent({ engine }, actor, {
      eventType: 'x.simulated_device.answer',
      displayMessage: 'Answer for a simulated device',
      targets: [
        { id: transactionId, type: 'BackchannelRequest' },
        { id: device.enrollmentId, type: 'AuthenticatorEnrollment' },
      ],
      debugData: { decision },
    }),
  );
  return outcome;
}

async function requireSimulation({ engine, development }: Simulation): Promise<Org> {
  const org = await engine.org.get();
  if (!development && !org.settings.features.simulatedDevices)
    throw new ApiError('E0000006', { summary: 'Simulated devices are not enabled in this org.' });
  return org;
}

interface Answering {
  readonly org: Org;
  readonly context: ChallengeInContext;
  readonly keys: SimulatedKeys;
  readonly decision: UserDecision;
}

/** As our own devices answer (devices protocol 2.9, decisions 2.6); with user verification only where the request is nothing without it. */
async function signedAnswer(engine: Pick<Engine, 'clock' | 'random'>, { org, context, keys, decision }: Answering): Promise<string> {
  const now = engine.clock.now();
  const asked = challengeClaims(org, context, now);
  const { enrollment, challenge, request } = context;
  const verifies = decision === 'approve' && challenge.userVerification === 'REQUIRED';
  const keyType: DeviceKeyType = verifies ? 'userVerification' : 'proofOfPossession';
  const pem = keys[keyType];
  const publicKey = enrollment.keys[keyType];
  if (pem === undefined || publicKey === undefined)
    throw new ApiError('E0000158', { reason: `the simulated device has no ${keyType} key` });
  const approved = verifies ? 'APPROVED_USER_VERIFICATION' : 'APPROVED_CONSENT_PROMPT';
  const iat = Math.floor(now / 1000);
  const claims: ChallengeResponseClaims = {
    iss: enrollment.id,
    sub: enrollment.userId,
    aud: org.url,
    tx: challenge.transactionId,
    nonce: challenge.nonce,
    methodEnrollmentId: enrollment.methodId,
    keyType,
    amr: [],
    challengeResponseContext: {
      userConsent: decision === 'approve' ? approved : 'DENIED_CONSENT_PROMPT',
      transactionType: challenge.transactionType,
    },
    ...(asked.cs_display === undefined ? {} : { cs_display: asked.cs_display, decision }),
    ...(request.numberChallenge === undefined || decision === 'deny' ? {} : { cs_number: request.numberChallenge.answer }),
    iat,
    nbf: iat,
    exp: iat + 300,
    jti: uuid(engine.random.bytes(16)),
  };
  return signJwt({ kid: publicKey.kid, alg: 'ES256', privateKey: createPrivateKey(pem) }, claims, pushBindType);
}

function newKey(engine: Pick<Engine, 'random'>) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const jwk = { kty: 'EC', crv: 'P-256', kid: `${simulatedKeyPrefix}${uuid(engine.random.bytes(16))}`, x, y, 'okta:kpr': 'SOFTWARE' };
  return { jwk, pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
}
