import { describe, expect, it } from 'vitest';
import { decimalText, parseAmount, readableAmount } from './amount.js';
import { parseIban, readableIban } from './iban.js';
import { createLedger, type PaymentOrder } from './ledger.js';
import { readTransfer } from './read-transfer.js';

describe('an amount', () => {
  it.each([
    ['250', 25_000n],
    ['250.5', 25_050n],
    [' 1,250.00 EUR', 125_000n],
    ['€ 0.01', 1n],
    ["1'000", 100_000n],
    // a float would make 1999 of it
    ['19.99', 1_999n],
  ])('%s is %s cents', (text, cents) => expect(parseAmount(text)).toBe(cents));

  it.each(['', '0', '0.00', '-5', '1.234', '12,50', '1e3', 'ten', '1,00,000'])('"%s" is none', (text) =>
    expect(parseAmount(text)).toBeUndefined(),
  );

  it('is exact text for machines, and readable for people', () => {
    expect([1n, 123_456_789n, -640n].map(decimalText)).toEqual(['0.01', '1234567.89', '-6.40']);
    expect([1n, 123_456_789n, -100_000n].map(readableAmount)).toEqual(['0.01', '1,234,567.89', '\u22121,000.00']);
  });
});

describe('an IBAN', () => {
  it('is taken with blanks and in small letters', () => {
    expect(parseIban('de89 3704 0044 0532 0130 00')).toBe('DE89370400440532013000');
    expect(readableIban('NL91ABNA0417164300')).toBe('NL91 ABNA 0417 1643 00');
  });

  it.each([
    '',
    'DE89 3704 0044 0532 0130 01',
    'DE98 3704 0044 0532 0130 00',
    'DE89 3704 0044 0532 0130',
    'XX89370400440532013000',
    'DE89<',
  ])('"%s" has a mistake', (text) => expect(parseIban(text)).toBeUndefined());
});

describe('the books', () => {
  const order: PaymentOrder = { accountId: 'everyday', payee: 'ACME GmbH', iban: 'DE89370400440532013000', cents: 25_000n, reference: '' };
  const balances = (ledger: ReturnType<typeof createLedger>) => ledger.accountsOf('00u1').map(({ cents }) => cents);

  it('book an approval once, however often it is booked', () => {
    const ledger = createLedger(() => 0);
    expect([ledger.book('00u1', order, 'a'), ledger.book('00u1', order, 'a')]).toEqual([true, true]);
    expect(balances(ledger)).toEqual([457_617n, 1_250_000n]);
    expect(ledger.accountsOf('00u1')[0]?.movements[0]).toMatchObject({ name: 'ACME GmbH', cents: -25_000n, approvalId: 'a' });
    expect(ledger.accountsOf('00u2')[0]?.cents).toBe(482_617n);
  });

  it('do not book what is not there, and move money between accounts of one person', () => {
    const ledger = createLedger(() => 0);
    expect(ledger.book('00u1', { ...order, cents: 482_618n }, 'a')).toBe(false);
    expect(ledger.book('00u1', { ...order, iban: 'DE02120300000000202051' }, 'b')).toBe(true);
    expect(balances(ledger)).toEqual([457_617n, 1_275_000n]);
  });
});

describe('the transfer form', () => {
  const accounts = createLedger(() => 0).accountsOf('00u1');
  const good = { from: 'everyday', payee: ' ACME  GmbH ', iban: 'DE89 3704 0044 0532 0130 00', amount: '250', reference: 'Invoice 4711' };
  const faultsOf = (change: Partial<typeof good>) => {
    const reading = readTransfer({ ...good, ...change }, accounts);
    return 'faults' in reading ? reading.faults.map(({ field }) => field) : [];
  };

  it('becomes an order', () => {
    expect(readTransfer(good, accounts)).toEqual({
      order: { accountId: 'everyday', payee: 'ACME GmbH', iban: 'DE89370400440532013000', cents: 25_000n, reference: 'Invoice 4711' },
    });
  });

  it('names all faults at once', () => {
    expect(faultsOf({ payee: '', iban: 'DE', amount: 'much', reference: 'x'.repeat(141) })).toEqual([
      'payee',
      'iban',
      'amount',
      'reference',
    ]);
  });

  it.each([
    ['amount', { amount: '4826.18' }],
    ['amount', { amount: '10000.01', from: 'savings' }],
    ['iban', { iban: 'DE33100205000001194700' }],
    ['payee', { payee: 'ACME\u202EGmbH' }],
    ['payee', { payee: '100% <b>ACME</b>' }],
    ['reference', { reference: 'see \u200Bthis' }],
  ] as const)('refuses %s: %o', (field, change) => expect(faultsOf(change)).toEqual([field]));
});
