import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../testing/index.js';
import { newEnrollmentCode, readEnrollmentCode } from './enrollment-code.js';

describe('enrollment codes', () => {
  const codes = Array.from({ length: 200 }, (_, n) => newEnrollmentCode(new SeededRandom(`code ${n}`)));

  it('are 28 letters and digits without look-alikes, in groups of four, each of them as likely as the others', () => {
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(new Set(codes).size).toBe(codes.length);
    const counts = new Map<string, number>();
    for (const letter of codes.join('').replaceAll('-', '')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    // 5600 letters of 32: 175 each on average, and a standard deviation of 13
    expect(counts.size).toBe(32);
    for (const count of counts.values()) expect(Math.abs(count - 175)).toBeLessThan(75);
  });

  it.each([
    ['as shown', (code: string) => code],
    ['in small letters', (code: string) => code.toLowerCase()],
    ['with blanks and without dashes', (code: string) => ` ${code.replaceAll('-', ' ')}\n`],
    ['with look-alikes', (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'l')],
  ])('are read %s', (_name, typed) => {
    for (const code of codes) expect(readEnrollmentCode(typed(code))).toBe(code.replaceAll('-', ''));
  });

  it.each(['', 'U'.repeat(28), 'A'.repeat(27), 'A'.repeat(29), `${'A'.repeat(28)}\u0000`, ' '.repeat(200), 'é'.repeat(28)])(
    'are nothing else: %j',
    (text) => {
      expect(readEnrollmentCode(text)).toBeUndefined();
    },
  );
});
