/** Time-based one-time passwords (RFC 6238) in the one form that every app knows: HMAC-SHA-1, six digits, thirty seconds. */
import { createHmac } from 'node:crypto';
import type { Instant } from '../../ports/clock.js';
import type { Random } from '../../ports/random.js';
import { equalSecrets } from '../digest.js';

const stepMs = 30_000;
const digits = 6;
/** A phone's clock may be a little off, and typing takes time (RFC 6238 5.2). */
const driftSteps = 1;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 160 random bits (RFC 4226 4 R6), base32. */
export function newTotpSecret(random: Random): string {
  return toBase32(random.bytes(20));
}

/** The code of one time step. `secret` is base32. */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  // RFC 4226 5.3: dynamic truncation
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0');
}

/** The step, later than `after`, whose code this is; undefined: none near `now`. People write codes with blanks. */
export function matchingStep(secret: string, typed: string, { now, after }: { readonly now: Instant; readonly after: number }) {
  const code = typed.replace(/\s/g, '');
  if (!/^\d{6}$/.test(code)) return undefined;
  const current = Math.floor(now / stepMs);
  let match: number | undefined;
  for (let step = current - driftSteps; step <= current + driftSteps; step += 1) {
    if (equalSecrets(totpCode(secret, step), code) && step > after) match ??= step;
  }
  return match;
}

/** What the QR code says: the address apps read the key from. */
export function otpauthUri({
  secret,
  issuer,
  login,
}: {
  readonly secret: string;
  readonly issuer: string;
  readonly login: string;
}): string {
  // a colon would end the issuer's part of the label
  const part = (text: string) => encodeURIComponent(text.replaceAll(':', ' '));
  return `otpauth://totp/${part(issuer)}:${part(login)}?secret=${secret}&issuer=${part(issuer)}`;
}

/** RFC 4648 6, without padding. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(value >>> (bits - 5)) & 31];
    value &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + (alphabet[(value << (5 - bits)) & 31] ?? '');
}

function fromBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let value = 0;
  let bits = 0;
  for (const character of text) {
    value = (value << 5) | alphabet.indexOf(character);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >>> bits) & 255);
    value &= (1 << bits) - 1;
  }
  return Uint8Array.from(bytes);
}
