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

/**
 * An empty database for one test file, on the engine `COUNTERSIGN_TEST_STORE` names: `pglite` (default) in memory, or `postgres` as
 * a new database on the server of `TEST_DATABASE_URL`. Opening takes up to a second on PGlite: once per file, a new org per test.
 */
export async function openTestDatabase(options: { readonly now?: number; readonly migrated?: boolean } = {}): Promise<TestDatabase> {
  const opened: Database[] = [];
  const { url, drop } = testStore() === 'postgres' ? await createDatabase() : { url: undefined, drop: async () => undefined };
  const open = async (): Promise<Database> => {
    const database = await openDatabase(url === undefined ? { dataDir: 'memory', useTemplate: options.migrated !== false } : { url });
    opened.push(database);
    return database;
  };
  const database = await open();
  if (options.migrated !== false) await migrate(database, options.now ?? testNow);
  return {
    database,
    url,
    openAnother: async () => (url === undefined ? database : open()),
    async dispose() {
      await Promise.all(opened.map((one) => one.close()));
      await drop();
    },
  };
}

/** For what only one of the engines can show. */
export function testStore(): 'pglite' | 'postgres' {
  return process.env['COUNTERSIGN_TEST_STORE'] === 'postgres' ? 'postgres' : 'pglite';
}

async function createDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = process.env['TEST_DATABASE_URL'];
  if (server === undefined) throw new Error('Tests on PostgreSQL need TEST_DATABASE_URL.');
  const name = `countersign_test_${randomBytes(6).toString('hex')}`;
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
