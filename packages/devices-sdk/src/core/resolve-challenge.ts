import { deliverAnswer, signAnswer, type Delivery } from './answer.js';
import type { Challenge } from './challenge.js';
import type { DeviceContext } from './context.js';
import { DeviceError, isDeviceError } from './errors.js';
import {
  asksForVerification,
  denial,
  plainApproval,
  planVerifiedApproval,
  type AnswerPlan,
  type ChallengeHandlers,
  type CompletedStep,
  type ConsentChoice,
  type VerificationState,
} from './remediation.js';
import { isExpired, type VerifiedChallenge } from './verify-challenge.js';

/** A decision the person made, signed. */
export interface SignedDecision {
  readonly choice: ConsentChoice;
  readonly userVerified: boolean;
  readonly delivery: Delivery;
}

/** Asks, signs, sends; one call at a time for a transaction, one answer ever. */
export async function resolveChallenge(
  context: DeviceContext,
  verified: VerifiedChallenge,
  challenge: Challenge,
  handlers: ChallengeHandlers,
): Promise<CompletedStep> {
  const { transactionId } = verified;
  const ledger = context.ledger;
  ledger.forget(context.ports.clock.now() / 1000 - 2 * context.skewSeconds);
  const begun = ledger.begin(transactionId, verified.expiresAt);
  if (begun !== 'begun') throw new DeviceError(begun === 'answered' ? 'challenge_already_answered' : 'challenge_in_progress');
  let completed: CompletedStep;
  try {
    const decision = ledger.findUnsent(transactionId) ?? (await decide(context, verified, challenge, handlers));
    completed = { step: 'completed', challenge, ...(await deliver(context, transactionId, decision)) };
  } catch (error) {
    ledger.release(transactionId);
    throw error;
  }
  ledger.finish(transactionId);
  await handlers.completed?.(completed);
  return completed;
}

async function deliver(
  context: DeviceContext,
  transactionId: string,
  decision: SignedDecision,
): Promise<Pick<CompletedStep, 'choice' | 'userVerified' | 'delivery'>> {
  try {
    const delivery = await deliverAnswer(context, decision.delivery);
    return { choice: decision.choice, userVerified: decision.userVerified, delivery };
  } catch (error) {
    if (isDeviceError(error) && mayHaveArrived(error)) {
      context.ledger.keepUnsent(transactionId, { ...decision, delivery: { ...decision.delivery, mayHaveArrived: true } });
    }
    throw error;
  }
}

/** No reply, or one from something that broke on the way: the server may have counted the answer. */
function mayHaveArrived(error: DeviceError): boolean {
  return error.code === 'network_error' || (error.status !== undefined && error.status >= 500);
}

async function decide(
  context: DeviceContext,
  verified: VerifiedChallenge,
  challenge: Challenge,
  handlers: ChallengeHandlers,
): Promise<SignedDecision> {
  if (isExpired(context, verified)) throw new DeviceError('challenge_expired');
  const choice = await handlers.consent({ step: 'consent', challenge });
  if (choice !== 'approve') return sign(context, verified, 'deny', denial);
  if (!asksForVerification(verified.userVerification)) return sign(context, verified, 'approve', plainApproval);
  return approveWithVerification(context, { verified, challenge, handlers, requirement: verified.userVerification });
}

interface VerifiedApproval {
  readonly verified: VerifiedChallenge;
  readonly challenge: Challenge;
  readonly handlers: ChallengeHandlers;
  readonly requirement: 'PREFERRED' | 'REQUIRED';
}

/** With the user-verification key if it works out, else with the proof-of-possession key and the reason. */
async function approveWithVerification(context: DeviceContext, approval: VerifiedApproval): Promise<SignedDecision> {
  const { verified, challenge, handlers, requirement } = approval;
  let plan = planVerifiedApproval(requirement, await verifyUser(context, approval));
  if (plan.keyType === 'userVerification') {
    const signed = await signAnswer(context, verified, plan);
    if ('token' in signed) return decisionOf(verified, 'approve', plan, signed.token);
    plan = planVerifiedApproval(requirement, { result: signed.refused });
  }
  if (plan.message !== undefined) await handlers.message?.({ step: 'message', challenge, reason: plan.message });
  return sign(context, verified, 'approve', plan);
}

async function verifyUser(context: DeviceContext, approval: VerifiedApproval): Promise<VerificationState> {
  const { verified, challenge, handlers } = approval;
  const kid = verified.enrollment.userVerificationKid;
  const verifier = context.ports.userVerification;
  if (kid === undefined) return { result: 'notEnrolled' };
  if ((await context.ports.keys.find(kid)) === undefined) return { result: 'invalidated' };
  if (verifier === undefined) return { result: 'unavailable' };
  const verify = () => verifier.verify({ reason: verified.bindingMessage ?? verified.appInstanceName ?? verified.issuer });
  return handlers.userVerification?.({ step: 'userVerification', challenge, verify }) ?? verify();
}

async function sign(context: DeviceContext, verified: VerifiedChallenge, choice: ConsentChoice, plan: AnswerPlan): Promise<SignedDecision> {
  const signed = await signAnswer(context, verified, plan);
  if ('refused' in signed) throw new DeviceError('key_missing');
  return decisionOf(verified, choice, plan, signed.token);
}

function decisionOf(verified: VerifiedChallenge, choice: ConsentChoice, plan: AnswerPlan, token: string): SignedDecision {
  return { choice, userVerified: plan.keyType === 'userVerification', delivery: { challenge: verified, token, mayHaveArrived: false } };
}
