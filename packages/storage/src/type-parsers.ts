/**
 * How column values reach the code: one list for both engines, so that a statement gives the same values on each.
 * Types that are not listed arrive as PostgreSQL's text. Keys are type oids of `pg_type`.
 */
type TypeParser = (text: string) => unknown;

/** `timestamptz` as milliseconds since the epoch. Both engines write ISO style, in UTC or with an offset. */
function parseTimestamp(text: string): number {
  const match = timestampPattern.exec(text);
  if (match === null) throw new Error('A timestamp of the database is out of range.');
  const [, date = '', time = '', fraction = '', sign = '', hours = '0', minutes = '0'] = match;
  const local = Date.parse(`${date}T${time}Z`) + Math.round(Number(`0${fraction}`) * 1_000);
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? local + offsetMs : local - offsetMs;
}
const timestampPattern = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-])(\d\d)(?::(\d\d))?$/;

/** A one-dimensional `text[]`. Elements are quoted where they hold more than plain characters. */
function parseTextArray(text: string): readonly (string | null)[] {
  const items: (string | null)[] = [];
  for (const [, quoted, plain] of text.slice(1, -1).matchAll(arrayItemPattern)) {
    if (quoted !== undefined) items.push(quoted.replaceAll(/\\(.)/gs, '$1'));
    else if (plain !== undefined) items.push(plain === 'NULL' ? null : plain);
  }
  return items;
}
const arrayItemPattern = /"((?:[^"\\]|\\.)*)"|([^",]+)/gs;

/** Past 2^53 a number would be silently wrong. */
function parseInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error('An integer of the database is too large for a number.');
  return value;
}

function parseJson(text: string): unknown {
  return JSON.parse(text);
}

function parseBytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
}

const parsers: ReadonlyMap<number, TypeParser> = new Map<number, TypeParser>([
  [16, (text) => text === 't'], // bool
  [17, parseBytes], // bytea
  [20, parseInteger], // int8
  [21, parseInteger], // int2
  [23, parseInteger], // int4
  [26, parseInteger], // oid
  [114, parseJson], // json
  [700, Number], // float4
  [701, Number], // float8
  [1009, parseTextArray], // text[]
  [1184, parseTimestamp], // timestamptz
  [3802, parseJson], // jsonb
]);

const asText: TypeParser = (text) => text;

/** The parser for a column of this type. */
export function typeParser(oid: number): TypeParser {
  return parsers.get(oid) ?? asText;
}
