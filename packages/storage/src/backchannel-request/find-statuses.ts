import type { BackchannelRequest, RequestStatus } from '@countersign/engine';
import type { Database } from '../database.js';
import { inputRows, toInput } from '../input-rows.js';
import { requestColumns, type RequestRow, statusColumnsOf, type StatusRow, toRequest, toStatus } from './request-row.js';

export const statusesSql = `
select i.ordinal, ${statusColumnsOf('r')} from ${inputRows(1, 'hash text')} i join backchannel_request r on r.auth_req_id_hash = i.hash`;

/** One for each hash, in their order. */
export async function findStatuses(database: Database, hashes: readonly string[]): Promise<readonly (RequestStatus | undefined)[]> {
  const values = [toInput(hashes.map((hash) => ({ hash })))];
  const { rows } = await database.query<StatusRow & { readonly ordinal: number }>({ name: 'requests-statuses', text: statusesSql, values });
  const found = new Map(rows.map((row) => [row.ordinal, toStatus(row)]));
  return hashes.map((_, ordinal) => found.get(ordinal));
}

/** Nearly all of those that are asked about again and again are still as they were: their rows stay in the database. */
export const changedSql = `
select ${statusColumnsOf('r')} from ${inputRows(1, 'hash text, pending text')} i
join backchannel_request r on r.auth_req_id_hash = i.hash and (r.state <> i.pending or r.paced)`;

/** In any order. */
export async function listChanged(database: Database, hashes: readonly string[]): Promise<readonly RequestStatus[]> {
  if (hashes.length === 0) return [];
  const values = [toInput(hashes.map((hash) => ({ hash, pending: 'pending' })))];
  const { rows } = await database.query<StatusRow>({ name: 'requests-changed', text: changedSql, values });
  return rows.map(toStatus);
}

export const byTransactionSql = `select ${requestColumns} from backchannel_request where transaction_id = $2 and org_id = $1`;

export async function findByTransactionId(
  database: Database,
  orgId: string,
  transactionId: string,
): Promise<BackchannelRequest | undefined> {
  const values = [orgId, transactionId];
  const { rows } = await database.query<RequestRow>({ name: 'request-by-transaction', text: byTransactionSql, values });
  return rows[0] === undefined ? undefined : toRequest(rows[0]);
}
