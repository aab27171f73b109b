/** How PostgreSQL's messages about one statement become its result: the same on both engines. */
import { typeParser } from './type-parsers.js';

/** What a row description says of a column. */
export interface WireField {
  readonly name: string;
  readonly dataTypeID: number;
}

/** Values are PostgreSQL's text. */
export function readRow(fields: readonly WireField[], values: readonly (string | null)[]): Readonly<Record<string, unknown>> {
  const row: Record<string, unknown> = {};
  for (const [index, field] of fields.entries()) {
    const text = values[index] ?? null;
    row[field.name] = text === null ? null : typeParser(field.dataTypeID)(text);
  }
  return row;
}

/** `INSERT 0 5`, `UPDATE 3`, `SELECT 2`; other commands have no count. */
export function countOf(tag: string): number | undefined {
  const match = /(\d+)$/.exec(tag);
  return match === null ? undefined : Number(match[1]);
}
