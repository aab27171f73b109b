/**
 * How values become parameters: as PostgreSQL's text, the same for both engines. The server knows the type each place wants.
 * Arrays become PostgreSQL arrays, other objects JSON; write `JSON.stringify(list)` for an array in a JSON column.
 */
export type Parameter = string | null;

/** Times are handed over as ISO 8601 text (`toTimestamp`), never as Date objects. */
export function toParameter(value: unknown): Parameter {
  switch (typeof value) {
    case 'undefined':
      return null;
    case 'string':
      return value;
    case 'boolean':
      return value ? 't' : 'f';
    case 'number':
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? null : objectParameter(value);
    default:
      throw new TypeError(`A ${typeof value} cannot be a parameter of a statement.`);
  }
}

function objectParameter(value: object): string {
  if (value instanceof Date) throw new TypeError('Times are instants (numbers); use toTimestamp.');
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return `{${value.map(arrayItem).join(',')}}`;
  return JSON.stringify(value);
}

function arrayItem(value: unknown): string {
  const text = toParameter(value);
  return text === null ? 'NULL' : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** An instant (milliseconds since the epoch) as a `timestamptz` parameter, also inside JSON. */
export function toTimestamp(instant: number): string {
  return new Date(instant).toISOString();
}

export function toOptionalTimestamp(instant: number | undefined): string | null {
  return instant === undefined ? null : toTimestamp(instant);
}
