import type { Session } from './session.js';
import { command } from './session.js';

/**
 * What PostgreSQL's background processes do and PGlite has none for: checkpoints, so that the write-ahead log and the recovery after
 * a kill stay short; vacuum and statistics, so that updated tables do not grow without end. Each step is asked for by the worker
 * between two requests and takes one turn.
 */
export interface Upkeep {
  /** To be told of every statement's turn. */
  used(now: number): void;
  /** Does at most one piece of work. */
  step(now: number): Promise<void>;
}

const checkpointBytes = 32 * 1024 * 1024;
const checkpointEveryMs = 5 * 60_000;
const idleMs = 2_000;
/** Dead or new rows that make a table worth a visit in an idle moment, and at any moment. */
const idleRows = 500;
const busyRows = 50_000;
const vacuumEveryMs = 10_000;

export function createUpkeep(session: Session, startedAt: number): Upkeep {
  let usedAt = startedAt;
  let dirty = false;
  let checkpointAt = startedAt;
  let checkpointPosition: number | undefined;
  let visitedAt = startedAt;

  const walPosition = async (): Promise<number> => {
    const { rows } = await session.run(command(`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as position`));
    return Number(rows[0]?.['position'] ?? 0);
  };

  const checkpointIfDue = async (now: number): Promise<boolean> => {
    const position = await walPosition();
    checkpointPosition ??= position;
    const written = position - checkpointPosition;
    if (written === 0 || (written < checkpointBytes && now - checkpointAt < checkpointEveryMs)) return false;
    await session.run(command('checkpoint'));
    checkpointPosition = await walPosition();
    checkpointAt = now;
    return true;
  };

  const vacuumWorstTable = async (now: number): Promise<boolean> => {
    visitedAt = now;
    const least = now - usedAt >= idleMs ? idleRows : busyRows;
    const { rows } = await session.run({
      name: 'upkeep_worst_table',
      text: `select quote_ident(schemaname) || '.' || quote_ident(relname) as name
        from pg_stat_user_tables
        where greatest(n_dead_tup, n_ins_since_vacuum, n_mod_since_analyze) > $1::integer + 0.1 * n_live_tup
        order by greatest(n_dead_tup, n_ins_since_vacuum, n_mod_since_analyze) desc limit 1`,
      values: [String(least)],
    });
    const name = rows[0]?.['name'];
    if (typeof name !== 'string') return false;
    await session.run(command(`vacuum (analyze) ${name}`));
    return true;
  };

  return {
    used(now) {
      usedAt = now;
      dirty = true;
    },
    async step(now) {
      if (!dirty) return;
      if (await checkpointIfDue(now)) return;
      if (now - visitedAt >= vacuumEveryMs && (await vacuumWorstTable(now))) return;
      // An idle database that has nothing left to tidy is left alone until it is used again.
      if (now - usedAt >= checkpointEveryMs) dirty = false;
    },
  };
}
