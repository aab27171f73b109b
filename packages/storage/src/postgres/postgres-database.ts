import pg from 'pg';
import type { Connection, Database, QueryResult, Statement } from '../database.js';
import { toParameter } from '../parameters.js';
import { SqlError, toSqlError } from '../sql-errors.js';
import { typeParser } from '../type-parsers.js';
import { createListener } from './listener.js';
import { runTogether } from './statement-group.js';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, with any options of libpq's URL form (`sslmode`, …). */
  readonly url: string;
  /** Largest number of connections, the ones for LISTEN and for the lock not counted. */
  readonly maxConnections?: number;
}

/** One lock for whatever only one node may do at a time: migrations, bootstrap. The number is ours alone: "counters" in ASCII. */
const lockKey = '7165066918315193971';
const maxAttempts = 12;
/**
 * An index page costs little more than the next page of a table: data is in memory or on solid disks. With PostgreSQL's default a
 * stored plan made while tables are small reads them whole, and goes on doing so while they grow.
 */
const sessionSettings = "set time zone 'UTC'; set random_page_cost = 1.1";

/** A pool on a PostgreSQL server, version 15 or later. Throws `SqlError` when the server cannot be reached or is too old. */
export async function openPostgresDatabase(options: PostgresOptions): Promise<Database> {
  const connection = connectionOptions(options.url);
  // oxlint-disable-next-line typescript/no-misused-promises -- pg awaits the hook; its types do not say so yet
  const pool = new pg.Pool({ ...connection, max: options.maxConnections ?? 10, onConnect: prepareSession });
  // An idle connection that breaks is replaced at its next use; without a listener the error would end the process.
  pool.on('error', () => undefined);
  const listener = createListener(() => new pg.Client(connection));
  let count = 0;

  const withClient = async <T>(use: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect().catch(rethrow);
    let failure: SqlError | undefined;
    try {
      return await use(client);
    } catch (error) {
      failure = toSqlError(error);
      throw failure;
    } finally {
      // A connection with an outdated plan keeps it: the next one plans anew.
      client.release(failure?.failure === 'lost' || failure?.code === '0A000');
    }
  };

  const database: Database = {
    engine: 'postgres',
    query: <Row>(statement: Statement) => {
      return withRetries(() => {
        count += 1;
        return withClient((client) => run<Row>(client, statement));
      });
    },
    transaction: (statements) =>
      withRetries(() => {
        count += statements.length;
        return withClient((client) => runTogether(client, statements));
      }),
    async connect(): Promise<Connection> {
      const client = await pool.connect().catch(rethrow);
      let broken = false;
      return {
        async query<Row>(statement: Statement) {
          count += 1;
          try {
            return await run<Row>(client, statement);
          } catch (error) {
            const failure = toSqlError(error);
            broken ||= failure.failure === 'lost';
            throw failure;
          }
        },
        async release() {
          client.release(broken);
        },
      };
    },
    async exclusively(action) {
      const holder = new pg.Client(connection);
      holder.on('error', () => undefined);
      try {
        await holder.connect();
        await holder.query({ text: 'select pg_advisory_lock($1)', values: [lockKey] });
      } catch (error) {
        await holder.end().catch(() => undefined);
        throw toSqlError(error);
      }
      try {
        return await action();
      } finally {
        // The lock ends with its connection.
        await holder.end().catch(() => undefined);
      }
    },
    listen: (channel, onMessage, onGap) => listener.listen(channel, onMessage, onGap),
    statementCount: () => count,
    async close() {
      await listener.close();
      await pool.end();
    },
  };
  try {
    await requireVersion(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** What was refused for the sake of another transaction left nothing behind and can be done again as a whole. */
async function withRetries<T>(action: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof SqlError) || error.failure !== 'retry' || attempt === maxAttempts) throw error;
    }
  }
}

function connectionOptions(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'countersign',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser: typeParser },
  };
}

async function prepareSession(client: pg.ClientBase): Promise<void> {
  // A lost connection reaches the statement that ran on it; without a listener it would end the process as well.
  client.on('error', () => undefined);
  await client.query(sessionSettings);
}

async function requireVersion(database: Database): Promise<void> {
  const { rows } = await database.query<{ version: number }>({ text: "select current_setting('server_version_num')::integer as version" });
  const version = rows[0]?.version ?? 0;
  if (version < 150_000) throw new SqlError('other', `PostgreSQL 15 or later is needed; this server is ${Math.floor(version / 10_000)}.`);
}

async function run<Row>(client: pg.ClientBase, statement: Statement): Promise<QueryResult<Row>> {
  const result = await client.query({
    ...(statement.name === undefined ? {} : { name: statement.name }),
    text: statement.text,
    values: (statement.values ?? []).map(toParameter),
  });
  // `Row` is what the caller's own SQL returns: this is where the database's untyped rows get their type.
  const rows: Row[] = result.rows;
  return { rows, rowCount: result.rowCount ?? rows.length };
}

function rethrow(error: unknown): never {
  throw toSqlError(error);
}
