/**
 * The system log is partitioned by month (UTC), so that old months leave by dropping a table. There is no default partition: rows
 * without a month of theirs would make attaching one slow. Months are made ahead, at start and by the sweeper.
 */
import type { Database } from './database.js';
import { toTimestamp } from './parameters.js';

const monthsAhead = 3;

/** Makes the partitions of this month, the one before (for clocks that differ) and the three after. */
export async function ensureSystemLogPartitions(database: Database, now: number): Promise<void> {
  const wanted = Array.from({ length: monthsAhead + 2 }, (_, index) => monthOf(now, index - 1));
  const existing = new Set(await listPartitions(database));
  if (wanted.every((month) => existing.has(partitionName(month)))) return;
  await database.exclusively(async () => {
    for (const month of wanted) {
      await database.query({
        text: `create table if not exists ${partitionName(month)} partition of system_log
          for values from ('${toTimestamp(month)}') to ('${toTimestamp(monthOf(month, 1))}')`,
      });
    }
  });
}

/** Drops the months that ended before `before`. Readers and writers are not held up (PostgreSQL: `detach … concurrently`). */
export async function retireSystemLogPartitions(database: Database, before: number): Promise<readonly string[]> {
  const last = partitionName(monthOf(before, 0));
  const old = (await listPartitions(database)).filter((name) => name < last);
  if (old.length === 0) return [];
  await database.exclusively(async () => {
    for (const name of await listPartitions(database)) if (name < last) await detachPartition(database, name);
    for (const name of await listDetached(database)) if (name < last) await database.query({ text: `drop table if exists ${name}` });
  });
  return old;
}

async function detachPartition(database: Database, name: string): Promise<void> {
  const { rows } = await database.query<{ begun: boolean }>({
    text: 'select inhdetachpending as begun from pg_inherits where inhrelid = $1::regclass',
    values: [name],
  });
  // A node that died between the two phases left one begun. The embedded engine has one connection: nobody would be held up.
  const how = rows[0]?.begun === true ? ' finalize' : database.engine === 'pglite' ? '' : ' concurrently';
  await database.query({ text: `alter table system_log detach partition ${name}${how}` });
}

const namePattern = '^system_log_\\d{6}$';

async function listPartitions(database: Database): Promise<readonly string[]> {
  const { rows } = await database.query<{ name: string }>({
    text: `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'system_log'::regclass and c.relname ~ $1 order by 1`,
    values: [namePattern],
  });
  return rows.map((row) => row.name);
}

/** Also what an earlier run detached and could not drop. */
async function listDetached(database: Database): Promise<readonly string[]> {
  const { rows } = await database.query<{ name: string }>({
    text: `select c.relname as name from pg_class c
      where c.relkind = 'r' and not c.relispartition and c.relname ~ $1 and c.relnamespace = (select relnamespace from pg_class where oid = 'system_log'::regclass)`,
    values: [namePattern],
  });
  return rows.map((row) => row.name);
}

/** `system_log_202601` */
function partitionName(month: number): string {
  return `system_log_${new Date(month).toISOString().slice(0, 7).replace('-', '')}`;
}

/** First instant of the month `offset` months from the one `instant` is in. */
function monthOf(instant: number, offset: number): number {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1);
}
