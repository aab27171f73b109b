import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { Connection, Database } from './database.js';

/** Lets Kysely speak through a `Database` of either engine. For the migrator: each of its connections is an exclusive one. */
export function kyselyDialect(database: Pick<Database, 'connect'>): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => createDriver(database),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

function createDriver(database: Pick<Database, 'connect'>): Driver {
  const held = new Map<DatabaseConnection, Connection>();
  const run = async (connection: DatabaseConnection, text: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(text));
  };
  return {
    async init() {},
    async acquireConnection() {
      const connection = await database.connect();
      const kyselyConnection = adaptConnection(connection);
      held.set(kyselyConnection, connection);
      return kyselyConnection;
    },
    beginTransaction: (connection) => run(connection, 'begin'),
    commitTransaction: (connection) => run(connection, 'commit'),
    rollbackTransaction: (connection) => run(connection, 'rollback'),
    async releaseConnection(connection) {
      await held.get(connection)?.release();
      held.delete(connection);
    },
    async destroy() {},
  };
}

function adaptConnection(connection: Connection): DatabaseConnection {
  return {
    async executeQuery<R>(query: CompiledQuery) {
      const { rows, rowCount } = await connection.query<R>({ text: query.sql, values: query.parameters });
      return { rows: [...rows], numAffectedRows: BigInt(rowCount) };
    },
    // eslint-disable-next-line require-yield -- the interface asks for a generator
    async *streamQuery() {
      throw new Error('Migrations do not stream.');
    },
  };
}
