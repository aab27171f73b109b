import { authorizationDetailsTypeInput } from '@countersign/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDetailsType } from '../../domain/authorization-details/compile-type.js';
import { exampleClient, exampleServer } from '../../testing/oauth-examples.js';
import { OAuthError } from '../errors.js';
import { narrowedDetails } from './narrow-details.js';
import { parseAuthorizationDetails, parseDetailsClaim } from './parse-details.js';
import { validateAuthorizationDetails } from './validate-details.js';

const text = { type: 'string', maxLength: 70 };
const payment = createDetailsType(
  authorizationDetailsTypeInput.parse({
    type: 'payment',
    schema: {
      type: 'object',
      properties: {
        sum: { $ref: '#/$defs/amount' },
        payee: text,
        account: { type: 'object', properties: { iban: { ...text, format: 'iban' } }, additionalProperties: false },
        tags: { type: 'array', items: text, maxItems: 3 },
        on: { type: 'string', format: 'date' },
        any: true,
        pair: { type: 'array', prefixItems: [text, { type: 'number' }] },
        fixed: { const: { a: { b: 1 } } },
        either: {
          oneOf: [
            { properties: { x: text }, required: ['x'] },
            { properties: { y: { type: 'object' } }, required: ['y'] },
          ],
        },
        switched: JSON.parse(
          '{"if":{"properties":{"kind":{"const":"a"}}},"then":{"properties":{"a":{"type":"string"}}},"else":{"properties":{"b":{"type":"string"}}}}',
        ),
      },
      required: ['sum', 'payee'],
      additionalProperties: false,
      $defs: {
        amount: {
          type: 'object',
          properties: { amount: { type: 'string', pattern: '^[0-9]{1,9}\\.[0-9]{2}$' }, currency: { enum: ['EUR', 'USD'] } },
          required: ['amount', 'currency'],
        },
      },
    },
  }),
);
const server = exampleServer({ authorizationDetailsTypes: new Map([['payment', payment]]) });
const client = exampleClient({ authorizationDetailsTypes: new Set(['payment', 'gone']) });
const good = { type: 'payment', sum: { amount: '250.00', currency: 'EUR' }, payee: 'J. Doe' };
const accept = (details: unknown, by = client) =>
  validateAuthorizationDetails(parseAuthorizationDetails(JSON.stringify(details)), { server, client: by });
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'accepted';
  } catch (error) {
    return error instanceof OAuthError ? `${error.code}: ${error.reason ?? error.description}` : String(error);
  }
};

describe('authorization details (RFC 9396 5, R-033)', () => {
  it.each([
    ['the least', good],
    ['all fields', { ...good, account: { iban: 'DE89370400440532013000' }, tags: ['a', 'b'], on: '2026-11-22', pair: ['a', 1] }],
    ['a field of any plain value', { ...good, any: 7 }],
    ['a constant', { ...good, fixed: { a: { b: 1 } } }],
    ['one of two', { ...good, either: { y: {} } }],
    ['a condition', { ...good, switched: { kind: 'a', a: 'x' } }],
    ['a percent sign', { ...good, payee: '3 % GmbH' }],
  ])('are taken with %s', (_, detail) => {
    expect(codeOf(() => accept([detail]))).toBe('accepted');
  });

  it.each([
    ['an unknown type', { type: 'unknown' }],
    ['a type that was removed', { type: 'gone' }],
    ['a type named as every object has members', { type: 'constructor' }],
    ['an unknown field', { ...good, more: 1 }],
    ['an unknown field that every object inherits', { ...good, toString: 'x' }],
    ['an unknown field named __proto__', JSON.parse(`{"__proto__":1,${JSON.stringify(good).slice(1)}`)],
    ['an unknown field inside', { ...good, account: { iban: 'DE89370400440532013000', bic: 'X' } }],
    ['an unknown field behind a reference', { ...good, sum: { amount: '1.00', currency: 'EUR', rate: 2 } }],
    ['a field inside a value of any kind', { ...good, any: { hidden: 1 } }],
    ['an item inside a value of any kind', { ...good, any: ['hidden'] }],
    ['an item nobody described', { ...good, pair: ['a', 1, 'hidden'] }],
    ['a field inside an alternative', { ...good, either: { y: { hidden: 1 } } }],
    ['a field of the other alternative', { ...good, either: { x: 'a', z: 1 } }],
    ['a field of the other condition', { ...good, switched: { kind: 'a', b: 'x' } }],
    ['a constant with more', { ...good, fixed: { a: { b: 1, c: 2 } } }],
    ['a field of another kind', { ...good, payee: 1 }],
    ['an invalid value', { ...good, sum: { amount: '250', currency: 'EUR' } }],
    ['an unlisted value', { ...good, sum: { amount: '250.00', currency: 'XXX' } }],
    ['a field missing', { type: 'payment', payee: 'J. Doe' }],
    ['a wrong check digit', { ...good, account: { iban: 'DE88370400440532013000' } }],
    ['a day that is none', { ...good, on: '2026-02-30' }],
  ])('are refused with %s', (_, detail) => {
    expect(codeOf(() => accept([good, detail]))).toMatch(/^invalid_authorization_details: /);
  });

  it('S-029 are refused with text that deceives a reader, at any depth', () => {
    for (const payee of ['Pay \u202E5', 'J.\nDoe', 'J.\u200BDoe', 'J. Doe\u2028', '\uFFFD', 'e\u0301', '😀', '\u00AD'])
      expect(codeOf(() => accept([{ ...good, tags: ['fine', payee] }]))).toMatch(/^invalid_authorization_details: A text/);
  });

  it('R-035 are refused to a client that is not registered for the type, in the words for an unknown one', () => {
    const other = exampleClient();
    const descriptionOf = (act: () => unknown) => {
      try {
        act();
      } catch (error) {
        return error instanceof OAuthError ? error.description : undefined;
      }
      return undefined;
    };
    expect(descriptionOf(() => accept([good], other))).toBe(descriptionOf(() => accept([{ type: 'unknown' }])));
    expect(descriptionOf(() => accept([good], other))).toContain('not allowed for this client');
  });

  it.each([
    ['no JSON', '['],
    ['no array', JSON.stringify(good)],
    ['an empty array', '[]'],
    ['eleven elements', JSON.stringify(Array.from({ length: 11 }, () => good))],
    ['an element that is no object', '["payment"]'],
    ['an element that is a list', '[[]]'],
    ['an element without type', '[{}]'],
    ['a type that is no text', '[{"type":1}]'],
    ['a member twice', '[{"type":"payment","type":"payment"}]'],
    [
      'more than 8 kB',
      `[{"type":"payment","tags":["${'é'.repeat(1_000)}","${'é'.repeat(1_000)}","${'é'.repeat(1_000)}","${'é'.repeat(1_000)}","${'é'.repeat(100)}"]}]`,
    ],
  ])('are refused as %s', (_, sent) => {
    expect(codeOf(() => parseAuthorizationDetails(sent))).toMatch(/^invalid_authorization_details: /);
  });

  it('whatever is sent, the answer is the parsed array or the error of RFC 9396', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.array(fc.jsonValue(), { maxLength: 3 }).map((list) => JSON.stringify(list)),
        ),
        (sent) => {
          expect(codeOf(() => accept(JSON.parse(JSON.stringify(sent))))).toMatch(/^(?:accepted$|invalid_authorization_details: )/);
          const outcome = codeOf(() => parseAuthorizationDetails(sent));
          expect(outcome).toMatch(/^(?:accepted$|invalid_authorization_details: )/);
          if (outcome === 'accepted') expect(parseAuthorizationDetails(sent)).toEqual(JSON.parse(sent));
        },
      ),
      { numRuns: 300, seed: 13 },
    );
  });

  it('C-069 of a signed request may be the array itself or its text', () => {
    const jwt = (claims: string) => `h.${Buffer.from(claims).toString('base64url')}.s`;
    const array = JSON.stringify([good]);
    expect(parseDetailsClaim([good], jwt(`{"iat":1.12345678901234567890,"authorization_details":${array}}`))).toEqual([good]);
    expect(parseDetailsClaim(array, jwt(JSON.stringify({ authorization_details: array })))).toEqual([good]);
    expect(parseDetailsClaim(undefined, jwt('{}'))).toBeUndefined();
    for (const claims of [
      `{"authorization_details":${array},"authorization_details":${array}}`,
      `{"authorization_details":[{"type":"payment","payee":"a","payee":"b"}]}`,
      `{"authorization_details":[{"type":"payment","any":0.12345678901234567890}]}`,
      `{"authorization_details":{"type":"payment"}}`,
    ]) {
      expect(codeOf(() => parseDetailsClaim(JSON.parse(claims).authorization_details, jwt(claims)))).toMatch(
        /^invalid_authorization_details: /,
      );
    }
  });

  it('R-037 may be fewer when tokens are refreshed, never others', () => {
    const second = { ...good, payee: 'Other' };
    const granted = [good, second];
    const reordered = JSON.stringify([{ payee: 'Other', sum: { currency: 'EUR', amount: '250.00' }, type: 'payment' }]);
    expect(narrowedDetails(undefined, granted)).toBeUndefined();
    expect(narrowedDetails(reordered, granted)).toEqual([second]);
    for (const wider of [{ ...good, payee: 'X' }, { ...good, any: 1 }, { type: 'payment' }])
      expect(codeOf(() => narrowedDetails(JSON.stringify([good, wider]), granted))).toMatch(/^invalid_authorization_details: /);
    expect(codeOf(() => narrowedDetails(JSON.stringify([good]), undefined))).toMatch(/^invalid_authorization_details: /);
  });
});
