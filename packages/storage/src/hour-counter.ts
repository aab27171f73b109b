/**
 * Counts the transactions of past hours once, so that no dashboard reads them again. An hour is counted when it is over and again until
 * nothing in it can change: no request lives longer than an hour, and an approval a minute more.
 */
import type { Database } from './database.js';
import { countHoursSql } from './management/statistics-store.js';
import { toTimestamp } from './parameters.js';

const hourMs = 3_600_000;
/** A long backlog is worked off in steps, each its own statement. */
const hoursPerStep = 24 * 7;

const fromSql = `select coalesce(
  (select min(hour) from transaction_hour where org_id = $1 and not settled),
  (select max(hour) + interval '1 hour' from transaction_hour where org_id = $1),
  (select date_bin('1 hour', min(created_at), '2000-01-01T00:00:00Z') from backchannel_request)) as at`;

/** Any number of nodes may count at once: they write the same. */
const storeSql = `insert into transaction_hour (org_id, hour, settled, counts)
select $1, hour, hour + interval '3 hours' <= $4::timestamptz, counts from (${countHoursSql}) counted
on conflict (org_id, hour) do update set settled = excluded.settled, counts = excluded.counts`;

export interface HourCounter {
  /** Counts what is due, without the running hour. */
  count(orgId: string, now: number): Promise<void>;
}

export function createHourCounter({ database }: { readonly database: Database }): HourCounter {
  return {
    async count(orgId, now) {
      const { rows } = await database.query<{ at: number | null }>({ text: fromSql, values: [orgId] });
      const end = Math.floor(now / hourMs) * hourMs;
      for (let from = rows[0]?.at ?? end; from < end; from += hoursPerStep * hourMs) {
        const until = Math.min(end, from + hoursPerStep * hourMs);
        await database.query({ text: storeSql, values: [orgId, toTimestamp(from), toTimestamp(until), toTimestamp(now)] });
      }
    },
  };
}
