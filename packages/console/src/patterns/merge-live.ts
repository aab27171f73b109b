interface Merging<Row> {
  /** From the list, newest first. */
  readonly loaded: readonly Row[];
  /** From the tail, the last one first. */
  readonly arrived: readonly Row[];
  readonly idOf: (row: Row) => string;
  /** ISO 8601. */
  readonly timeOf: (row: Row) => string;
  readonly later: (one: Row, other: Row) => Row;
  /** The list is loaded to its end. */
  readonly isWhole: boolean;
  readonly max: number;
}

/** One list, newest first, each row once and in its latest state. What is older than all that is loaded stays for its page. */
export function mergeLive<Row>({ loaded, arrived, idOf, timeOf, later, isWhole, max }: Merging<Row>): readonly Row[] {
  if (arrived.length === 0) return loaded;
  const rows = new Map(loaded.map((row) => [idOf(row), row]));
  const oldest = loaded.at(-1);
  const end = isWhole || oldest === undefined ? '' : timeOf(oldest);
  for (const row of arrived) {
    const id = idOf(row);
    const known = rows.get(id);
    if (known !== undefined) rows.set(id, later(known, row));
    else if (timeOf(row) >= end) rows.set(id, row);
  }
  // the sort is stable: what happened at the same moment stays as it came
  return [...rows.values()].sort((one, other) => (timeOf(one) < timeOf(other) ? 1 : timeOf(one) > timeOf(other) ? -1 : 0)).slice(0, max);
}
