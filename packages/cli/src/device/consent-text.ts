import type { Challenge } from '@countersign/devices-sdk';
import type { Output } from '../terminal/output.js';
import { printable } from '../terminal/printable.js';

interface ConsentLine {
  readonly label: string;
  readonly value: string;
}

/** The lines a person reads before they decide: those the org signed, else what the challenge itself tells. */
export function consentLines(challenge: Challenge): readonly ConsentLine[] {
  if (challenge.lines.length === 0) return linesOfChallenge(challenge);
  return challenge.lines.map(({ label, value }) => ({ label: printable(label), value: printable(value) }));
}

function linesOfChallenge(challenge: Challenge): readonly ConsentLine[] {
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
  const lines = consentLines(challenge);
  const width = Math.max(9, ...lines.map(({ label }) => label.length));
  for (const [index, { label, value }] of lines.entries()) {
    output.line(`  ${output.paint('quiet', label.padEnd(width))} ${index === 0 ? output.paint('strong', value) : value}`);
  }
  const { numberChoices } = challenge;
  if (numberChoices === undefined) return;
  const numbers = numberChoices === 'typed' ? 'typed: the one the application shows' : numberChoices.join(', ');
  output.line(`  ${output.paint('quiet', 'Number'.padEnd(width))} ${numbers}`);
}

/** The same for programs. */
export function challengeFact(challenge: Challenge): Readonly<Record<string, unknown>> {
  return {
    transactionId: challenge.transactionId,
    enrollmentId: challenge.enrollmentId,
    userId: challenge.userId,
    transactionType: challenge.transactionType,
    lines: challenge.lines,
    numberChoices: challenge.numberChoices ?? null,
    bindingMessage: challenge.bindingMessage ?? null,
    appInstanceName: challenge.appInstanceName ?? null,
    originUrl: challenge.originUrl,
    clientLocation: challenge.clientLocation ?? null,
    userVerification: challenge.userVerification,
    transactionTime: challenge.transactionTime.toISOString(),
    expiresAt: challenge.expiresAt.toISOString(),
  };
}
