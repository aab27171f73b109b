/**
 * Writes of management: record and event in one statement. The event is written only where a row changed, so that a refused write
 * leaves no trace.
 */
import type { SystemLogEvent } from '@countersign/engine';
import type { Database, QueryResult, Statement } from '../database.js';
import { SqlError } from '../sql-errors.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from '../system-log-row.js';

export interface Change {
  readonly name: string;
  /** An insert, update or delete with `returning`. */
  readonly text: string;
  readonly values: readonly unknown[];
  readonly event: SystemLogEvent;
  /** Further CTEs, each beginning with a comma; they may refer to `changed`. */
  readonly more?: string;
  /** What to return, from any of the CTEs. */
  readonly select?: string;
}

export function changeStatement({ name, text, values, event, more = '', select = 'select * from changed' }: Change): Statement {
  const parameter = `$${values.length + 1}`;
  return {
    name: `management-${name}`,
    text: `with changed as (${text}), logged as (${eventsFrom(parameter)} where exists (select from changed))${more} ${select}`,
    values: [...values, JSON.stringify([toSystemLogRow(event)])],
  };
}

/** The insert that writes the event given as this parameter. */
export function eventsFrom(parameter: string): string {
  return insertEventsSql(`jsonb_to_recordset(${parameter}::jsonb) as v(${systemLogRecord})`);
}

/** True when a row changed. */
export async function change(database: Database, write: Change): Promise<boolean> {
  const { rowCount } = await database.query(changeStatement(write));
  return rowCount > 0;
}

/** Statements of one transaction; the result of the last one, which has to be the change. */
export async function changeAfter(
  database: Database,
  before: readonly Statement[],
  write: Change,
  after: readonly Statement[] = [],
): Promise<QueryResult<unknown>> {
  const results = await database.transaction([...before, changeStatement(write), ...after]);
  const result = results[before.length];
  if (result === undefined) throw new Error('A transaction returned fewer results than it had statements.');
  return result;
}

/** The outcome a violated constraint stands for; any other error is thrown on. */
export function outcomeOf<Outcome>(error: unknown, outcomes: Readonly<Record<string, Outcome>>): Outcome {
  const outcome = error instanceof SqlError && error.constraint !== undefined ? outcomes[error.constraint] : undefined;
  if (outcome === undefined) throw error;
  return outcome;
}
