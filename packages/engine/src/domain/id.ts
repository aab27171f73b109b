import type { Random } from '../ports/random.js';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Okta's type prefixes; the rest of an id is opaque. */
export type IdPrefix =
  | '00o'
  | '00u'
  | '00g'
  | '0oa'
  | 'aus'
  | 'scp'
  | 'ocl'
  | 'adt'
  | '00p'
  | '0pr'
  | 'ftr'
  | 'aut'
  | 'ppc'
  | 'pfd'
  | 'opf'
  | 'guo'
  | 'cli'
  | 'ocs'
  | 'pks'
  | 'oag'
  | 'oar'
  | 'ost'
  | 'fwf'
  | '00T'
  | 'tos'
  | 'bnd'
  | 'thd'
  | 'enl';

/** A new 20-character object id: prefix and 17 random characters (about 101 bits). */
export function newId(random: Random, prefix: IdPrefix): string {
  return prefix + randomText(random, 17);
}

/** `length` unbiased characters of `[0-9A-Za-z]`. */
export function randomText(random: Random, length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random.bytes(length - text.length + 8)) {
      // 248 = 4 × 62: bytes above would favour the first characters
      if (byte < 248 && text.length < length) text += alphabet[byte % 62];
    }
  }
  return text;
}

/** `byteLength` random bytes as base64url without padding. */
export function randomBase64url(random: Random, byteLength: number): string {
  return Buffer.from(random.bytes(byteLength)).toString('base64url');
}
