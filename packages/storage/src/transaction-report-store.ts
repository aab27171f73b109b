import type { TransactionReportStore } from '@countersign/engine';
import { notifyChangedRequests } from './bus-payload.js';
import type { Database } from './database.js';
import { toTimestamp } from './parameters.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from './system-log-row.js';

/** First, in a statement of its own: a redemption that is under way is then over, and its grant is seen. */
const lockSql = 'select auth_req_id_hash from backchannel_request where org_id = $1 and transaction_id = $2 for update';

export const reportSql = `
with reported as materialized (
  select r.* from backchannel_request r join challenge c on c.transaction_id = r.transaction_id and c.enrollment_id = $4
  where r.org_id = $1 and r.transaction_id = $2 and r.user_id = $3 and not (r.state = 'pending' and r.expires_at > $5)
), failed as (
  update backchannel_request r set state = 'failed' from reported x
  where r.auth_req_id_hash = x.auth_req_id_hash and r.state = 'approved' returning r.auth_req_id_hash
), revoked as (
  update oauth_grant g set revoked_at = coalesce(g.revoked_at, $5) from reported x
  where g.user_id = x.user_id and g.client_id = x.client_id and g.transaction_id = x.transaction_id
), blocked as (
  insert into client_block (user_id, client_id, org_id, transaction_id, enrollment_id, created_at)
  select x.user_id, x.client_id, x.org_id, x.transaction_id, $4, $5
  from reported x join app a on a.org_id = x.org_id and a.client_id = x.client_id
  where $6 and x.transaction_type = 'CIBA' on conflict do nothing
), signed_out as (
  delete from session s using reported x where s.user_id = x.user_id and $6 and x.transaction_type = 'LOGIN'
), logged as (
  ${insertEventsSql(`jsonb_to_recordset($7::jsonb) as e(${systemLogRecord})`)} where exists (select from reported)
), told as (${notifyChangedRequests('failed')})
select (select count(*) from told) from reported`;

/** What people say of transactions afterwards. */
export function createTransactionReportStore({ database }: { readonly database: Database }): TransactionReportStore {
  return {
    async report({ orgId, userId, enrollmentId, transactionId, fraud, now, event }) {
      const [, reported] = await database.transaction([
        { name: 'transaction-report-lock', text: lockSql, values: [orgId, transactionId] },
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
