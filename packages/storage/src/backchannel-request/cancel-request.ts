import type { BackchannelRequestStore } from '@countersign/engine';
import { notifyChangedRequests } from '../bus-payload.js';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from '../system-log-row.js';

/** pending → cancelled or failed. Nobody is asked any more; the event keeps the reason. */
export const cancelSql = `
with moved as (
  update backchannel_request set state = $3 where transaction_id = $2 and org_id = $1 and state = 'pending' and expires_at > $4
  returning auth_req_id_hash, transaction_id
),
challenges as (
  update challenge c set state = 'superseded' from moved m where c.transaction_id = m.transaction_id and c.state = 'open'
),
logged as (
  ${insertEventsSql(`jsonb_to_recordset($5::jsonb) as e(${systemLogRecord})`)} where exists (select from moved)
),
told as (${notifyChangedRequests('moved')})
select (select count(*) from told) from moved`;

export async function cancelRequest(database: Database, change: Parameters<BackchannelRequestStore['cancel']>[0]): Promise<boolean> {
  const event = { ...change.event, debugData: { ...change.event.debugData, reason: change.reason } };
  const values = [change.orgId, change.transactionId, change.outcome, toTimestamp(change.now), JSON.stringify([toSystemLogRow(event)])];
  const { rowCount } = await database.query({ name: 'request-cancel', text: cancelSql, values });
  return rowCount === 1;
}
