/**
 * JSON read so that nothing can mean two things (RFC 8785, RFC 7493): `JSON.parse` takes the last of two members of one name and rounds
 * numbers, so that what one reader approves another one executes differently. Here both are errors.
 */
import type { Json } from '@countersign/evidence';

export interface JsonLimits {
  /** Lists and objects inside each other. */
  readonly maxDepth: number;
  /** Values that are neither list nor object, and empty ones of those. */
  readonly maxValues: number;
  /** Of one string or member name, in UTF-16 units. */
  readonly maxStringLength: number;
}

/** Private: the reason is for the log. */
export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';
}

/** Throws `StrictJsonError` for what is no JSON text, exceeds a limit, has a repeated member, an inexact number, U+0000 or half a character. */
export function parseStrictJson(text: string, limits: JsonLimits): Json {
  return new StrictReader(text, { ...limits, exactNumbers: true }).read();
}

/**
 * The JSON text of one member of an object, as it was sent; undefined: it is not there. Throws `StrictJsonError` as above, but leaves
 * numbers alone: they are for who reads the text.
 */
export function readMemberText(text: string, name: string, limits: JsonLimits): string | undefined {
  return new StrictReader(text, { ...limits, exactNumbers: false }).readMember(name);
}

const refuse = (message: string): never => {
  throw new StrictJsonError(message);
};

interface Limits extends JsonLimits {
  readonly exactNumbers: boolean;
}
type MemberListener = (name: string, text: string) => void;

class StrictReader {
  readonly #text: string;
  readonly #limits: Limits;
  #at = 0;
  #values = 0;

  constructor(text: string, limits: Limits) {
    this.#text = text;
    this.#limits = limits;
  }

  read(): Json {
    const value = this.#value(0);
    if (this.#next() !== undefined) refuse('more than one value');
    return value;
  }

  readMember(wanted: string): string | undefined {
    let found: string | undefined;
    if (this.#next() !== '{') refuse('not an object');
    this.#object(1, (name, text) => {
      if (name === wanted) found = text;
    });
    if (this.#next() !== undefined) refuse('more than one value');
    return found;
  }

  #value(depth: number): Json {
    const first = this.#next();
    if (first === '{' || first === '[') {
      if (depth >= this.#limits.maxDepth) refuse('nested too deeply');
      const value = first === '{' ? this.#object(depth + 1) : this.#list(depth + 1);
      if (Object.keys(value).length === 0) this.#countValue();
      return value;
    }
    this.#countValue();
    return first === '"' ? this.#string() : this.#literal();
  }

  #countValue(): void {
    if (++this.#values > this.#limits.maxValues) refuse('too many values');
  }

  #object(depth: number, onMember?: MemberListener): { readonly [member: string]: Json } {
    const members = new Map<string, Json>();
    this.#at++;
    while (!this.#took('}', members.size)) {
      if (this.#next() !== '"') refuse('a member without a name');
      const name = this.#string();
      if (members.has(name)) refuse('a member is there twice');
      if (this.#next() !== ':') refuse('a member without a value');
      this.#at++;
      const start = this.#at;
      members.set(name, this.#value(depth));
      onMember?.(name, this.#text.slice(start, this.#at));
    }
    return Object.fromEntries(members);
  }

  #list(depth: number): readonly Json[] {
    const items: Json[] = [];
    this.#at++;
    while (!this.#took(']', items.length)) items.push(this.#value(depth));
    return items;
  }

  /** True at the end of the list or object; else steps over the comma that has to stand before every element but the first. */
  #took(end: ']' | '}', elements: number): boolean {
    const next = this.#next();
    if (next === end) {
      this.#at++;
      return true;
    }
    if (elements > 0) {
      if (next !== ',') refuse('a comma is missing');
      this.#at++;
      // RFC 8259 5: no comma after the last
      if (this.#next() === end) refuse('a comma too many');
    }
    return false;
  }

  #string(): string {
    const pattern = /"(?:[^"\\]|\\.)*"/sy;
    pattern.lastIndex = this.#at;
    const [token] = pattern.exec(this.#text) ?? refuse('a string without end');
    this.#at += token.length;
    const value = unescaped(token);
    if (value.length > this.#limits.maxStringLength) refuse('a string is too long');
    if (!value.isWellFormed() || value.includes('\u0000')) refuse('a string cannot be stored');
    return value;
  }

  #literal(): number | boolean | null {
    const pattern = /true|false|null|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
    pattern.lastIndex = this.#at;
    const [token, number] = pattern.exec(this.#text) ?? refuse('not a value');
    this.#at += token.length;
    if (number === undefined) return token === 'null' ? null : token === 'true';
    const value = Number(number);
    if (this.#limits.exactNumbers && !isSameDecimal(number, String(value))) refuse('a number cannot be kept exactly');
    // no negative zero
    return value + 0;
  }

  /** The next character that is not a blank. */
  #next(): string | undefined {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
    return this.#text[this.#at];
  }
}

function unescaped(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return refuse('a string is malformed');
  }
}

/** Whether two decimal texts name one number: same digits, same place of the point. */
function isSameDecimal(a: string, b: string): boolean {
  const [first, second] = [normalizedDecimal(a), normalizedDecimal(b)];
  return first !== undefined && first === second;
}

/** Significant digits and power of ten; the same for every way to write one number. Undefined: no finite number. */
function normalizedDecimal(text: string): string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === '' || exponent.length > 6) return undefined;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
