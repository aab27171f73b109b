/** International bank account numbers (ISO 13616): a wrong digit is found before anybody is asked to approve anything. */

/** Lengths of the countries this bank sends to. */
const lengths: Readonly<Record<string, number>> = {
  AT: 20,
  BE: 16,
  CH: 21,
  DE: 22,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  IE: 22,
  IT: 27,
  LU: 20,
  NL: 18,
  PL: 28,
  PT: 25,
  SE: 24,
};

/** Without blanks and in capitals; undefined when country, length or check digits are wrong. */
export function parseIban(text: string): string | undefined {
  const iban = text.replace(/[\s-]/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban) || lengths[iban.slice(0, 2)] !== iban.length) return undefined;
  // ISO 7064: the number made of the rearranged text, letters as 10 to 35, leaves 1 when divided by 97
  const digits = [...iban.slice(4), ...iban.slice(0, 4)].map((character) => String(Number.parseInt(character, 36))).join('');
  return BigInt(digits) % 97n === 1n ? iban : undefined;
}

/** In groups of four, as on a bank card. */
export function readableIban(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, '$1 ');
}

/** For places where the whole number is not needed. */
export function shortIban(iban: string): string {
  return `${iban.slice(0, 4)} \u2026 ${iban.slice(-4)}`;
}
