import { type PGlite, protocol } from '@electric-sql/pglite';
import { SqlError, toSqlError } from '../sql-errors.js';
import { countOf, readRow, type WireField } from '../wire-result.js';
import type { PreparedStatement, StatementResult } from './messages.js';

/**
 * Statements on the one connection of PGlite, spoken in PostgreSQL's extended protocol as `pg` does it: parameters as text, named
 * statements parsed once, all messages of a statement in one call (0.13 ms where PGlite's own `query` takes 0.31 ms).
 */
export interface Session {
  run(statement: PreparedStatement): Promise<StatementResult>;
  /** All or nothing. */
  runTransaction(statements: readonly PreparedStatement[]): Promise<readonly StatementResult[]>;
}

const { serialize } = protocol;

export function createSession(pglite: PGlite): Session {
  const prepared = new Map<string, string>();

  const run = async (statement: PreparedStatement): Promise<StatementResult> => {
    const { name = '', text, values } = statement;
    const known = name === '' ? undefined : prepared.get(name);
    if (known !== undefined && known !== text) throw new SqlError('other', `The statement name ${name} stands for two texts.`);
    const messages = await pglite.execProtocolStream(
      Buffer.concat([
        ...(known === undefined ? [serialize.parse(name === '' ? { text } : { name, text })] : []),
        serialize.bind({ portal: '', statement: name, values: [...values] }),
        serialize.describe({ type: 'P', name: '' }),
        serialize.execute({}),
        serialize.sync(),
      ]),
      { throwOnError: false, syncToFs: false },
    );
    if (name !== '' && messages.some((message) => message.name === 'parseComplete')) prepared.set(name, text);
    return readResult(messages);
  };

  const runTransaction = async (statements: readonly PreparedStatement[]): Promise<readonly StatementResult[]> => {
    const results: StatementResult[] = [];
    await run(command('begin'));
    try {
      for (const statement of statements) results.push(await run(statement));
      await run(command('commit'));
    } catch (error) {
      await run(command('rollback')).catch(() => undefined);
      throw error;
    }
    return results;
  };

  return { run, runTransaction };
}

/** A statement without name and values. */
export function command(text: string): PreparedStatement {
  return { name: undefined, text, values: [] };
}

type BackendMessage = Awaited<ReturnType<PGlite['execProtocolStream']>>[number];

function readResult(messages: readonly BackendMessage[]): StatementResult {
  let fields: readonly WireField[] = [];
  const rows: Readonly<Record<string, unknown>>[] = [];
  let rowCount: number | undefined;
  for (const message of messages) {
    if (message instanceof protocol.messages.DatabaseError) throw toSqlError(message);
    if (message instanceof protocol.messages.RowDescriptionMessage) fields = message.fields;
    else if (message instanceof protocol.messages.DataRowMessage) rows.push(readRow(fields, message.fields));
    else if (message instanceof protocol.messages.CommandCompleteMessage) rowCount = countOf(message.text);
  }
  return { rows, rowCount: rowCount ?? rows.length };
}
