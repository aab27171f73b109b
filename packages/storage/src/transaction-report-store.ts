import type { TransactionReportStore } from '@countersign/engine';
import { notifyChangedRequests } from './bus-payload.js';
import type { Database } from './database.js';
import { toTimestamp } from './parameters.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from './system-log-row.js';

/** Approvals of a client that is blocked are taken back as long as they could be fetched, its questions as long as they can be answered. */
const ofReportedClient = `r.user_id = x.user_id and r.client_id = x.client_id and r.transaction_type = 'CIBA' and x.transaction_type = 'CIBA'
  and r.created_at > $5::timestamptz - interval '2 hours' and (r.state = 'approved' or r.state = 'pending' and r.expires_at > $5)`;

/** What applications got since the approval from browsers that signed in with a device. Which of them this one was, nothing tells. */
const ofReportedSignIn = (row: string) =>
  `x.fraud and x.transaction_type = 'LOGIN' and ${row}.created_at >= x.decided_at and ${row}.auth_time <= x.decided_at and ${row}.amr ? 'swk'`;

/**
 * First, in a statement of its own: a redemption that is under way is then over, and its grant is seen. In order of hash, as every
 * batch does, so that two never wait for each other.
 */
const lockSql = `select r.auth_req_id_hash from backchannel_request r join backchannel_request x on x.org_id = $1 and x.transaction_id = $2
  where r.org_id = $1 and (r.transaction_id = $2 or $4 and r.user_id = $3 and ${ofReportedClient})
  order by r.auth_req_id_hash for update of r`;

export const reportSql = `
with reported as materialized (
  -- the same report again changes nothing, also when an administrator has let the application ask again since
  select r.*, $6::boolean and not exists (
    select from challenge o where o.transaction_id = r.transaction_id and o.fraud_reported_at is not null) as fraud
  from backchannel_request r join challenge c on c.transaction_id = r.transaction_id and c.enrollment_id = $4
  where r.org_id = $1 and r.transaction_id = $2 and r.user_id = $3 and not (r.state = 'pending' and r.expires_at > $5)
), doomed as (
  select auth_req_id_hash from reported where state = 'approved'
  union select r.auth_req_id_hash from backchannel_request r join reported x on r.org_id = x.org_id and ${ofReportedClient} where x.fraud
), marked as (
  update challenge c set fraud_reported_at = $5 from reported x
  where c.transaction_id = x.transaction_id and c.enrollment_id = $4 and x.fraud
), failed as (
  update backchannel_request r set state = 'failed', decided_at = coalesce(r.decided_at, $5) from doomed
  where r.auth_req_id_hash = doomed.auth_req_id_hash returning r.auth_req_id_hash, r.transaction_id
), unasked as (
  update challenge c set state = 'superseded' from failed where c.transaction_id = failed.transaction_id and c.state = 'open'
), revoked as (
  update oauth_grant g set revoked_at = coalesce(g.revoked_at, $5) from reported x
  where g.user_id = x.user_id and (g.client_id = x.client_id and g.transaction_id = x.transaction_id or ${ofReportedSignIn('g')})
), forgotten as (
  delete from authorization_code g using reported x where g.user_id = x.user_id and g.grant_id is null and ${ofReportedSignIn('g')}
), blocked as (
  insert into client_block (user_id, client_id, org_id, transaction_id, enrollment_id, created_at)
  select x.user_id, x.client_id, x.org_id, x.transaction_id, $4, $5
  from reported x join app a on a.org_id = x.org_id and a.client_id = x.client_id
  where x.fraud and x.transaction_type = 'CIBA' on conflict do nothing
), signed_out as (
  delete from session s using reported x where s.user_id = x.user_id and x.fraud and x.transaction_type = 'LOGIN'
), logged as (
  ${insertEventsSql(`(
    select jsonb_set(entry, '{targets}', entry -> 'targets' || coalesce((
      select jsonb_agg(jsonb_build_object('id', transaction_id, 'type', 'BackchannelRequest')) from failed where transaction_id <> $2
    ), '[]')) as entry
    from jsonb_array_elements($7::jsonb) entry where exists (select from reported)
  ) j cross join lateral jsonb_to_record(j.entry) as e(${systemLogRecord})`)}
), told as (${notifyChangedRequests('failed')})
select (select count(*) from told) from reported`;

/** What people say of transactions afterwards. */
export function createTransactionReportStore({ database }: { readonly database: Database }): TransactionReportStore {
  return {
    async report({ orgId, userId, enrollmentId, transactionId, fraud, now, event }) {
      const [, reported] = await database.transaction([
        { name: 'transaction-report-lock', text: lockSql, values: [orgId, transactionId, userId, fraud, toTimestamp(now)] },
        {
          name: 'transaction-report',
          text: reportSql,
          values: [orgId, transactionId, userId, enrollmentId, toTimestamp(now), fraud, JSON.stringify([toSystemLogRow(event)])],
        },
      ]);
      return reported !== undefined && reported.rowCount > 0;
    },
  };
}
