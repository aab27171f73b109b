import { Kysely, Migrator, type MigratorProps } from 'kysely';
import type { Database } from './database.js';
import { kyselyDialect } from './kysely-dialect.js';
import { migrations } from './migrations.js';
import { SqlError, toSqlError } from './sql-errors.js';
import { ensureSystemLogPartitions } from './system-log-partitions.js';

/**
 * Brings the schema up to date and makes the system log's partitions for `now`. Any number of nodes may call it at once, also on an
 * empty database: one works, the others wait and find it done (decisions 3.6). A database that a later version already migrated
 * further is left as it is.
 */
export async function migrate(database: Database, now: number): Promise<void> {
  if (!(await isMigrated(database))) await database.exclusively(() => runMigrations(database));
  await ensureSystemLogPartitions(database, now);
}

async function isMigrated(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>({ text: "select to_regclass('kysely_migration') is not null as found" });
  if (rows[0]?.found !== true) return false;
  const { rows: done } = await database.query<{ name: string }>({ text: 'select name from kysely_migration' });
  const names = new Set(done.map((row) => row.name));
  return Object.keys(migrations).every((name) => names.has(name));
}

/** One migration at a time, each in a transaction of its own: those before one that fails stay done. */
export async function runMigrations(database: Pick<Database, 'connect'>): Promise<void> {
  const db = new Kysely<never>({ dialect: kyselyDialect(database) });
  const props: MigratorProps = { db, provider: { getMigrations: async () => ({ ...migrations }) } };
  for (;;) {
    const next = (await new Migrator(props).getMigrations()).find((migration) => migration.executedAt === undefined);
    if (next === undefined) return;
    const disableTransactions = migrations[next.name]?.transactional === false;
    const { error } = await new Migrator({ ...props, disableTransactions }).migrateUp();
    if (error !== undefined) throw new SqlError('other', `Migration ${next.name} failed: ${toSqlError(error).message}`);
  }
}
