import { authorizationDetailsTypeInput } from '@countersign/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDetailsType } from '../authorization-details/compile-type.js';
import type { AuthorizationDetail } from '../backchannel-request/authorization-detail.js';
import { detailLines } from './detail-lines.js';

const text = { type: 'string' };
const amount = { type: 'object', properties: { amount: text, currency: text } };
const payment = createDetailsType(
  authorizationDetailsTypeInput.parse({
    type: 'payment',
    schema: {
      type: 'object',
      properties: {
        sum: amount,
        payee: text,
        account: { type: 'object', properties: { iban: text, bic: text } },
        when: text,
        tags: { type: 'array', items: text },
        note: text,
      },
    },
    display: [
      { label: { en: 'Amount', de: 'Betrag' }, path: 'sum', format: 'amount' },
      { label: { en: 'Pay to', de: 'An' }, text: { en: '{payee} at {account.bic}', de: '{payee} bei {account.bic}' } },
      { label: { en: 'Account' }, path: 'account.iban', format: 'iban' },
      { label: { en: 'On' }, path: 'when', format: 'date' },
      { label: { en: 'Tags' }, path: 'tags', format: 'list' },
      { label: { en: 'Kind' }, text: { en: 'Payment', de: 'Zahlung' } },
    ],
  }),
);
const types = new Map([['payment', payment]]);
const full = {
  type: 'payment',
  note: '',
  tags: ['a', 'b'],
  when: '2026-11-22',
  account: { bic: 'COBADEFF', iban: 'DE89370400440532013000' },
  payee: 'J. Doe',
  sum: { amount: '1250.00', currency: 'EUR' },
};
const shown = (details: readonly AuthorizationDetail[], locale = 'en') =>
  detailLines(types, details, locale).map(({ label, value }) => `${label}: ${value}`);
const amountOf = (sum: unknown, locale = 'en') => shown([{ type: 'payment', sum }], locale)[0];

describe('the lines of authorization details (S-W1, RFC 9396 12)', () => {
  it('come in the order of the template, amount and payee first, and fields without a line follow by name', () => {
    expect(shown([full])).toEqual([
      'Amount: 1,250.00 EUR',
      'Pay to: J. Doe at COBADEFF',
      'Account: DE89 3704 0044 0532 0130 00',
      'On: November 22, 2026',
      'Tags: a, b',
      'Kind: Payment',
      'note: –',
    ]);
  });

  it('speak the language of the person where there are words, and English where there are none', () => {
    expect(shown([full], 'de-AT')).toEqual([
      expect.stringMatching(/^Betrag: 1.250,00 EUR$/),
      'An: J. Doe bei COBADEFF',
      'Account: DE89 3704 0044 0532 0130 00',
      'On: 22. November 2026',
      'Tags: a, b',
      'Kind: Zahlung',
      'note: –',
    ]);
    expect(shown([full], 'ar')[0]).toBe('Amount: 1,250.00 EUR');
  });

  it.each([
    ['250', 'EUR', '250.00 EUR'],
    ['250', 'JPY', '250 JPY'],
    ['0.1', 'KWD', '0.100 KWD'],
    ['1.23456789', 'EUR', '1.23456789 EUR'],
    ['123456789012345678.91', 'EUR', '123,456,789,012,345,678.91 EUR'],
    ['0.30', 'XBT', '0.30 XBT'],
    ['250,00', 'EUR', '250,00 EUR'],
    ['-5', 'EUR', '-5 EUR'],
    ['1e3', 'EUR', '1e3 EUR'],
    ['', '', '– –'],
    ['5', 'points', '5 points'],
  ])('show the amount %s %s as %s, without a float in between', (number, currency, expected) => {
    expect(amountOf({ amount: number, currency })).toBe(`Amount: ${expected}`);
  });

  it('name the fields of a value that is not of its line’s kind', () => {
    expect(shown([{ type: 'payment', sum: { amount: 250, currency: 'EUR' }, when: { day: 1 } }])).toEqual([
      'Kind: Payment',
      'sum.amount: 250',
      'sum.currency: EUR',
      'when.day: 1',
    ]);
  });

  it('leave out lines of what was not sent, and keep a sentence that is partly known', () => {
    expect(shown([{ type: 'payment' }])).toEqual(['Kind: Payment']);
    expect(shown([{ type: 'payment', payee: 'J. Doe' }])).toEqual(['Pay to: J. Doe at –', 'Kind: Payment']);
  });

  it('do not read braces of the client as places', () => {
    expect(shown([{ type: 'payment', payee: '{note}', note: 'x' }])[0]).toBe('Pay to: {note} at –');
  });

  it('S-W6 begin with the exact total of several payments, and number them', () => {
    const pay = (sum: string, currency = 'EUR') => ({ type: 'payment', sum: { amount: sum, currency }, payee: 'X' });
    expect(shown([pay('0.1'), pay('0.2'), pay('99999999999999999.70')])).toEqual([
      'Amount: total: 100,000,000,000,000,000.00 EUR',
      'Amount (1): 0.10 EUR',
      'Pay to (1): X at –',
      'Kind (1): Payment',
      'Amount (2): 0.20 EUR',
      'Pay to (2): X at –',
      'Kind (2): Payment',
      'Amount (3): 99,999,999,999,999,999.70 EUR',
      'Pay to (3): X at –',
      'Kind (3): Payment',
    ]);
    expect(shown([pay('1'), pay('2', 'USD')]).join()).not.toContain('total');
    expect(shown([pay('1'), pay('x')]).join()).not.toContain('total');
  });

  it('tell everything of a type without template', () => {
    const value = { type: 'other', ok: true, none: null, list: [{ a: 1 }, []], empty: {} };
    expect(detailLines(new Map(), [value], 'en')).toEqual([
      { label: 'empty', value: '–' },
      { label: 'list.1.a', value: '1' },
      { label: 'list.2', value: '–' },
      { label: 'none', value: '–' },
      { label: 'ok', value: 'true' },
      { label: 'type', value: 'other' },
    ]);
  });

  it('lose no value, whatever was sent and whatever the template says', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9]{1,8}$/);
    const detail = fc.record(
      {
        type: fc.constant('payment'),
        sum: fc.record({ amount: word, currency: word, more: word }, { requiredKeys: [] }),
        payee: fc.oneof(word, fc.array(word, { minLength: 1 })),
        account: fc.record({ iban: word, bic: word, name: word }, { requiredKeys: [] }),
        when: word,
        tags: fc.array(fc.oneof(word, fc.record({ tag: word }))),
        extra: fc.dictionary(word, word),
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(detail, (sent) => {
        const told = detailLines(types, [sent], 'en')
          .map(({ value }) => value.replaceAll(/[ ,]/g, ''))
          .join('|');
        for (const value of wordsIn({ ...sent, type: 'Payment' }))
          expect(told).toContain(/^\d+$/.test(value) ? String(BigInt(value)) : value);
      }),
      { numRuns: 200, seed: 11 },
    );
  });
});

function wordsIn(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsIn) : [String(value)];
}
