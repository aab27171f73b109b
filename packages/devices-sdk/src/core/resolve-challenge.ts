import { deliverAnswer, signAnswer, type Answer, type Delivery } from './answer.js';
import type { Challenge } from './challenge.js';
import type { DeviceContext } from './context.js';
import { DeviceError, isDeviceError } from './errors.js';
import { rememberDecision, type HistoryOutcome } from './history.js';
import {
  asksForVerification,
  denial,
  isUserVerified,
  plainApproval,
  planVerifiedApproval,
  type ChallengeHandlers,
  type CompletedStep,
  type ConsentAnswer,
  type ConsentChoice,
} from './remediation.js';
import { rememberOutcome } from './enrollment-outcome.js';
import { isExpired, type VerifiedChallenge } from './verify-challenge.js';
import { verifyUser, type Approval } from './verify-user.js';

/** A decision the person made, signed. */
export interface SignedDecision {
  readonly choice: ConsentChoice;
  /** Milliseconds since the epoch. */
  readonly decidedAt: number;
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
    const decision = ledger.findUnsent(transactionId) ?? (await decide(context, { verified, challenge, handlers }));
    completed = { step: 'completed', challenge, ...(await deliver(context, verified, decision)) };
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
  verified: VerifiedChallenge,
  decision: SignedDecision,
): Promise<Pick<CompletedStep, 'choice' | 'userVerified' | 'delivery'>> {
  const { choice, userVerified } = decision;
  const remember = (outcome: HistoryOutcome) => rememberDecision(context, verified, { decision: choice, at: decision.decidedAt, outcome });
  try {
    const { enrollmentId } = verified.enrollment;
    const delivery = await rememberOutcome(context, enrollmentId, () => deliverAnswer(context, decision.delivery));
    await remember(delivery);
    return { choice, userVerified, delivery };
  } catch (error) {
    if (!isDeviceError(error)) throw error;
    if (mayHaveArrived(error)) {
      context.ledger.keepUnsent(verified.transactionId, { ...decision, delivery: { ...decision.delivery, mayHaveArrived: true } });
    }
    await remember(outcomeOf(error));
    throw error;
  }
}

function outcomeOf(error: DeviceError): HistoryOutcome {
  if (error.code === 'challenge_closed') return 'closed';
  if (error.code === 'wrong_number') return 'wrongNumber';
  return mayHaveArrived(error) ? 'notSent' : 'refused';
}

/** No reply, or one from something that broke on the way: the server may have counted the answer. */
function mayHaveArrived(error: DeviceError): boolean {
  return error.code === 'network_error' || (error.status !== undefined && error.status >= 500);
}

async function decide(context: DeviceContext, approval: Approval): Promise<SignedDecision> {
  const { verified, challenge, handlers } = approval;
  if (isExpired(context, verified)) throw new DeviceError('challenge_expired');
  const consent = readConsent(verified, await handlers.consent({ step: 'consent', challenge }));
  if (consent.choice === 'deny') return sign(context, verified, { ...consent, plan: denial });
  if (!asksForVerification(verified.userVerification)) return sign(context, verified, { ...consent, plan: plainApproval });
  return approveWithVerification(context, approval, { ...consent, requirement: verified.userVerification });
}

/** Anything but an approval is a denial, which needs no number. */
function readConsent(verified: VerifiedChallenge, answer: ConsentAnswer): Pick<Answer, 'choice' | 'number'> {
  const { choice, number } = typeof answer === 'object' ? answer : { choice: answer, number: undefined };
  if (choice !== 'approve') return { choice: 'deny' };
  const { numberChoices } = verified;
  if (numberChoices === undefined) return { choice };
  const fits = number !== undefined && (numberChoices === 'typed' ? /^[0-9]{1,8}$/.test(number) : numberChoices.includes(number));
  if (!fits) throw new DeviceError('number_required');
  return { choice, number };
}

type VerifiedConsent = Pick<Answer, 'choice' | 'number'> & { readonly requirement: 'PREFERRED' | 'REQUIRED' };

/** With the user-verification key or the passkey if it works out, else with the proof-of-possession key and the reason. */
async function approveWithVerification(context: DeviceContext, approval: Approval, consent: VerifiedConsent): Promise<SignedDecision> {
  const { verified, challenge, handlers } = approval;
  const { requirement, ...answer } = consent;
  let plan = planVerifiedApproval(requirement, await verifyUser(context, approval));
  if (plan.keyType === 'userVerification') {
    const signed = await signAnswer(context, verified, { ...answer, plan });
    if ('token' in signed) return decisionOf(context, verified, { ...answer, plan }, signed.token);
    plan = planVerifiedApproval(requirement, { result: signed.refused });
  }
  if (plan.message !== undefined) await handlers.message?.({ step: 'message', challenge, reason: plan.message });
  return sign(context, verified, { ...answer, plan });
}

async function sign(context: DeviceContext, verified: VerifiedChallenge, answer: Answer): Promise<SignedDecision> {
  const signed = await signAnswer(context, verified, answer);
  if ('refused' in signed) throw new DeviceError('key_missing');
  return decisionOf(context, verified, answer, signed.token);
}

function decisionOf(context: DeviceContext, verified: VerifiedChallenge, answer: Answer, token: string): SignedDecision {
  return {
    choice: answer.choice,
    decidedAt: context.ports.clock.now(),
    userVerified: isUserVerified(answer.plan),
    delivery: { challenge: verified, token, number: answer.number, mayHaveArrived: false },
  };
}
