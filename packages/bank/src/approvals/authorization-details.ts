/** What is approved, in a form that machines check too (RFC 9396): the phone shows it, the token carries it. */
import { decimalText } from '../money/amount.js';
import type { PaymentOrder } from '../money/ledger.js';

export interface PaymentInitiation {
  readonly type: 'payment_initiation';
  /** Exact decimal text; never a number, which could lose a cent. */
  readonly instructedAmount: { readonly currency: 'EUR'; readonly amount: string };
  readonly creditorName: string;
  readonly creditorAccount: { readonly iban: string };
  readonly remittanceInformationUnstructured?: string;
}

export function paymentInitiation({ cents, payee, iban, reference }: PaymentOrder): PaymentInitiation {
  return {
    type: 'payment_initiation',
    instructedAmount: { currency: 'EUR', amount: decimalText(cents) },
    creditorName: payee,
    creditorAccount: { iban },
    ...(reference === '' ? {} : { remittanceInformationUnstructured: reference }),
  };
}

/** Whether the tokens are about exactly this payment (RFC 9396 7): the same members, the same values, nothing more. */
export function isGranted(asked: PaymentInitiation, granted: unknown): boolean {
  return Array.isArray(granted) && granted.length === 1 && sameJson(asked, granted[0]);
}

function sameJson(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  const [ofLeft, ofRight] = [new Map(Object.entries(left)), new Map(Object.entries(right))];
  return ofLeft.size === ofRight.size && [...ofLeft].every(([name, value]) => ofRight.has(name) && sameJson(value, ofRight.get(name)));
}
