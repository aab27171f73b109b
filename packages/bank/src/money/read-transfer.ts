/** Reads the transfer form: every fault at once, each with what to do about it. */
import { parseAmount, readableAmount } from './amount.js';
import { parseIban } from './iban.js';
import type { Account, PaymentOrder } from './ledger.js';

/** As it was typed. */
export interface TransferInput {
  readonly from: string;
  readonly payee: string;
  readonly iban: string;
  readonly amount: string;
  readonly reference: string;
}

export interface TransferFault {
  readonly field: 'payee' | 'iban' | 'amount' | 'reference';
  readonly text: string;
}

export type TransferReading = { readonly order: PaymentOrder } | { readonly faults: readonly TransferFault[] };

/** More than this is not sent in one go. */
const limitCents = 1_000_000n;
/** Letters, figures and plain punctuation: what every phone shows as it is, and what no bank in the clearing refuses. */
const plainText = /^[\p{L}\p{M}\p{N} '.,:;()/?+\-&]*$/u;

export function readTransfer(input: TransferInput, accounts: readonly Account[]): TransferReading {
  const faults: TransferFault[] = [];
  const fault = (field: TransferFault['field'], text: string): void => void faults.push({ field, text });
  const account = accounts.find(({ id }) => id === input.from) ?? accounts[0];

  const payee = tidy(input.payee);
  if (payee === '') fault('payee', 'Enter who gets the money.');
  else if (payee.length > 70) fault('payee', 'The name is too long. Use at most 70 characters.');
  else if (!plainText.test(payee)) fault('payee', 'Use letters, figures and plain punctuation in the name.');

  const iban = parseIban(input.iban);
  if (iban === undefined) {
    fault(
      'iban',
      input.iban.trim() === '' ? 'Enter the IBAN of the payee.' : 'This IBAN has a typing mistake. Compare it with the invoice.',
    );
  } else if (iban === account?.iban) fault('iban', 'This is the account the money comes from. Choose another one.');

  const cents = parseAmount(input.amount);
  if (cents === undefined) fault('amount', 'Enter an amount such as 250.00.');
  else if (cents > limitCents) fault('amount', `At most ${readableAmount(limitCents)} EUR can be sent at once.`);
  else if (account !== undefined && cents > account.cents)
    fault('amount', `There are ${readableAmount(account.cents)} EUR on this account.`);

  const reference = tidy(input.reference);
  if (reference.length > 140) fault('reference', 'The reference is too long. Use at most 140 characters.');
  else if (!plainText.test(reference)) fault('reference', 'Use letters, figures and plain punctuation in the reference.');

  if (faults.length > 0 || iban === undefined || cents === undefined || account === undefined) return { faults };
  return { order: { accountId: account.id, payee, iban, cents, reference } };
}

const tidy = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();
