/**
 * What a challenge leads to (devices protocol 2.6). The steps an app shows come in this order: `consent`, on approval
 * `userVerification` where it is asked and possible, `message` where it did not work out, `completed` after the server has the answer.
 */
import type {
  DeviceKeyType,
  PasskeyAssertionClaim,
  UserConsent,
  UserDecision,
  UserVerificationRequirement,
} from '@countersign/contracts/wire';
import type { UserVerificationOutcome, VerificationMethod } from '../ports/user-verification.js';
import type { Challenge } from './challenge.js';

export type ConsentChoice = UserDecision;

/** Under number matching an approval names the number: one of `numberChoices`, or what the person typed. */
export type ConsentAnswer = ConsentChoice | { readonly choice: ConsentChoice; readonly number?: string };

/** Show the challenge and ask. */
export interface ConsentStep {
  readonly step: 'consent';
  readonly challenge: Challenge;
}

/** The person approved; now the platform must recognise them. `verify` asks it. */
export interface UserVerificationStep {
  readonly step: 'userVerification';
  readonly challenge: Challenge;
  verify(): Promise<UserVerificationOutcome>;
}

export type MessageReason =
  | 'userVerificationKeyNotEnrolled'
  | 'userVerificationCancelled'
  | 'userVerificationKeyUnusable'
  | 'userVerificationFailed';

/** User verification did not work out; the answer goes on without it. Nothing has to be answered. */
export interface MessageStep {
  readonly step: 'message';
  readonly challenge: Challenge;
  readonly reason: MessageReason;
}

/** The server has the answer. */
export interface CompletedStep {
  readonly step: 'completed';
  readonly challenge: Challenge;
  readonly choice: ConsentChoice;
  /** True when the user-verification key or the passkey signed. */
  readonly userVerified: boolean;
  /** `alreadyAnswered`: an earlier delivery of this very answer got through although its reply was lost. */
  readonly delivery: 'accepted' | 'alreadyAnswered';
}

/** What an app hands in to `resolve`. Anything it throws ends the call and sends nothing. */
export interface ChallengeHandlers {
  consent(step: ConsentStep): ConsentAnswer | Promise<ConsentAnswer>;
  /** Default: `step.verify()`. */
  userVerification?(step: UserVerificationStep): Promise<UserVerificationOutcome>;
  message?(step: MessageStep): void | Promise<void>;
  completed?(step: CompletedStep): void | Promise<void>;
}

/** How user verification stands when the person has approved. */
export type VerificationState =
  | (UserVerificationOutcome & { readonly assertion?: PasskeyAssertionClaim | undefined })
  | { readonly result: 'notEnrolled' };

export interface AnswerPlan {
  readonly userConsent: UserConsent;
  readonly keyType: Extract<DeviceKeyType, 'proofOfPossession' | 'userVerification'>;
  readonly amr: readonly VerificationMethod[];
  readonly message?: MessageReason;
  /** The passkey's part of an approval with user verification (`cs_uv`). */
  readonly assertion?: PasskeyAssertionClaim;
}

/** Whether the plan's answer proves that the person was recognised. */
export function isUserVerified(plan: AnswerPlan): boolean {
  return plan.userConsent === 'APPROVED_USER_VERIFICATION';
}

export function asksForVerification(requirement: UserVerificationRequirement): requirement is 'PREFERRED' | 'REQUIRED' {
  return requirement === 'PREFERRED' || requirement === 'REQUIRED';
}

export const denial: AnswerPlan = { userConsent: 'DENIED_CONSENT_PROMPT', keyType: 'proofOfPossession', amr: [] };
export const plainApproval: AnswerPlan = { userConsent: 'APPROVED_CONSENT_PROMPT', keyType: 'proofOfPossession', amr: [] };

/**
 * The answer to an approval that asks for user verification. Where the stock SDK answers `NONE` although the person approved
 * (devices protocol 8.4), this one says `APPROVED_CONSENT_PROMPT`.
 */
export function planVerifiedApproval(requirement: 'PREFERRED' | 'REQUIRED', state: VerificationState): AnswerPlan {
  const byPossession = { keyType: 'proofOfPossession', amr: [] } as const;
  const withoutVerification = requirement === 'REQUIRED' ? 'UV_PERMANENTLY_UNAVAILABLE' : 'APPROVED_CONSENT_PROMPT';
  switch (state.result) {
    case 'verified':
      if (state.assertion !== undefined) {
        const { assertion } = state;
        return { userConsent: 'APPROVED_USER_VERIFICATION', keyType: 'proofOfPossession', amr: [state.method], assertion };
      }
      return { userConsent: 'APPROVED_USER_VERIFICATION', keyType: 'userVerification', amr: [state.method] };
    case 'cancelled':
      return { ...byPossession, userConsent: 'CANCELLED_USER_VERIFICATION', message: 'userVerificationCancelled' };
    case 'failed':
      return { ...byPossession, userConsent: 'UV_TEMPORARILY_UNAVAILABLE', message: 'userVerificationFailed' };
    case 'invalidated':
      return { ...byPossession, userConsent: 'UV_PERMANENTLY_UNAVAILABLE', message: 'userVerificationKeyUnusable' };
    case 'unavailable':
      return { ...byPossession, userConsent: withoutVerification, message: 'userVerificationFailed' };
    case 'notEnrolled':
      return { ...byPossession, userConsent: withoutVerification, message: 'userVerificationKeyNotEnrolled' };
  }
}
