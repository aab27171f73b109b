/** The sentence that both devices show. The person compares it, so it says everything that matters and nothing else. */
import { randomInt } from 'node:crypto';
import { readableAmount } from '../money/amount.js';
import type { ApprovalPurpose } from './approval.js';

/** The org refuses characters that cannot be shown safely; names of payees are cut down to what it takes (`invalid_binding_message`). */
const unsafe = /[^\p{L}\p{M}\p{N}\p{P}\p{Sc}\p{Sm} ]|%/gu;

export function bindingMessageOf(purpose: ApprovalPurpose): string {
  if (purpose.kind === 'payment') {
    const { cents, payee } = purpose.order;
    return `Pay ${readableAmount(cents)} EUR to ${plain(payee)}`;
  }
  // a sign-in looks like any other: a code tells this one from one that somebody else started
  return `Sign in to Magenta Bank, code ${randomInt(1_000, 10_000)}`;
}

function plain(text: string): string {
  return text.normalize('NFC').replace(unsafe, '').replace(/ +/g, ' ').trim();
}
