import { describe, expect, it } from 'vitest';
import type { Approval, ApprovalState } from '../approvals/approval.js';
import { describeEnd } from './approval-end.js';

const place = { authenticatorName: 'Magenta Bank', authenticatorUrl: 'http://localhost:8081' };
const order = { accountId: 'everyday', payee: 'ACME GmbH', iban: 'DE89370400440532013000', cents: 25_000n, reference: '' };
const approval = (change: Partial<Approval>): Approval => ({
  id: 'a',
  sessionId: 's',
  purpose: { kind: 'payment', order },
  person: undefined,
  bindingMessage: 'Pay 250.00 EUR to ACME GmbH',
  startedAt: 0,
  exchanges: [],
  state: 'denied',
  revision: 1,
  authReqId: undefined,
  expiresAt: 300_000,
  endedAt: 1,
  intervalSeconds: 5,
  number: undefined,
  troubled: false,
  retryAfterSeconds: undefined,
  approvedBy: undefined,
  transactionId: undefined,
  evidence: undefined,
  withdrawn: undefined,
  replacedBy: undefined,
  booked: undefined,
  ...change,
});
const textOf = (change: Partial<Approval>): string => describeEnd(approval(change), place).text.markup.replaceAll(/\s+/g, ' ');

const ends: readonly ApprovalState[] = [
  'denied',
  'expired',
  'cancelled',
  'noDevice',
  'tooManyTries',
  'unreachable',
  'rejected',
  'mismatch',
];

describe('every end', () => {
  it('has a page of its own', () => {
    const titles = [...ends, 'approved' as const].map((state) => describeEnd(approval({ state }), place).title);
    expect(new Set(titles).size).toBe(ends.length + 1);
  });

  it.each(ends)('without approval says that nothing was sent: %s', (state) => {
    expect(textOf({ state })).toContain('Nothing was sent.');
    expect(textOf({ state, purpose: { kind: 'signIn', login: 'x' } })).toContain('You are not signed in.');
  });

  it('says when the money was gone, and when the phone could not be told', () => {
    expect(textOf({ state: 'approved', booked: false })).toContain('Nothing was sent.');
    expect(textOf({ state: 'cancelled', withdrawn: true })).toContain('does not ask any more');
    expect(textOf({ state: 'cancelled', withdrawn: false })).toContain('may still ask');
  });

  it('tells how long to wait, and where to set up a phone', () => {
    expect(textOf({ state: 'tooManyTries', retryAfterSeconds: 400 })).toContain('7 minutes');
    expect(textOf({ state: 'noDevice' })).toContain('href="http://localhost:8081"');
  });
});
