import type { BackchannelRequest, RequestStatus } from '@countersign/engine';
import type { Database } from '../database.js';
import { inputRows, toInput } from '../input-rows.js';
import { requestColumns, type RequestRow, statusColumnsOf, type StatusRow, toRequest, toStatus } from './request-row.js';

export const statusesSql = `
select ${statusColumnsOf('r')} from ${inputRows(1, 'hash text')} i join backchannel_request r on r.auth_req_id_hash = i.hash`;

/** Those that exist, in any order. */
export async function listStatuses(database: Database, hashes: readonly string[]): Promise<readonly RequestStatus[]> {
  if (hashes.length === 0) return [];
  const values = [toInput([...new Set(hashes)].map((hash) => ({ hash })))];
  const { rows } = await database.query<StatusRow>({ name: 'requests-statuses', text: statusesSql, values });
  return rows.map(toStatus);
}

/** One for each hash, in their order. */
export async function findStatuses(database: Database, hashes: readonly string[]): Promise<readonly (RequestStatus | undefined)[]> {
  const found = new Map((await listStatuses(database, hashes)).map((status) => [status.authReqIdHash, status]));
  return hashes.map((hash) => found.get(hash));
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
