import { openPgliteDatabase, type PgliteOptions } from './pglite/pglite-database.js';
import { openPostgresDatabase, type PostgresOptions } from './postgres/postgres-database.js';
import type { Database } from './database.js';

export type DatabaseOptions = PostgresOptions | PgliteOptions;

/**
 * Opens a database; it may be empty, see `migrate`. With a directory this fails when another process has it open
 * (`DirectoryInUseError`).
 */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  return 'url' in options ? openPostgresDatabase(options) : openPgliteDatabase(options);
}
