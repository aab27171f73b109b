/**
 * Filter expressions of list requests: the part of SCIM (RFC 7644 3.4.2.2) that Okta's lists take.
 * `attribute op "value"`, `attribute pr`, `and`, `or`, parentheses; operators without regard to case.
 */
import { ApiError } from '../api-error.js';

export type FilterOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'sw' | 'co' | 'ew';
export type Filter =
  | { readonly kind: 'compare'; readonly attribute: string; readonly operator: FilterOperator; readonly value: string }
  | { readonly kind: 'present'; readonly attribute: string }
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter };

const operators: ReadonlySet<string> = new Set<FilterOperator>(['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'sw', 'co', 'ew']);
const maxTokens = 200;
const tokenPattern = /\s*(?:(?<symbol>[()])|(?<text>"(?:[^"\\]|\\["\\/])*")|(?<word>[^\s()"]+))/y;

type Token = { readonly kind: 'symbol' | 'text' | 'word'; readonly value: string };

/** Throws E0000031 for what is no such expression. Which attributes exist is for the list to say. */
export function parseFilter(expression: string): Filter {
  const tokens = tokenize(expression);
  const [filter, end] = parseOr(tokens, 0);
  if (end !== tokens.length) throw malformed();
  return filter;
}

/** Names an attribute or operator that a list does not take. */
export function unsupportedFilter(reason: string): ApiError {
  return new ApiError('E0000031', { causes: ['The filter uses an attribute, operator or value that is not supported here.'], reason });
}

function malformed(): ApiError {
  return new ApiError('E0000031', { causes: ['The filter is not well-formed.'] });
}

function tokenize(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  const text = expression.trim();
  while (tokenPattern.lastIndex < text.length) {
    const match = tokenPattern.exec(text);
    if (match?.groups === undefined || tokens.length >= maxTokens) throw malformed();
    const { symbol, text: quoted, word } = match.groups;
    if (symbol !== undefined) tokens.push({ kind: 'symbol', value: symbol });
    else if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.slice(1, -1).replaceAll(/\\(["\\/])/g, '$1') });
    else tokens.push({ kind: 'word', value: word ?? '' });
  }
  return tokens;
}

type Parsed = readonly [filter: Filter, next: number];

function parseOr(tokens: readonly Token[], start: number): Parsed {
  let [left, at] = parseAnd(tokens, start);
  while (isWord(tokens[at], 'or')) {
    const [right, next] = parseAnd(tokens, at + 1);
    left = { kind: 'or', left, right };
    at = next;
  }
  return [left, at];
}

function parseAnd(tokens: readonly Token[], start: number): Parsed {
  let [left, at] = parseTerm(tokens, start);
  while (isWord(tokens[at], 'and')) {
    const [right, next] = parseTerm(tokens, at + 1);
    left = { kind: 'and', left, right };
    at = next;
  }
  return [left, at];
}

function parseTerm(tokens: readonly Token[], at: number): Parsed {
  const first = tokens[at];
  if (first?.kind === 'symbol' && first.value === '(') {
    const [inner, end] = parseOr(tokens, at + 1);
    if (tokens[end]?.kind !== 'symbol' || tokens[end].value !== ')') throw malformed();
    return [inner, end + 1];
  }
  const second = tokens[at + 1];
  if (first?.kind !== 'word' || second?.kind !== 'word') throw malformed();
  const operator = second.value.toLowerCase();
  if (operator === 'pr') return [{ kind: 'present', attribute: first.value }, at + 2];
  const third = tokens[at + 2];
  if (!isOperator(operator) || third === undefined || third.kind === 'symbol') throw malformed();
  return [{ kind: 'compare', attribute: first.value, operator, value: third.value }, at + 3];
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.value.toLowerCase() === word;
}

function isOperator(word: string): word is FilterOperator {
  return operators.has(word);
}
