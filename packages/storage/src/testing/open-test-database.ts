import { randomBytes } from 'node:crypto';
import type { Database } from '../database.js';
import { openDatabase } from '../open-database.js';
import { migrate } from '../migrate.js';

export interface TestDatabase {
  /** Migrated and empty. */
  readonly database: Database;
  /**
   * The same data as another node would open it: on PostgreSQL a pool of its own. PGlite has one node only: the same handle.
   * Closed by `dispose`.
   */
  openAnother(): Promise<Database>;
  /** The connection string; undefined on PGlite. */
  readonly url: string | undefined;
  dispose(): Promise<void>;
}

/** The time of `FixedClock`: the system log has partitions around it. */
const testNow = Date.UTC(2026, 0, 15, 12, 0, 0);

export interface TestDatabaseOptions {
  readonly now?: number;
  readonly migrated?: boolean;
  readonly fresh?: boolean;
}

interface Place {
  readonly database: Database;
  readonly url: string | undefined;
  drop(): Promise<void>;
}

/** Migrated databases no test file uses just now. Files of one worker run one after the other, so there is seldom more than one. */
const idle: Place[] = [];

/**
 * An empty database for one test file, on the engine `COUNTERSIGN_TEST_STORE` names: `pglite` (default) in memory, or `postgres` on
 * the server of `TEST_DATABASE_URL`. Opening one takes a second on PGlite: files of a worker follow each other in the same one, emptied
 * before. `fresh` gives a new one, whose tables have never been analysed; `migrated: false` a new one without tables.
 */
export async function openTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const migrated = options.migrated !== false;
  const known = migrated && options.fresh !== true ? idle.pop() : undefined;
  const place = known ?? (await openPlace(migrated));
  if (known !== undefined) await empty(known.database);
  if (migrated) await migrate(place.database, options.now ?? testNow);
  const others: Database[] = [];
  return {
    database: place.database,
    url: place.url,
    async openAnother() {
      if (place.url === undefined) return place.database;
      const other = await openDatabase({ url: place.url });
      others.push(other);
      return other;
    },
    async dispose() {
      await Promise.all(others.map((one) => one.close()));
      if (migrated) idle.push(place);
      else await place.drop();
    },
  };
}

/** For what only one of the engines can show. */
export function testStore(): 'pglite' | 'postgres' {
  return process.env['COUNTERSIGN_TEST_STORE'] === 'postgres' ? 'postgres' : 'pglite';
}

async function openPlace(useTemplate: boolean): Promise<Place> {
  if (testStore() === 'pglite') {
    const database = await openDatabase({ dataDir: 'memory', useTemplate });
    return { database, url: undefined, drop: () => database.close() };
  }
  const { url, drop } = await createDatabase();
  const database = await openDatabase({ url });
  return {
    database,
    url,
    async drop() {
      await database.close();
      await drop();
    },
  };
}

async function empty(database: Database): Promise<void> {
  const { rows } = await database.query<{ tables: string }>({
    text: `select string_agg(oid::regclass::text, ', ') as tables from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname not like 'kysely%'`,
  });
  await database.query({ text: `truncate ${rows[0]?.tables ?? ''}` });
}

async function createDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = process.env['TEST_DATABASE_URL'];
  if (server === undefined) throw new Error('Tests on PostgreSQL need TEST_DATABASE_URL.');
  // by the name of the run its end finds what is left (tests/support/postgres-setup.ts)
  const name = `countersign_test_${process.env['COUNTERSIGN_TEST_RUN'] ?? ''}_${randomBytes(6).toString('hex')}`;
  const onServer = async (text: string): Promise<void> => {
    const admin = await openDatabase({ url: server, maxConnections: 1 });
    try {
      await admin.query({ text });
    } finally {
      await admin.close();
    }
  };
  await onServer(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`drop database if exists ${name} with (force)`) };
}
