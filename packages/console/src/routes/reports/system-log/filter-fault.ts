/** Where a filter expression stops being one (the part of RFC 7644 3.4.2.2 that the API takes), so that a fault is shown at its place. */

export interface FilterFault {
  /** Index of the character. */
  readonly at: number;
  readonly message: string;
}

interface Token {
  readonly text: string;
  readonly at: number;
}

const operators: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'sw', 'co', 'ew']);
const tokenPattern = /\s*([()]|"(?:[^"\\]|\\["\\/])*"|[^\s()"]+)/y;

/** Undefined for an expression, and for none at all. Which attributes there are is for the server to say. */
export function filterFault(text: string): FilterFault | undefined {
  const tokens: Token[] = [];
  let end = 0;
  while (text.slice(end).trim() !== '') {
    tokenPattern.lastIndex = end;
    const match = tokenPattern.exec(text);
    if (match === null) return { at: text.indexOf('"', end), message: 'the quotation mark is never closed' };
    end = tokenPattern.lastIndex;
    tokens.push({ text: match[1] ?? '', at: end - (match[1] ?? '').length });
  }
  return tokens.length === 0 ? undefined : checkExpression(tokens, text.length);
}

function checkExpression(tokens: readonly Token[], end: number): FilterFault | undefined {
  let at = 0;
  let depth = 0;
  const isWord = (token: Token | undefined): token is Token => token !== undefined && !/^[()"]/.test(token.text);
  const fault = (token: Token | undefined, message: string): FilterFault => ({ at: token?.at ?? end, message });
  for (;;) {
    while (tokens[at]?.text === '(') {
      depth += 1;
      at += 1;
    }
    const [attribute, operator, value] = tokens.slice(at, at + 3);
    if (!isWord(attribute)) return fault(attribute, 'an attribute is expected, such as eventType');
    if (!isWord(operator)) return fault(operator, 'an operator is expected, such as eq');
    const name = operator.text.toLowerCase();
    if (name !== 'pr' && !operators.has(name))
      return fault(operator, `${operator.text} is no operator: eq, ne, gt, ge, lt, le, sw, co, ew, pr`);
    if (name !== 'pr' && (value === undefined || /^[()]/.test(value.text))) return fault(value, 'a value in quotation marks is expected');
    at += name === 'pr' ? 2 : 3;
    while (tokens[at]?.text === ')') {
      depth -= 1;
      if (depth < 0) return fault(tokens[at], 'this parenthesis was never opened');
      at += 1;
    }
    const next = tokens[at];
    if (next === undefined) return depth > 0 ? fault(next, 'a parenthesis is not closed') : undefined;
    if (!/^(?:and|or)$/i.test(next.text)) return fault(next, 'and, or or the end is expected');
    at += 1;
  }
}
