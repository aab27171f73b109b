/**
 * A batch reaches its statement as one JSON parameter: an array of objects with a running `ordinal`, by which each caller learns its
 * own outcome.
 *
 * Statements over it compare states with a column of the input (`'pending' as pending`), not with the word itself: where the planner
 * can prove that the condition of a partial index holds, it takes that index for nearly empty and reads it whole for each row,
 * instead of looking up the row's key.
 */

/**
 * A row source over parameter `$index`. The bound on `ordinal` is for the planner: it takes any JSON to have 100 rows, would read
 * small tables whole for that many, and go on doing so in its stored plan while they grow. With the bound it reckons with one row
 * and finds each by index, which is right for every size of table.
 */
export function inputRows(index: number, columns: string): string {
  return `(select * from jsonb_to_recordset($${index}::jsonb) as input_row(ordinal integer, ${columns}) where ordinal between 0 and 1000000)`;
}

/** The parameter for `inputRows`. */
export function toInput(rows: readonly object[]): string {
  return JSON.stringify(rows.map((row, ordinal) => ({ ordinal, ...row })));
}
