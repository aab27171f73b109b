import type { Challenge, CompletedStep, ConsentChoice } from '@countersign/devices-sdk';
import type { Output } from '../terminal/output.js';
import { challengeFact } from './consent-text.js';

const reasons = {
  userVerificationKeyNotEnrolled: 'no user-verification key is enrolled; answering without it',
  userVerificationCancelled: 'the person closed the prompt; answering without user verification',
  userVerificationKeyUnusable: 'the user-verification key is unusable; answering without it',
  userVerificationFailed: 'the person was not recognised; answering without user verification',
} as const;

/** What the person decided; an approval under number matching names the number. */
export interface Decision {
  readonly choice: ConsentChoice;
  readonly number?: string | undefined;
}

/** Sends the answer and says what became of it. `decidedAt` in the facts is when the person chose, in milliseconds since the epoch. */
export async function answerChallenge(challenge: Challenge, answer: Decision, output: Output): Promise<CompletedStep> {
  const { choice, number } = answer;
  let decidedAt = Date.now();
  const completed = await challenge.resolve({
    consent: () => {
      decidedAt = Date.now();
      return number === undefined ? choice : { choice, number };
    },
    message: ({ reason }) => output.line(`  ${output.paint('quiet', `note: ${reasons[reason]}`)}`),
  });
  const decision = choice === 'approve' ? 'approved' : 'denied';
  const { userVerified, delivery } = completed;
  output.fact({ event: 'answered', ok: true, decision, userVerified, delivery, decidedAt, ...challengeFact(challenge) });
  const mark = choice === 'approve' ? output.paint('good', '✓ approved') : output.paint('bad', '✗ denied');
  output.line(
    `  ${mark}${userVerified ? ', user verified' : ''}${delivery === 'alreadyAnswered' ? ' (an earlier answer had arrived)' : ''}`,
  );
  return completed;
}
