/**
 * How long a regular expression may search, before any text is known. JavaScript's engine tries one way after another to match a
 * text; a pattern with many ways through one text (`(a+)+$`) can keep a server busy for hours. A pattern is therefore judged by the
 * number of ways it has through the longest text: an upper bound that follows from its structure alone.
 */

/** Longest text that is ever matched, in UTF-16 units: authorization details with longer ones are refused before. */
export const longestMatchedText = 1024;
/** With so many ways a match still takes a few milliseconds at most. */
const maxWays = 5_000;
const maxPatternLength = 512;

/** Undefined: the pattern is safe. Otherwise what is wrong with it. */
export function findPatternFault(pattern: string): string | undefined {
  if (pattern.length > maxPatternLength) return `must have at most ${maxPatternLength} characters`;
  try {
    // JSON Schema 2020-12, 6.3.3: read as ECMA-262 with Unicode
    void new RegExp(pattern, 'u');
  } catch {
    return 'is not a regular expression';
  }
  const cost = new PatternReader(pattern).read();
  if (cost === undefined) return 'must not look around or refer back';
  return cost > maxWays ? 'could take too long: use fewer or narrower repetitions, and start with ^' : undefined;
}

const cap = (ways: number): number => Math.min(ways, Number.MAX_SAFE_INTEGER);

/** Reads a pattern that is known to be a valid one, and counts its ways. */
class PatternReader {
  readonly #text: string;
  #at = 0;
  #supported = true;

  constructor(pattern: string) {
    this.#text = pattern;
  }

  read(): number | undefined {
    const { ways, anchored } = this.#alternatives();
    if (!this.#supported) return undefined;
    // without ^ the search starts anew at every character
    return anchored ? ways : cap(ways * (longestMatchedText + 1));
  }

  #alternatives(): { readonly ways: number; readonly anchored: boolean } {
    let ways = 0;
    let anchored = true;
    for (;;) {
      if (this.#text[this.#at] !== '^') anchored = false;
      ways = cap(ways + this.#sequence());
      if (this.#text[this.#at] !== '|') return { ways, anchored };
      this.#at++;
    }
  }

  #sequence(): number {
    let ways = 1;
    for (let next = this.#text[this.#at]; next !== undefined && next !== '|' && next !== ')'; next = this.#text[this.#at]) {
      ways = cap(ways * repeated(this.#atom(), this.#quantifier()));
    }
    return ways;
  }

  /** One character, class, escape or group. */
  #atom(): number {
    const rest = this.#text.slice(this.#at);
    if (rest.startsWith('(')) return this.#group(rest);
    const [atom = ''] = /^(?:\[(?:\\.|[^\]\\])*\]|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\x..|\\c.|\\.|.)/su.exec(rest) ?? [];
    if (/^\\[1-9k]/.test(atom)) this.#supported = false;
    this.#at += atom.length;
    return 1;
  }

  #group(rest: string): number {
    if (/^\(\?[=!<]/.test(rest) || (rest.startsWith('(?') && !rest.startsWith('(?:'))) this.#supported = false;
    this.#at += rest.startsWith('(?:') ? 3 : 1;
    const { ways } = this.#alternatives();
    this.#at++;
    return ways;
  }

  #quantifier(): Repetition {
    const match = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(this.#text.slice(this.#at));
    if (match === null) return { min: 1, max: 1 };
    this.#at += match[0].length;
    const [, sign, from, comma, to] = match;
    if (sign !== undefined) return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : longestMatchedText };
    const min = Math.min(Number(from), longestMatchedText);
    if (comma === undefined) return { min, max: min };
    return { min, max: to === undefined || to === '' ? longestMatchedText : Math.min(Number(to), longestMatchedText) };
  }
}

interface Repetition {
  readonly min: number;
  readonly max: number;
}

/** As many ways as there are numbers of rounds, each round with all the ways of what is repeated. */
function repeated(ways: number, { min, max }: Repetition): number {
  if (ways === 1) return Math.max(1, max - min + 1);
  let sum = 0;
  for (let rounds = min; rounds <= max && sum < Number.MAX_SAFE_INTEGER; rounds++) sum = cap(sum + ways ** rounds);
  return Math.max(1, sum);
}
