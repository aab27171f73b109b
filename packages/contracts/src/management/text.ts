/** Text as the management API takes it. What cannot be stored or would deceive a reader is refused, never cleaned up. */
import { z } from 'zod';
import { findUnsafeText } from '../visible-text.js';

/** PostgreSQL cannot store U+0000, and a lone surrogate is no text at all. */
export function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\u0000');
}

/** Controls, line and paragraph separators, and everything that turns the reading direction. */
const deceiving = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
/** Further: invisible, unassigned and private characters (security model S-025, S-029). */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cn}\p{Co}]/u;

interface Length {
  readonly min?: number;
  readonly max: number;
}

/** Free text: descriptions, notes. Lengths count UTF-16 units. */
export const text = ({ min = 0, max }: Length) =>
  z.string().min(min).max(max).refine(isStorable, 'contains characters that cannot be stored');

/** One line of text: names of people and groups. */
export const lineText = ({ min = 1, max }: Length) =>
  text({ min, max }).refine((value) => !deceiving.test(value), 'contains control or direction characters');

/** A name shown to people who approve: it must look like what it is, by the rules of everything else they are shown. */
export const visibleText = ({ min = 1, max }: Length) =>
  lineText({ min, max })
    .refine((value) => !unseen.test(value), 'contains invisible characters')
    .refine((value) => value.trim() !== '', 'must not be blank')
    .refine((value) => findUnsafeText(value) === undefined, 'contains characters that cannot be shown safely');

/** Printable ASCII without blanks: URIs, client ids, names on the OAuth wire. */
export const asciiWord = ({ min = 1, max }: Length) =>
  z
    .string()
    .min(min)
    .max(max)
    .regex(/^[\x21-\x7e]*$/, 'must be printable ASCII without blanks');

/** An opaque object id. */
export const objectId = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/, 'is not an id');

/** Times of the management API: ISO 8601 in UTC. */
export const timestamp = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** `ACTIVE` or `INACTIVE`: the life of most records. */
export const activity = z.enum(['ACTIVE', 'INACTIVE']);
