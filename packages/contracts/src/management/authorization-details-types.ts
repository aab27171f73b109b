/**
 * Types of authorization details (RFC 9396) of an authorization server: what an object of the type may contain, and how people read it.
 * A type says all about its objects: what it does not describe is refused, and what is approved is shown.
 */
import { z } from 'zod';
import { describesPath, fieldName, findSchemaFaults } from './details-schema.js';
import { linksWithSelf } from './links.js';
import { asciiWord, timestamp, visibleText } from './text.js';

/** Where a value is, from the object's top: `creditorAccount.iban`. */
const path = z
  .string()
  .max(256)
  .refine((text) => text.split('.').every((name) => fieldName.test(name)), 'must be field names with dots between');
const languageTag = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/, 'is not a language tag');

/** A text in several languages, by BCP 47 tag; English is what stands in for a missing one. */
const localized = (max: number) =>
  z
    .record(languageTag, visibleText({ max }))
    .refine((texts) => Object.hasOwn(texts, 'en'), 'needs the language en')
    .refine((texts) => Object.keys(texts).length <= 50, 'has too many languages');

const displayLine = z
  .strictObject({
    label: localized(64),
    /** The value to show. */
    path: path.optional(),
    /** In place of `path`: words with `{path}` where values stand. */
    text: localized(256).optional(),
    format: z.enum(['text', 'amount', 'iban', 'date', 'list']).default('text'),
  })
  .superRefine((line, context) => {
    if ((line.path === undefined) === (line.text === undefined))
      context.addIssue({ code: 'custom', path: ['path'], message: 'either path or text is needed' });
    if (line.text !== undefined && line.format !== 'text')
      context.addIssue({ code: 'custom', path: ['format'], message: 'must be text where words are given' });
    for (const [language, text] of Object.entries(line.text ?? {})) {
      if (/[{}]/.test(text.replaceAll(/\{[^{}]*\}/g, '')))
        context.addIssue({ code: 'custom', path: ['text', language], message: 'has a brace without its partner' });
    }
  });
export type DetailsDisplayLine = z.output<typeof displayLine>;

/** The places the words of a line speak of. */
export function placesIn(text: string): readonly string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map(([, place = '']) => place);
}

export const authorizationDetailsTypeInput = z
  .strictObject({
    /** The value of `type` in a request (RFC 9396 2). */
    type: asciiWord({ max: 255 }).refine((type) => !/["\\]/.test(type), 'must not contain quotes and backslashes'),
    schema: z.record(z.string(), z.unknown()),
    /** In order, amount and payee first. Fields without a line follow with their names. */
    display: z.array(displayLine).max(30).default([]),
  })
  .superRefine((input, context) => {
    const fail = (at: readonly (string | number)[], message: string) => context.addIssue({ code: 'custom', path: [...at], message });
    const faults = findSchemaFaults(input.schema);
    for (const fault of faults) fail(['schema', ...fault.path], fault.message);
    if (faults.length === 0) checkDisplay(input, fail);
  })
  .meta({
    id: 'AuthorizationDetailsTypeInput',
    examples: [
      {
        type: 'address_change',
        schema: {
          type: 'object',
          properties: { type: { const: 'address_change' }, street: { type: 'string', maxLength: 100 } },
          required: ['type', 'street'],
          additionalProperties: false,
        },
        display: [{ label: { en: 'New address' }, path: 'street' }],
      },
    ],
  });
export type AuthorizationDetailsTypeInput = z.output<typeof authorizationDetailsTypeInput>;

function checkDisplay(
  { schema, display }: { readonly schema: Readonly<Record<string, unknown>>; readonly display: readonly DetailsDisplayLine[] },
  fail: (at: readonly (string | number)[], message: string) => void,
): void {
  const isDescribed = (place: string) => place === 'type' || describesPath(schema, place.split('.'));
  let othersSeen = false;
  display.forEach((line, index) => {
    // security model S-W1: the amount is what a person must not overlook
    if (line.format === 'amount' && othersSeen) fail(['display', index, 'format'], 'amounts come first');
    othersSeen ||= line.format !== 'amount';
    if (line.path !== undefined && !isDescribed(line.path)) fail(['display', index, 'path'], 'is not in the schema');
    if (line.format === 'amount' && !['amount', 'currency'].every((member) => isDescribed(`${line.path}.${member}`)))
      fail(['display', index, 'path'], 'has no amount and currency in the schema');
    for (const [language, text] of Object.entries(line.text ?? {})) {
      if (!placesIn(text).every(isDescribed)) fail(['display', index, 'text', language], 'names a place that is not in the schema');
    }
  });
}

export const authorizationDetailsTypeOutput = z
  .object({
    id: z.string().length(20),
    type: z.string(),
    /** Grows with every replacement. */
    version: z.int().min(1),
    schema: z.record(z.string(), z.unknown()),
    display: z.array(displayLine),
    created: timestamp,
    lastUpdated: timestamp,
    _links: linksWithSelf,
  })
  .meta({ id: 'AuthorizationDetailsType' });
