/** The signed answer and its delivery (devices protocol 2.8, 2.9). */
import { pushBindType, type ChallengeResponseClaims } from '@countersign/contracts/wire';
import { isSuccess, sendToServer } from './call-server.js';
import type { DeviceContext } from './context.js';
import { DeviceError, isDeviceError } from './errors.js';
import { signDeviceJwt, validityAround, type SignedJwt } from './jwt/sign-device-jwt.js';
import { installId } from './records.js';
import type { AnswerPlan, ConsentChoice } from './remediation.js';
import { sdkVersion } from './sdk-version.js';
import { errorOfResponse } from './server-errors.js';
import { newUuid } from './uuid.js';
import type { VerifiedChallenge } from './verify-challenge.js';

/** What the person decided, and how the device says it. */
export interface Answer {
  readonly choice: ConsentChoice;
  /** Under number matching, with an approval. */
  readonly number?: string | undefined;
  readonly plan: AnswerPlan;
}

/** Signs what the plan says; refused when the key cannot be used. */
export async function signAnswer(context: DeviceContext, challenge: VerifiedChallenge, answer: Answer): Promise<SignedJwt> {
  const { plan } = answer;
  const { enrollment } = challenge;
  const kid = plan.keyType === 'userVerification' ? enrollment.userVerificationKid : enrollment.proofOfPossessionKid;
  if (kid === undefined) return { refused: 'invalidated' };
  const issuedAt = context.answerTime === 'challenge' ? challenge.issuedAt : Math.floor(context.ports.clock.now() / 1000);
  const claims: ChallengeResponseClaims & { readonly integrations: readonly string[]; readonly signalProviders: readonly string[] } = {
    iss: enrollment.enrollmentId,
    sub: enrollment.userId,
    aud: challenge.issuer,
    tx: challenge.transactionId,
    nonce: challenge.nonce,
    methodEnrollmentId: enrollment.methodId,
    keyType: plan.keyType,
    amr: plan.amr,
    challengeResponseContext: { userConsent: plan.userConsent, transactionType: challenge.transactionType },
    deviceSignals: await deviceSignals(context, challenge),
    integrations: [],
    signalProviders: [],
    ...validityAround(issuedAt),
    jti: newUuid(context.ports.random, `jti/answer/${challenge.transactionId}/${plan.userConsent}`),
    ...extensionOf(challenge, answer),
  };
  return signDeviceJwt(context.ports.keys, { kid, typ: pushBindType, claims });
}

/** What servers with display documents read and others ignore. */
function extensionOf({ display }: VerifiedChallenge, { choice, number, plan }: Answer): Partial<ChallengeResponseClaims> {
  return {
    ...(display === undefined ? {} : { cs_display: display.digest, decision: choice }),
    ...(number === undefined ? {} : { cs_number: number }),
    ...(plan.assertion === undefined ? {} : { cs_uv: plan.assertion }),
  };
}

/** Always the ids; beyond them only what the challenge asks for and the device has. */
async function deviceSignals(context: DeviceContext, challenge: VerifiedChallenge): Promise<Record<string, unknown>> {
  const available: Readonly<Record<string, unknown>> = {
    ...context.device,
    clientInstanceBundleId: context.application.name,
    clientInstanceVersion: context.application.version,
    clientInstanceDeviceSdkVersion: sdkVersion,
  };
  const asked = challenge.signals.filter((name) => Object.hasOwn(available, name) && available[name] !== undefined);
  return {
    ...Object.fromEntries(asked.map((name) => [name, available[name]])),
    id: challenge.enrollment.deviceId,
    clientInstanceId: challenge.enrollment.clientInstanceId,
    authenticatorAppKey: await installId(context),
  };
}

/** A signed answer on its way. */
export interface Delivery {
  readonly challenge: VerifiedChallenge;
  readonly token: string;
  /** Of an approval under number matching. */
  readonly number: string | undefined;
  /** True once it was sent without a reply: the server may have it. */
  readonly mayHaveArrived: boolean;
}

/**
 * Sends the answer, once more at once when no reply came. A 404 after an attempt without a reply means that the first one got
 * through; a 404 on a first attempt means that the challenge is closed.
 */
export async function deliverAnswer(context: DeviceContext, delivery: Delivery): Promise<'accepted' | 'alreadyAnswered'> {
  try {
    return await sendAnswer(context, delivery);
  } catch (error) {
    if (!isDeviceError(error) || error.code !== 'network_error') throw error;
    return sendAnswer(context, { ...delivery, mayHaveArrived: true });
  }
}

async function sendAnswer(context: DeviceContext, delivery: Delivery): Promise<'accepted' | 'alreadyAnswered'> {
  const response = await sendToServer(context, {
    method: 'POST',
    url: delivery.challenge.verificationUri,
    contentType: 'application/json',
    body: JSON.stringify({ method: 'push', challengeResponse: delivery.token }),
  });
  // Under number matching an approval is answered like a denial when the number was wrong (devices protocol 2.11).
  if (response.status === 204 && delivery.number !== undefined) throw new DeviceError('wrong_number', { status: response.status });
  if (isSuccess(response)) return 'accepted';
  const error = errorOfResponse(response);
  if (error.code === 'resource_not_found') {
    if (delivery.mayHaveArrived) return 'alreadyAnswered';
    throw refusal('challenge_closed', error);
  }
  throw response.status === 400 ? refusal('answer_refused', error) : error;
}

function refusal(code: 'challenge_closed' | 'answer_refused', error: DeviceError): DeviceError {
  return new DeviceError(code, {
    cause: error,
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.serverErrorCode === undefined ? {} : { serverErrorCode: error.serverErrorCode }),
  });
}
