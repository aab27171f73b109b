import { describe, expect, it } from 'vitest';
import { authorizationDetailsTypeInput } from './authorization-details-types.js';

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
const amount = { type: 'object', properties: { amount: text(20), currency: text(3) }, required: ['amount', 'currency'] };
const payment = {
  type: 'payment',
  schema: {
    type: 'object',
    properties: { sum: { $ref: '#/$defs/amount' }, payee: text(70), account: { type: 'object', properties: { iban: text(34) } } },
    $defs: { amount },
  },
  display: [
    { label: { en: 'Amount', de: 'Betrag' }, path: 'sum', format: 'amount' },
    { label: { en: 'To' }, text: { en: '{payee} ({account.iban})' } },
    { label: { en: 'Account' }, path: 'account.iban', format: 'iban' },
  ],
};
const faultsOf = (input: unknown) => {
  const result = authorizationDetailsTypeInput.safeParse(input);
  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
};
const withSchema = (members: object) => ({ type: 't', schema: { type: 'object', ...members } });
const withLine = (line: object) => ({ ...payment, display: [line] });

describe('a type of authorization details', () => {
  it('is taken with its schema and its lines', () => {
    expect(faultsOf(payment)).toEqual([]);
    expect(authorizationDetailsTypeInput.parse(payment).display[1]?.format).toBe('text');
  });

  it.each([
    ['another member', { ...payment, more: 1 }, 'Unrecognized key'],
    ['a name with quotes', { ...payment, type: 'a"b' }, 'type: must not contain quotes'],
    ['a name with blanks', { ...payment, type: 'a b' }, 'type: must be printable ASCII'],
    ['a schema of something else than objects', { type: 't', schema: { type: 'string' } }, 'schema.type: must be object'],
    ['an unknown keyword', withSchema({ properties: { a: { type: 'string', $id: 'x' } } }), 'schema.properties.a.$id: is not supported'],
    ['a dynamic reference', withSchema({ $dynamicRef: '#x' }), 'schema.$dynamicRef: is not supported'],
    ['a reference to elsewhere', withSchema({ $ref: 'https://example.com/x' }), 'schema.$ref: must have the form'],
    ['a reference that leads nowhere', withSchema({ $ref: '#/$defs/x' }), 'schema.$ref: leads nowhere'],
    ['a reference in a circle', withSchema({ $ref: '#/$defs/x', $defs: { x: { $ref: '#/$defs/x' } } }), 'must not lead back'],
    [
      'a circle inside values',
      withSchema({ $ref: '#/$defs/x', $defs: { x: { properties: { next: { $ref: '#/$defs/x' } } } } }),
      'must not lead back',
    ],
    ['another dialect', withSchema({ $schema: 'http://json-schema.org/draft-07/schema#' }), 'only 2020-12'],
    ['fields nobody describes', withSchema({ additionalProperties: true }), 'every field is described'],
    ['fields described by pattern', withSchema({ patternProperties: { x: {} } }), 'schema.patternProperties: is not supported'],
    ['a pattern that takes for ever', withSchema({ properties: { a: { pattern: '^(a+)+$' } } }), 'could take too long'],
    ['a field name that hides', withSchema({ properties: { __proto__x: {}, ['a\u202Eb']: {} } }), 'must hold schemas by name'],
    ['a field name that is none', withSchema(JSON.parse('{"properties":{"__proto__":{}}}')), 'must hold schemas by name'],
    ['deep nesting', withSchema({ not: Array.from({ length: 40 }).reduce<object>((schema) => ({ not: schema }), {}) }), 'too deeply'],
    ['a large schema', withSchema({ enum: ['x'.repeat(20_000)] }), 'at most 16384'],
    ['text that cannot be stored', withSchema({ properties: { a: { const: '\u0000' } } }), 'cannot be stored'],
    ['a line to nowhere', withLine({ label: { en: 'X' }, path: 'account.bic' }), 'display.0.path: is not in the schema'],
    ['an amount without currency', withLine({ label: { en: 'X' }, path: 'account', format: 'amount' }), 'has no amount and currency'],
    ['words that name nothing', withLine({ label: { en: 'X' }, text: { en: 'to {nobody}' } }), 'names a place'],
    ['words with a lonely brace', withLine({ label: { en: 'X' }, text: { en: 'to {payee' } }), 'has a brace without its partner'],
    ['a line of nothing', withLine({ label: { en: 'X' } }), 'either path or text'],
    ['a label without English', withLine({ label: { de: 'X' }, path: 'payee' }), 'needs the language en'],
    ['a label that turns direction', withLine({ label: { en: 'X\u202E' }, path: 'payee' }), 'control or direction characters'],
    ['an amount below another line', { ...payment, display: payment.display.toReversed() }, 'amounts come first'],
  ])('is refused with %s', (_, input, fault) => {
    expect(faultsOf(input).join('; ')).toContain(fault);
  });

  it('counts what references write out', () => {
    const twice = (name: string) => ({ allOf: [{ $ref: `#/$defs/${name}` }, { $ref: `#/$defs/${name}` }] });
    const $defs = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`d${n}`, n === 0 ? { maxProperties: 5 } : twice(`d${n - 1}`)]));
    expect(faultsOf(withSchema({ $ref: '#/$defs/d19', $defs })).join()).toContain('references written out');
  });
});
