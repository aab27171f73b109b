import type { Random } from '../ports/random.js';

/** A random UUID (RFC 9562, version 4) in upper case, as key ids and token ids of devices are written. */
export function newUuid(random: Random, label: string): string {
  const bytes = Array.from(random.bytes(16, label));
  const hex = bytes.map((byte, index) => {
    const value = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return value.toString(16).padStart(2, '0');
  });
  const text = hex.join('').toUpperCase();
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
