/**
 * The code in an enrollment link: 140 random bits in an alphabet without look-alikes (Crockford's base 32), in groups of four, so that
 * it can be read out and typed where it cannot be scanned or pasted.
 */
import type { Random } from '../../ports/random.js';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 28;
const canonical = new RegExp(`^[${alphabet}]{${length}}$`);

/** As people see it: `7K3Q-…`. */
export function newEnrollmentCode(random: Random): string {
  // 256 is a multiple of 32: no letter is likelier than another
  const text = Array.from(random.bytes(length), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
  return text.replace(/(.{4})(?=.)/g, '$1-');
}

/** The code as it is hashed, whatever way it was typed: case, blanks and dashes do not count, O is 0, I and L are 1. Undefined: no code. */
export function readEnrollmentCode(text: string): string | undefined {
  // far longer than any way to write one
  if (text.length > 4 * length) return undefined;
  const code = text.replace(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  return canonical.test(code) ? code : undefined;
}
