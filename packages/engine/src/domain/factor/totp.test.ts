import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../testing/seeded-random.js';
import { matchingStep, newTotpSecret, otpauthUri, toBase32, totpCode } from './totp.js';

/** RFC 6238 appendix B, SHA-1; its codes have eight digits, ours are the last six. */
const secret = toBase32(Buffer.from('12345678901234567890'));

describe('time-based codes', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('RFC 6238 appendix B at %d s', (seconds, code) => {
    expect(totpCode(secret, Math.floor(seconds / 30))).toBe(code);
    expect(matchingStep(secret, code, { now: seconds * 1000, after: 0 })).toBe(Math.floor(seconds / 30));
  });

  it.each([
    ['the one before', -1, true],
    ['the next', 1, true],
    ['two before', -2, false],
    ['two later', 2, false],
  ])('of %s step: %#', (_name, distance, accepted) => {
    const now = 1_760_000_000_000;
    const step = Math.floor(now / 30_000) + distance;
    expect(matchingStep(secret, totpCode(secret, step), { now, after: 0 })).toBe(accepted ? step : undefined);
  });

  it('count once: a step that was used, and those before it, match no more', () => {
    const now = 1_760_000_000_000;
    const step = Math.floor(now / 30_000);
    expect(matchingStep(secret, totpCode(secret, step), { now, after: step })).toBeUndefined();
    expect(matchingStep(secret, totpCode(secret, step - 1), { now, after: step })).toBeUndefined();
    expect(matchingStep(secret, totpCode(secret, step + 1), { now, after: step })).toBe(step + 1);
  });

  it.each(['', '12345', '1234567', 'abcdef', '12345x', '１２３４５６'])('what is no code matches nothing: %j', (typed) => {
    expect(matchingStep(secret, typed, { now: 59_000, after: 0 })).toBeUndefined();
  });

  it('may be typed with blanks, as apps show them', () => {
    expect(matchingStep(secret, ' 287 082 ', { now: 59_000, after: 0 })).toBe(1);
  });

  it('a new key has 160 bits and comes back from its text', () => {
    const made = newTotpSecret(new SeededRandom('totp'));
    expect(made).toMatch(/^[A-Z2-7]{32}$/);
    expect(otpauthUri({ secret: made, issuer: 'Acme: Bank', login: 'jo@example.com' })).toBe(
      `otpauth://totp/Acme%20%20Bank:jo%40example.com?secret=${made}&issuer=Acme%20%20Bank`,
    );
  });
});
