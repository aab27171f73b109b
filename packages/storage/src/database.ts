/**
 * A database of one of two engines behind one face: a PostgreSQL server, or PGlite (PostgreSQL in this process, in a thread of its
 * own, on a local directory). Statements are the same on both; every store is written against this interface only.
 */

export interface Statement {
  /** Named statements are parsed once per connection. One name stands for one text. */
  readonly name?: string;
  readonly text: string;
  /** See parameters.ts for how values become parameters. */
  readonly values?: readonly unknown[] | undefined;
}

export interface QueryResult<Row> {
  /** Values as type-parsers.ts says. `Row` is the caller's word for what its own SQL returns. */
  readonly rows: readonly Row[];
  /** Rows returned or changed. */
  readonly rowCount: number;
}

/** A connection for one user alone, until released. */
export interface Connection {
  query<Row>(statement: Statement): Promise<QueryResult<Row>>;
  release(): Promise<void>;
}

/** Everything throws `SqlError` (sql-errors.ts). */
export interface Database {
  readonly engine: 'postgres' | 'pglite';
  /** One statement, one transaction. Tried again after a deadlock or a serialisation failure. */
  query<Row>(statement: Statement): Promise<QueryResult<Row>>;
  /**
   * Several statements in one transaction, none depending on another's rows; tried again as a whole likewise. For dependent
   * statements use one with data-modifying CTEs: nothing is held across a round trip.
   */
  transaction(statements: readonly Statement[]): Promise<readonly QueryResult<unknown>[]>;
  /** An exclusive connection. On PGlite nothing else runs until it is released: for migrations only. */
  connect(): Promise<Connection>;
  /** Runs `action` while no other node runs one. Not inside itself: it would wait for ever. On PGlite there is no other node. */
  exclusively<T>(action: () => Promise<T>): Promise<T>;
  /**
   * Hears what `pg_notify` sends on `channel`. `onGap` is called when the connection was lost and made again: messages may be
   * missing. The returned function ends it.
   */
  listen(channel: string, onMessage: (payload: string) => void, onGap: () => void): Promise<() => Promise<void>>;
  /** How many statements were sent so far: tests count what an operation costs. */
  statementCount(): number;
  close(): Promise<void>;
}
