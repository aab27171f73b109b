import { describe, expect, it } from 'vitest';
import { outcomeOfFailure } from './decision-outcome.js';
import { isFatiguing } from './fatigue.js';
import { inShort } from './in-short.js';
import { createTapGuard } from './tap-guard.js';
import { announcementBetween, inWords, secondsLeft, shareLeft } from './time-left.js';
import { visibleText } from './visible-text.js';

describe('time left', () => {
  const end = new Date(100_000);

  it('counts up to the very end and never below it', () => {
    expect([99_001, 100_000, 100_001].map((now) => secondsLeft(end, now))).toEqual([1, 0, 0]);
    expect([0, 50_000, 100_000, 200_000].map((now) => shareLeft({ begin: new Date(0), end, now }))).toEqual([1, 0.5, 0, 0]);
    expect(shareLeft({ begin: end, end, now: 0 })).toBe(0);
  });

  it.each([
    [61, 60, 60],
    [60, 59, undefined],
    [31, 29, 30],
    [70, 9, 10],
    [11, 0, undefined],
  ])('from %i to %i seconds says %s', (before, after, expected) => expect(announcementBetween(before, after)).toBe(expected));

  it('is in minutes first, then in seconds', () => {
    expect([300, 91, 90, 5].map(inWords)).toEqual([
      { unit: 'minutes', count: 5 },
      { unit: 'minutes', count: 2 },
      { unit: 'seconds', count: 90 },
      { unit: 'seconds', count: 5 },
    ]);
  });
});

describe('text of others', () => {
  it.each(['Pay 250.00 EUR to J. Doe?', 'دفع ٢٥٠ إلى أحمد', 'Grüße – “x” ½ ♥', 'a  b'])('stays as it is: %s', (text) =>
    expect(visibleText(text)).toBe(text),
  );

  it('shows what would be invisible or turn the direction', () => {
    expect(visibleText('1\u202e2\u200b3\u00004\n5\u20666')).toBe('1⟨U+202E⟩2⟨U+200B⟩3⟨U+0000⟩4⟨U+000A⟩5⟨U+2066⟩6');
    expect(visibleText('\u{e0041}')).toBe('⟨U+E0041⟩');
  });
});

describe('a request in short', () => {
  const amount = { label: 'Amount', value: '250.00 EUR' };
  const payee = { label: 'To', value: 'ACME' };
  const message = { label: 'Message from Shop', value: 'Sign 77/2026' };

  it.each([
    ['amount and payee', [amount, payee, message], '250.00 EUR to ACME'],
    ['each to itself', [amount, { label: 'To', value: 'شركة 24' }], '250.00 EUR to \u2068شركة 24\u2069'],
    ['the message where it comes first', [message, amount], 'Sign 77/2026'],
    ['what there is', [amount], '250.00 EUR'],
    ['nothing of nothing', [], ''],
    ['no hidden characters', [{ label: 'Amount', value: '1\u202e2' }], '1⟨U+202E⟩2'],
  ])('is %s', (_what, lines, expected) => expect(inShort({ lines, message: 'Sign 77/2026', locale: 'en' })).toBe(expected));
});

describe('warnings and guards', () => {
  it('more than three requests in two minutes are too many', () => {
    expect(isFatiguing([0, 60_000, 120_000])).toBe(false);
    expect(isFatiguing([0, 60_000, 120_000, 121_000])).toBe(false);
    expect(isFatiguing([500_000, 0, 60_000, 120_000, 119_000])).toBe(true);
  });

  it('a tap in the first 600 ms decides nothing', () => {
    const guard = createTapGuard(1000);
    expect([1000, 1599, 1600].map((now) => guard.accepts(now))).toEqual([false, false, true]);
  });
});

describe('what became of an answer', () => {
  it.each([
    ['network_error', 'notSent'],
    ['challenge_closed', 'elsewhere'],
    ['challenge_expired', 'expired'],
    ['user_verification_required', 'needsVerification'],
    ['enrollment_deleted', 'revoked'],
    ['display_mismatch', 'tampered'],
    ['wrong_number', 'wrongNumber'],
    ['answer_refused', 'failed'],
    [undefined, 'failed'],
  ] as const)('%s: %s', (code, expected) => expect(outcomeOfFailure(code)).toBe(expected));
});
