import type { SignInFailureStore } from '@countersign/engine';
import type { Database } from './database.js';
import { toTimestamp } from './parameters.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from './system-log-row.js';

/** The count begins again with a new window, and after it has locked. */
const recordSql = `
with counted as (
  insert into sign_in_failure as f (org_id, subject, user_id, failures, window_ends_at, locked_until)
  values ($1, $2, $3, 1, $5, case when $4::integer <= 1 then $6::timestamptz end)
  on conflict (org_id, subject) do update set
    failures = case when f.window_ends_at <= $7::timestamptz or f.failures >= $4::integer then 1 else f.failures + 1 end,
    window_ends_at = case when f.window_ends_at <= $7::timestamptz or f.failures >= $4::integer then excluded.window_ends_at else f.window_ends_at end,
    locked_until = case when $4::integer <= 1 or (f.window_ends_at > $7::timestamptz and f.failures + 1 = $4::integer) then $6::timestamptz
      else f.locked_until end
  returning failures
), full_count as (
  select from counted where failures >= $4::integer
), locked as (
  update directory_user set status = 'LOCKED_OUT', status_changed_at = $7
  where org_id = $1 and id = $3 and status = 'ACTIVE' and exists (select from full_count) returning id
), event as (${insertEventsSql(`jsonb_to_recordset($8::jsonb) as v(${systemLogRecord})`)} where exists (select from locked))
select exists (select from full_count) as locked`;
const listLocksSql = 'select subject, locked_until from sign_in_failure where org_id = $1 and user_id = $2 and locked_until > $3';
const lockedUntilSql = 'select locked_until from sign_in_failure where org_id = $1 and subject = $2 and locked_until > $3';
/** Accounts that somebody locked by other means have no failures here and stay as they are. */
export const releaseSql = `
with due as (
  select u.id from directory_user u where u.status = 'LOCKED_OUT' and ($2::text is null or u.id = $2::text)
    and exists (select from sign_in_failure f where f.user_id = u.id and f.locked_until is not null)
    and not exists (select from sign_in_failure f where f.user_id = u.id and f.locked_until > $1)
  limit 1000 for update of u skip locked
)
update directory_user u set status = 'ACTIVE', status_changed_at = $1 from due where u.id = due.id`;
const unlockSql = `
with unlocked as (
  update directory_user set status = 'ACTIVE', status_changed_at = $3 where org_id = $1 and id = $2 and status = 'LOCKED_OUT' returning id
), forgotten as (delete from sign_in_failure where org_id = $1 and subject = $5 and exists (select from unlocked)),
event as (${insertEventsSql(`jsonb_to_recordset($4::jsonb) as v(${systemLogRecord})`)} where exists (select from unlocked))
select id from unlocked`;
const rememberSql = `
insert into known_browser (hash, org_id, user_id, seen_at) values ($1, $2, $3, $4) on conflict (hash, user_id) do update set seen_at = excluded.seen_at`;

/** Counters of failed sign-ins, the locks they lead to, and the browsers that are no strangers. */
export function createSignInFailureStore({ database }: { readonly database: Database }): SignInFailureStore {
  return {
    async record({ orgId, subject, userId, maxFailures, windowEndsAt, lockedUntil, now, event }) {
      const values = [
        orgId,
        subject,
        userId,
        maxFailures,
        toTimestamp(windowEndsAt),
        toTimestamp(lockedUntil),
        toTimestamp(now),
        JSON.stringify([toSystemLogRow(event)]),
      ];
      const { rows } = await database.query<{ locked: boolean }>({ name: 'sign-in-failure', text: recordSql, values });
      return rows[0]?.locked === true;
    },
    async clear(orgId, subject) {
      const text = 'delete from sign_in_failure where org_id = $1 and subject = $2';
      await database.query({ name: 'sign-in-failure-clear', text, values: [orgId, subject] });
    },
    async lockedUntil(orgId, subject, now) {
      const values = [orgId, subject, toTimestamp(now)];
      const { rows } = await database.query<{ locked_until: number }>({ name: 'sign-in-locked', text: lockedUntilSql, values });
      return rows[0]?.locked_until;
    },
    async listLocks(orgId, userId, now) {
      const values = [orgId, userId, toTimestamp(now)];
      const { rows } = await database.query<{ subject: string; locked_until: number }>({
        name: 'sign-in-locks',
        text: listLocksSql,
        values,
      });
      return rows.map(({ subject, locked_until }) => ({ subject, lockedUntil: locked_until }));
    },
    async releaseDue(now, userId) {
      return (await database.query({ name: 'sign-in-release', text: releaseSql, values: [toTimestamp(now), userId] })).rowCount;
    },
    async unlock({ orgId, userId, subject, now, event }) {
      const values = [orgId, userId, toTimestamp(now), JSON.stringify([toSystemLogRow(event)]), subject];
      await database.query({ name: 'sign-in-unlock', text: unlockSql, values });
    },
    async rememberBrowser({ hash, orgId, userId, now }) {
      await database.query({ name: 'browser-remember', text: rememberSql, values: [hash, orgId, userId, toTimestamp(now)] });
    },
    async knowsBrowser({ hash, orgId, userId, since }) {
      const text = 'select from known_browser where hash = $1 and org_id = $2 and user_id = $3 and seen_at > $4';
      return (await database.query({ name: 'browser-known', text, values: [hash, orgId, userId, toTimestamp(since)] })).rowCount === 1;
    },
  };
}
