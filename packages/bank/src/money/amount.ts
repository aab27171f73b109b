/** Money is counted in whole cents, as `bigint`: no fraction of a binary number ever comes near it. */

const syntax = /^(\d{1,3}(?:[ ,']\d{3})+|\d{1,9})(?:\.(\d{1,2}))?$/;

/** What a person types: `250`, `250.5`, `1,250.00`. Undefined when it is no amount above zero. */
export function parseAmount(text: string): bigint | undefined {
  const [, whole, fraction = ''] = syntax.exec(text.trim().replace(/^€\s*|\s*(?:€|EUR)$/gi, '')) ?? [];
  if (whole === undefined) return undefined;
  const cents = BigInt(whole.replace(/\D/g, '')) * 100n + BigInt(fraction.padEnd(2, '0'));
  return cents > 0n ? cents : undefined;
}

/** Exact decimal text for messages between machines: `1250.00`. */
export function decimalText(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** For people: `1,250.00`. */
export function readableAmount(cents: bigint): string {
  const [whole = '', fraction = ''] = decimalText(cents).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',').replace('-', '\u2212')}.${fraction}`;
}
