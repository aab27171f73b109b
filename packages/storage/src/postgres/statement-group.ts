import type pg from 'pg';
import type { QueryResult, Statement } from '../database.js';
import { type Parameter, toParameter } from '../parameters.js';
import { countOf, readRow, type WireField } from '../wire-result.js';

/**
 * Statements in one transaction and one round trip: all are sent before the first answer comes, with one Sync at the end. Until the
 * Sync PostgreSQL keeps them in one transaction, which it commits there, or undoes from the first failure on; each statement sees
 * what others committed before it began (PostgreSQL 55.2.4, Pipelining). `begin` and `commit` would be two answers more, and pg's
 * own pipelining makes a Sync of each statement.
 */
export function runTogether(client: pg.ClientBase, statements: readonly Statement[]): Promise<readonly QueryResult<unknown>[]> {
  const messages = statements.map(toMessages);
  return new Promise((resolve, reject) => void client.query(createGroup(messages, resolve, reject)));
}

interface StatementMessages {
  /** Empty: parsed anew each time. */
  readonly name: string;
  readonly text: string;
  readonly values: Parameter[];
}

/** pg keeps its own account of the names it prepared: ours are others. */
function toMessages({ name, text, values = [] }: Statement): StatementMessages {
  return { name: name === undefined ? '' : `${name} in a group`, text, values: values.map(toParameter) };
}

/** What is known to be prepared on a connection, by name. */
const prepared = new WeakMap<pg.Connection, Map<string, string>>();

function preparedOn(connection: pg.Connection): Map<string, string> {
  const known = prepared.get(connection) ?? new Map<string, string>();
  prepared.set(connection, known);
  return known;
}

/** The members pg's client calls when a message about its current query comes. */
interface Group extends pg.Submittable {
  readonly handleRowDescription: (message: { readonly fields: readonly WireField[] }) => void;
  readonly handleDataRow: (message: { readonly fields: readonly (string | null)[] }) => void;
  readonly handleCommandComplete: (message: { readonly text: string }, connection: pg.Connection) => void;
  readonly handleError: (error: Error) => void;
  readonly handleReadyForQuery: () => void;
}

function createGroup(
  statements: readonly StatementMessages[],
  resolve: (results: readonly QueryResult<unknown>[]) => void,
  reject: (error: unknown) => void,
): Group {
  const results: QueryResult<unknown>[] = [];
  let fields: readonly WireField[] = [];
  let rows: unknown[] = [];
  let unreadable: unknown;
  return {
    submit(connection) {
      // one packet
      connection.stream.cork();
      for (const statement of statements) send(connection, statement);
      connection.sync();
      connection.stream.uncork();
    },
    handleRowDescription(message) {
      fields = message.fields;
    },
    handleDataRow(message) {
      try {
        rows.push(readRow(fields, message.fields));
      } catch (error) {
        // Thrown here it would end the process. The statement itself has run.
        unreadable ??= error;
      }
    },
    handleCommandComplete({ text }, connection) {
      const statement = statements[results.length];
      if (statement !== undefined && statement.name !== '') preparedOn(connection).set(statement.name, statement.text);
      results.push({ rows, rowCount: countOf(text) ?? rows.length });
      rows = [];
    },
    handleError: reject,
    handleReadyForQuery() {
      if (unreadable === undefined) resolve(results);
      else reject(unreadable);
    },
  };
}

/** The last parameter of these calls once told that more follows; pg has no use for it any more, its types still want it. */
function send(connection: pg.Connection, { name, text, values }: StatementMessages): void {
  if (name === '' || preparedOn(connection).get(name) !== text) {
    // It may be there all the same, after a group that failed. Closing what is not there is no error.
    if (name !== '') connection.close({ type: 'S', name }, true);
    connection.parse({ name, text, types: [] }, true);
  }
  connection.bind({ statement: name, values }, true);
  connection.describe({ type: 'P' }, true);
  connection.execute(null, true);
}
