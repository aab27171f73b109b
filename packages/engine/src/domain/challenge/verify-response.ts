/**
 * A device's answer decides a transaction (devices protocol 2.10). The endpoint has no other credential than the answer's signature,
 * so every check comes before the one write that decides, and a bad answer consumes nothing. One read, one write.
 */
import type { ChallengeClaims } from '@countersign/contracts/wire';
import type { Caller, Engine } from '../../engine.js';
import type { ChallengeInContext } from '../../ports/challenge-store.js';
import type { Instant } from '../../ports/clock.js';
import { ApiError } from '../api-error.js';
import { achievedAcr } from '../backchannel-request/achieved-acr.js';
import type { Decision } from '../backchannel-request/backchannel-request.js';
import { lifecycleError } from '../enrollment/enrollment-state.js';
import { isSimulatedKey } from '../enrollment/simulated-key.js';
import { newEvent } from '../event/new-event.js';
import type { SystemLogEvent } from '../event/system-log-event.js';
import type { Org } from '../org/org.js';
import type { MissCounter } from '../throttle/miss-counter.js';
import { meaningOf, type AnswerMeaning } from './answer-decision.js';
import { challengeClaims } from './challenge-claims.js';
import { badAnswer, BadSignature, readAnswer, verifyAnswer, type ChallengeAnswer } from './challenge-answer.js';
import { countBadSignature } from './count-bad-signature.js';
import { isWrongNumber } from './number-answer.js';
import { verifyShown } from './shown-answer.js';
import { signedHere } from './sign-challenge.js';

export type VerifyEngine = Pick<
  Engine,
  'authorizationServers' | 'bus' | 'challenges' | 'clients' | 'clock' | 'deviceLocks' | 'index' | 'keyring' | 'random' | 'requests'
>;

export interface VerifyInput {
  readonly org: Org;
  /** From the path. */
  readonly transactionId: string;
  /** The compact JWS; undefined when the body was not of the right form. */
  readonly challengeResponse: string | undefined;
  readonly caller: Caller;
  /** Bad answers by transaction and address: counted apart by address, so that one sender cannot keep the person's device out. */
  readonly badAnswers: MissCounter;
}

const transactionIdForm = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Verifies the answer and decides. Throws E0000007 for an unknown, decided or expired transaction, E0000001 for an answer that does not
 * count (and for one that fails the transaction: user verification was required), a lifecycle code for a frozen user, device or
 * enrollment, E0000047 after too many bad answers.
 */
export async function verifyResponse(engine: VerifyEngine, input: VerifyInput): Promise<'approved' | 'denied'> {
  const { transactionId, caller, badAnswers } = input;
  const sender = `${transactionId} ${caller.ip}`;
  if (badAnswers.blockedSeconds(sender) !== undefined) throw new ApiError('E0000047', { reason: 'too many bad answers' });
  try {
    return await decide(engine, input);
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) badAnswers.miss(sender);
    throw error;
  }
}

async function decide(engine: VerifyEngine, input: VerifyInput): Promise<'approved' | 'denied'> {
  const { org } = input;
  const now = engine.clock.now();
  const context = await findAnswerable(engine, input);
  // answers of stock devices to challenges that were signed here need none of it
  const asked = () => challengeClaims(org, context.found, now);
  const { answer, passkey } = await verifyProofs(engine, input, { context, asked, now });
  const frozen = lifecycleError(context.found);
  if (frozen !== undefined) throw frozen;
  if (context.found.challenge.state !== 'open') throw gone('challenge is not open');
  await requireRequester(engine, context.found);
  const meaning = meaningOf({
    asked: context.found.challenge.userVerification,
    verifiedBy: answer.keyType === 'proofOfPossession' && passkey === undefined ? 'possession' : 'user-verification',
    userConsent: answer.userConsent,
    platform: context.found.device.profile['platform'],
    preferenceMayBeSkipped: org.settings.preferredUserVerificationMayBeSkipped,
  });
  if (meaning === 'inconsistent')
    throw badAnswer(`${answer.userConsent} by ${answer.keyType} to ${context.found.challenge.userVerification}`);
  const meant = outcomeOf(meaning);
  const wrongNumber = meant === 'approved' && isWrongNumber(context.found.request.numberChallenge, answer);
  const outcome = wrongNumber ? 'denied' : meant;
  const challengeJwt = await signedHere(engine.keyring, context.found.challenge);
  const decided = await engine.requests.decide({
    orgId: org.id,
    transactionId: context.found.challenge.transactionId,
    enrollmentId: context.found.enrollment.id,
    outcome,
    decision: decisionOf(context.found, answer, { meaning, wrongNumber }),
    challengeResponse: context.challengeResponse,
    evidence: {
      challengeJwt,
      asked: challengeJwt === undefined ? asked() : undefined,
      keyType: answer.keyType,
      key: answer.key,
      passkey,
    },
    now,
    event: eventOf(engine, input, context.found, answer, wrongNumber ? 'wrongNumber' : outcome),
  });
  if (!decided) throw gone('somebody was first, or it is too late');
  engine.index.decided(context.found.request.authReqIdHash, outcome, now);
  if (outcome === 'failed') throw badAnswer('user verification was required: the transaction failed');
  return outcome;
}

interface Answerable {
  readonly found: ChallengeInContext;
  readonly jws: ReturnType<typeof readAnswer>['jws'];
  readonly challengeResponse: string;
}

/** The pending transaction this answer is for. An unreadable answer is told apart only where the transaction exists. */
async function findAnswerable(engine: VerifyEngine, input: VerifyInput): Promise<Answerable> {
  const { org, transactionId, challengeResponse } = input;
  if (!transactionIdForm.test(transactionId)) throw gone('not a transaction id');
  let answer: ReturnType<typeof readAnswer>;
  try {
    if (challengeResponse === undefined) throw badAnswer('malformed body');
    answer = readAnswer(challengeResponse);
    const found = await engine.challenges.find(org.id, transactionId, answer.enrollmentId);
    if (found === undefined) throw badAnswer('no challenge for this enrollment');
    if (!isPending(found.request, engine.clock.now())) throw gone(`request is ${found.request.state} or expired`);
    return { found, jws: answer.jws, challengeResponse };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'E0000001') throw error;
    const request = await engine.requests.findByTransactionId(org.id, transactionId);
    throw request !== undefined && isPending(request, engine.clock.now()) ? error : gone('unknown, decided or expired transaction');
  }
}

interface Proofs {
  readonly answer: ChallengeAnswer;
  readonly passkey: ReturnType<typeof verifyShown>;
}

/** The device's signature and, with it, the passkey's. One that does not hold counts against the device. */
async function verifyProofs(
  engine: VerifyEngine,
  { org, caller }: VerifyInput,
  { context, asked, now }: { readonly context: Answerable; readonly asked: () => ChallengeClaims; readonly now: Instant },
): Promise<Proofs> {
  try {
    const answer = verifyAnswer(org, context.found, context.jws, now);
    return { answer, passkey: verifyShown(asked, context.found.enrollment.keys, answer) };
  } catch (error) {
    if (error instanceof BadSignature) await countBadSignature(engine, context.found, caller);
    throw error;
  }
}

/** A client or an authorization server that is out of service gets no more approvals. Both come from caches. */
async function requireRequester(engine: VerifyEngine, { request }: ChallengeInContext): Promise<void> {
  const client = await engine.clients.findByClientId(request.orgId, request.clientId);
  if (client === undefined || !client.active) throw gone('the client is no longer active');
  const server = await engine.authorizationServers.find(request.orgId, request.authorizationServerId);
  if (server === undefined || !server.active) throw gone('the authorization server is no longer active');
}

function isPending(request: ChallengeInContext['request'], now: number): boolean {
  return request.state === 'pending' && now < request.expiresAt;
}

/** Never a code that stock SDKs read as "enrollment deleted" (devices protocol 2.10 step 1). */
function gone(reason: string): ApiError {
  return new ApiError('E0000007', { summary: 'Not found: Resource not found: challengeId (Challenge)', reason });
}

function outcomeOf(meaning: Exclude<AnswerMeaning, 'inconsistent'>): 'approved' | 'denied' | 'failed' {
  return meaning === 'approved-with-user-verification' ? 'approved' : meaning;
}

/** `swk` in any case, as clients of the original expect; `hwk` beside it for a hardware key (okta-api 2.13). */
function decisionOf(
  { enrollment, request }: ChallengeInContext,
  answer: ChallengeAnswer,
  { meaning, wrongNumber }: { readonly meaning: AnswerMeaning; readonly wrongNumber: boolean },
): Decision {
  const userVerified = meaning === 'approved-with-user-verification';
  const methods = ['face', 'fpt', 'pin'].filter((method) => answer.amr.includes(method));
  return {
    enrollmentId: enrollment.id,
    deviceId: enrollment.deviceId,
    amr: ['swk', ...(answer.key['okta:kpr'] === 'HARDWARE' ? ['hwk'] : []), ...(userVerified ? ['user', ...methods, 'mfa'] : [])],
    userVerified,
    acr: achievedAcr(request.acrValues, userVerified),
    reason: `${isSimulatedKey(answer.key.kid) ? 'SIMULATED ' : ''}${answer.userConsent} by ${answer.keyType}${wrongNumber ? ', with a wrong number' : ''}`,
  };
}

const eventOutcomes = {
  approved: { result: 'SUCCESS' },
  denied: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
  failed: { result: 'FAILURE', reason: 'USER_VERIFICATION_REQUIRED' },
  wrongNumber: { result: 'FAILURE', reason: 'WRONG_NUMBER' },
} as const;

function eventOf(
  engine: Pick<Engine, 'clock' | 'random'>,
  { caller }: VerifyInput,
  { request, enrollment, challenge, clientName }: ChallengeInContext,
  answer: ChallengeAnswer,
  outcome: keyof typeof eventOutcomes,
): SystemLogEvent {
  const person = { id: enrollment.userId, type: 'User' };
  return newEvent(engine, {
    orgId: enrollment.orgId,
    eventType: 'user.authentication.auth_via_mfa',
    displayMessage: 'Authentication of user via MFA',
    actor: person,
    targets: [
      person,
      { id: request.clientId, type: 'AppInstance', displayName: clientName },
      { id: enrollment.id, type: 'AuthenticatorEnrollment' },
      { id: enrollment.deviceId, type: 'Device' },
    ],
    outcome: eventOutcomes[outcome],
    caller,
    debugData: { transactionId: challenge.transactionId, userConsent: answer.userConsent, keyType: answer.keyType },
  });
}
