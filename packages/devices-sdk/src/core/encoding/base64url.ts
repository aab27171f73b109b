/** Base64url without padding (RFC 4648 5), without atob or Buffer. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Map(Array.from(alphabet, (character, value) => [character, value] as const));

export function encodeBase64Url(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let collected = 0;
  for (const byte of bytes) {
    collected = (collected << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += alphabet.charAt((collected >> bits) & 63);
    }
    collected &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet.charAt((collected << (6 - bits)) & 63) : text;
}

/** Undefined for anything but the one canonical spelling: no padding, no other characters, no bits left over. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let length = 0;
  let bits = 0;
  let collected = 0;
  for (const character of text) {
    const value = values.get(character);
    if (value === undefined) return undefined;
    collected = (collected << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length] = (collected >> bits) & 255;
      length += 1;
      collected &= (1 << bits) - 1;
    }
  }
  return bits < 6 && collected === 0 ? bytes : undefined;
}
