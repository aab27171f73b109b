import type { BackchannelRequestStore } from '@countersign/engine';
import { notifyChangedRequests } from '../bus-payload.js';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from '../system-log-row.js';

/** pending → cancelled or failed. Nobody is asked any more; the event keeps the reason. */
const cancelSqlBy = (name: 'transaction_id' | 'auth_req_id_hash') => `
with input as materialized (
  select $1 as org_id, $2 as name, 'pending' as pending, 'open' as open
),
moved as (
  update backchannel_request r set state = $3 from input i
  where r.${name} = i.name and r.org_id = i.org_id and r.state = i.pending and r.expires_at > $4
  returning r.auth_req_id_hash, r.transaction_id, i.open
),
challenges as (
  update challenge c set state = 'superseded' from moved m where c.transaction_id = m.transaction_id and c.state = m.open
),
logged as (
  ${insertEventsSql(`jsonb_to_recordset($5::jsonb) as e(${systemLogRecord})`)} where exists (select from moved)
),
told as (${notifyChangedRequests('moved')})
select (select count(*) from told) from moved`;

export const cancelSql = cancelSqlBy('transaction_id');
export const cancelByHashSql = cancelSqlBy('auth_req_id_hash');

export async function cancelRequest(database: Database, change: Parameters<BackchannelRequestStore['cancel']>[0]): Promise<boolean> {
  const event = { ...change.event, debugData: { ...change.event.debugData, reason: change.reason } };
  const [query, name] =
    'transactionId' in change
      ? [{ name: 'request-cancel', text: cancelSql }, change.transactionId]
      : [{ name: 'request-cancel-by-hash', text: cancelByHashSql }, change.authReqIdHash];
  const values = [change.orgId, name, change.outcome, toTimestamp(change.now), JSON.stringify([toSystemLogRow(event)])];
  const { rowCount } = await database.query({ ...query, values });
  return rowCount === 1;
}
