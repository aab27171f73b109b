import type { TransactionType, UserVerificationRequirement } from '@countersign/contracts/wire';
import type { DisplayDocument, DisplayLine } from '@countersign/evidence';
import type { DeviceContext } from './context.js';
import { isExpired, type VerifiedChallenge } from './verify-challenge.js';
import type { ChallengeHandlers, CompletedStep } from './remediation.js';

/** A question to this device, already checked: signed by the org, meant for this app and enrollment. */
export interface Challenge {
  /** Equal for all devices that are asked; a push and a pull of the same challenge share it. */
  readonly transactionId: string;
  readonly enrollmentId: string;
  readonly userId: string;
  /** The org that asks. */
  readonly originUrl: string;
  readonly transactionTime: Date;
  readonly expiresAt: Date;
  readonly transactionType: TransactionType;
  /** The text the person must see whole and as it is; it is text, never markup. */
  readonly bindingMessage: string | undefined;
  /** The name of the requesting app, from the org's own records. */
  readonly appInstanceName: string | undefined;
  readonly clientLocation: string | undefined;
  readonly clientOS: string | undefined;
  readonly userVerification: UserVerificationRequirement;
  /** What the org wants shown, covered by its signature. Undefined for a push, and at servers without display documents. */
  readonly display: DisplayDocument | undefined;
  /** `lines` of `display`: show these, whole and as they are. Empty without it; show `bindingMessage` then. */
  readonly lines: readonly DisplayLine[];
  /** Number matching: the numbers to choose from, or that the person types the one the application shows. */
  readonly numberChoices: readonly string[] | 'typed' | undefined;
  /** Judged by the clock of the device, with the allowed skew. */
  readonly expired: boolean;
  /**
   * Goes through the steps and sends the signed answer.
   *
   * Throws `challenge_in_progress` and `challenge_already_answered` when the transaction is being or was handled here,
   * `number_required`, `wrong_number`, `challenge_expired`, `challenge_closed` when it was decided elsewhere, `answer_refused`, `network_error` when no reply came to
   * two attempts: calling `resolve` again then sends the same answer without asking again.
   */
  resolve(handlers: ChallengeHandlers): Promise<CompletedStep>;
}

const answering = () => import('./resolve-challenge.js');

export function createChallenge(context: DeviceContext, verified: VerifiedChallenge): Challenge {
  const challenge: Challenge = {
    transactionId: verified.transactionId,
    enrollmentId: verified.enrollment.enrollmentId,
    userId: verified.enrollment.userId,
    originUrl: verified.issuer,
    transactionTime: new Date(verified.issuedAt * 1000),
    expiresAt: new Date(verified.expiresAt * 1000),
    transactionType: verified.transactionType,
    bindingMessage: verified.bindingMessage,
    appInstanceName: verified.appInstanceName,
    clientLocation: verified.clientLocation,
    clientOS: verified.clientOS,
    userVerification: verified.userVerification,
    display: verified.display?.document,
    lines: verified.display?.document.lines ?? [],
    numberChoices: verified.numberChoices,
    get expired() {
      return isExpired(context, verified);
    },
    resolve: async (handlers) => (await answering()).resolveChallenge(context, verified, challenge, handlers),
  };
  // there by the time somebody has read what is asked; if it fails, `resolve` says so
  answering().catch(() => undefined);
  return challenge;
}
