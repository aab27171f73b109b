/**
 * What time does to rows (decisions 3.3): requests nobody answered expire, with an event; locks of accounts end; old rows leave. Small batches with
 * `skip locked`, so that any number of nodes may sweep at once and nobody waits for them. None of the statements is a named one:
 * the right plan depends on how much there is to do.
 */
import type { Clock } from '@countersign/engine';
import type { Database } from './database.js';
import { toTimestamp } from './parameters.js';
import { releaseSql } from './sign-in-failure-store.js';
import { insertEventsSql, newEventIdSql, systemLogRecord } from './system-log-row.js';
import { ensureSystemLogPartitions, retireSystemLogPartitions } from './system-log-partitions.js';

export interface Sweeper {
  /** Expires what is due. Cheap when nothing is: for every few seconds. Resolves to how many expired. */
  expire(): Promise<number>;
  /** Removes what is old and makes the months ahead: for every hour. Resolves to how many rows left. */
  sweep(): Promise<number>;
}

export interface SweeperNeeds {
  readonly database: Database;
  readonly clock: Pick<Clock, 'now'>;
  /** How long requests, their evidence and the system log are kept. */
  readonly retentionMs?: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** 13 months: a year and the time to look into its last month. */
export const defaultRetentionMs = 396 * dayMs;
const batchRows = 1_000;
/** A browser the person has not signed in with for so long is a stranger again. */
const knownBrowserMs = 90 * dayMs;

/** Approved requests live on until their redemption window ends too. Ids of events are random: nothing refers to them. */
export const expireSql = `
with due as materialized (
  select auth_req_id_hash, transaction_id, org_id, client_id, user_id, 'open' as open from backchannel_request
  where state in ('pending', 'approved') and expires_at <= $1 and (state = 'pending' or decided_at + interval '60 seconds' <= $1)
  order by expires_at limit ${batchRows} for update skip locked
),
moved as (
  update backchannel_request r set state = 'expired' from due where r.auth_req_id_hash = due.auth_req_id_hash
),
challenges as (
  update challenge c set state = 'expired' from due where c.transaction_id = due.transaction_id and c.state = due.open
),
logged as (${insertEventsSql(`(
  select jsonb_build_object('uuid', ${newEventIdSql('$1::timestamptz')}, 'org_id', org_id, 'published_at', $1::timestamptz, 'event_type', 'x.ciba.request.expire',
    'severity', 'INFO', 'display_message', 'Backchannel authentication request expired',
    'actor', '{"id": "system", "type": "SystemPrincipal", "displayName": "Countersign"}'::jsonb,
    'targets', jsonb_build_array(jsonb_build_object('id', transaction_id, 'type', 'BackchannelRequest'), jsonb_build_object('id', client_id, 'type', 'PublicClientApp'))
      || case when user_id is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object('id', user_id, 'type', 'User')) end,
    'outcome', '{"result": "FAILURE", "reason": "expired"}'::jsonb, 'request', '{"id": "", "ip": "", "userAgent": ""}'::jsonb, 'debug_data', '{}'::jsonb
  ) as event from due
) w cross join lateral jsonb_to_record(w.event) as e(${systemLogRecord})`)})
select count(*) as count from due`;

/** Rows of `table` found by `condition` on the instant `$1`; `key` names its primary key. */
function deletion(table: string, key: string, condition: string): string {
  return `delete from ${table} where (${key}) in (select ${key} from ${table} where ${condition} limit ${batchRows} for update skip locked)`;
}

/** Each with the age its rows reach. Challenges go with their requests; grants when nothing made from them can still be used. */
export const deletions = (retentionMs: number): readonly { readonly ageMs: number; readonly text: string }[] => [
  { ageMs: dayMs, text: deletion('session', 'hash', 'expires_at < $1') },
  { ageMs: dayMs, text: deletion('authorization_code', 'hash', 'expires_at < $1') },
  { ageMs: dayMs, text: deletion('enrollment_link', 'id', 'expires_at < $1') },
  { ageMs: 0, text: deletion('interaction', 'hash', 'expires_at < $1') },
  { ageMs: 0, text: deletion('password_link', 'hash', 'expires_at < $1') },
  { ageMs: dayMs, text: deletion('sign_in_failure', 'org_id, subject', 'window_ends_at < $1 and coalesce(locked_until, $1) <= $1') },
  { ageMs: knownBrowserMs, text: deletion('known_browser', 'hash, user_id', 'seen_at < $1') },
  { ageMs: dayMs, text: deletion('used_statement', 'kind, issuer, jti', 'expires_at < $1') },
  { ageMs: dayMs, text: deletion('revoked_token', 'jti', 'expires_at < $1') },
  { ageMs: dayMs, text: deletion('refresh_token', 'hash', 'idle_expires_at < $1') },
  { ageMs: dayMs, text: deletion('outbox', 'id', 'finished_at < $1 and expires_at < $1') },
  { ageMs: retentionMs, text: deletion('challenge', 'transaction_id, enrollment_id', 'created_at < $1') },
  {
    ageMs: retentionMs,
    text: deletion('backchannel_request', 'auth_req_id_hash', 'created_at < $1 and expires_at < $1'),
  },
  {
    ageMs: retentionMs,
    text: deletion('oauth_grant', 'id', 'created_at < $1 and not exists (select from refresh_token t where t.grant_id = oauth_grant.id)'),
  },
];

/** Of events that leave; the seals stay, and with them the chain. */
const forgetDigestsSql = `
update log_seal set digests = null where (org_id, number) in (
  select org_id, number from log_seal where until_at < $1 and digests is not null limit ${batchRows} for update skip locked)`;

export function createSweeper({ database, clock, retentionMs = defaultRetentionMs }: SweeperNeeds): Sweeper {
  const repeat = async (step: () => Promise<number>): Promise<number> => {
    let total = 0;
    for (;;) {
      const count = await step();
      total += count;
      if (count < batchRows) return total;
    }
  };
  return {
    async expire() {
      const now = toTimestamp(clock.now());
      await repeat(async () => (await database.query({ text: releaseSql, values: [now, null] })).rowCount);
      return repeat(async () => {
        const { rows } = await database.query<{ count: number }>({ text: expireSql, values: [now] });
        return rows[0]?.count ?? 0;
      });
    },
    async sweep() {
      const now = clock.now();
      let total = 0;
      for (const { ageMs, text } of deletions(retentionMs)) {
        total += await repeat(async () => (await database.query({ text, values: [toTimestamp(now - ageMs)] })).rowCount);
      }
      await repeat(async () => (await database.query({ text: forgetDigestsSql, values: [toTimestamp(now - retentionMs)] })).rowCount);
      await ensureSystemLogPartitions(database, now);
      await retireSystemLogPartitions(database, now - retentionMs);
      return total;
    },
  };
}
