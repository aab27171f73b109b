import type { Challenge } from '@countersign/devices-sdk';
import type { Output } from '../terminal/output.js';
import { printable } from '../terminal/printable.js';

/** The lines a person reads before they decide: what is asked, by whom, from where, how long. */
export function consentLines(challenge: Challenge): readonly { readonly label: string; readonly value: string }[] {
  const question =
    challenge.bindingMessage ?? (challenge.transactionType === 'LOGIN' ? 'Did you just try to sign in?' : 'Approve this request?');
  return [
    { label: 'Message', value: printable(question) },
    { label: 'App', value: printable(challenge.appInstanceName ?? 'unknown') },
    { label: 'From', value: printable(challenge.originUrl) },
    { label: 'Place', value: printable(challenge.clientLocation ?? 'unknown') },
    { label: 'Asked at', value: challenge.transactionTime.toISOString() },
  ];
}

export function showConsent(challenge: Challenge, output: Output): void {
  for (const { label, value } of consentLines(challenge)) {
    output.line(`  ${output.paint('quiet', label.padEnd(9))} ${label === 'Message' ? output.paint('strong', value) : value}`);
  }
}

/** The same for programs. */
export function challengeFact(challenge: Challenge): Readonly<Record<string, unknown>> {
  return {
    transactionId: challenge.transactionId,
    enrollmentId: challenge.enrollmentId,
    userId: challenge.userId,
    transactionType: challenge.transactionType,
    bindingMessage: challenge.bindingMessage ?? null,
    appInstanceName: challenge.appInstanceName ?? null,
    originUrl: challenge.originUrl,
    clientLocation: challenge.clientLocation ?? null,
    userVerification: challenge.userVerification,
    transactionTime: challenge.transactionTime.toISOString(),
    expiresAt: challenge.expiresAt.toISOString(),
  };
}
