/** What JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json | undefined };

/**
 * The one text of a JSON value (RFC 8785, JSON Canonicalization Scheme): no blanks, members sorted by UTF-16 code units, numbers and
 * strings as ECMAScript writes them. Members that are undefined are left out. Throws `TypeError` for what has no such text: numbers
 * that are not finite, strings with lone surrogates.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return canonicalString(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  return isList(value) ? canonicalList(value) : canonicalObject(value);
}

// Plain loops: every challenge and every answer of ours comes through here.

function canonicalList(list: readonly Json[]): string {
  let text = '[';
  for (const [at, item] of list.entries()) text += at === 0 ? canonicalJson(item) : `,${canonicalJson(item)}`;
  return `${text}]`;
}

function canonicalObject(object: { readonly [member: string]: Json | undefined }): string {
  let text = '';
  for (const name of Object.keys(object).sort()) {
    const member = object[name];
    if (member !== undefined) text += `${text === '' ? '' : ','}${canonicalString(name)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('JSON has no text for a number that is not finite.');
  return JSON.stringify(value);
}

/** Printable ASCII that needs no escape: nearly all texts. */
const plain = /^[ !#-[\]-~]*$/;

function canonicalString(value: string): string {
  if (plain.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('JSON has no one text for a string with a lone surrogate.');
  return JSON.stringify(value);
}

/** `Array.isArray` does not narrow read-only arrays. */
function isList(value: readonly Json[] | object): value is readonly Json[] {
  return Array.isArray(value);
}
