import type { LogQuery, SystemLogEvent, SystemLogStore } from '@countersign/engine';
import type { Database, Statement } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { filterSql, mostRowsHaveIt } from './filter-sql.js';
import { logAttribute, wordSql } from './log-attributes.js';

interface LogRow {
  readonly uuid: string;
  readonly org_id: string;
  readonly published_at: number;
  readonly event_type: string;
  readonly severity: SystemLogEvent['severity'];
  readonly display_message: string;
  readonly actor: SystemLogEvent['actor'];
  readonly targets: SystemLogEvent['targets'];
  readonly outcome: SystemLogEvent['outcome'];
  readonly request: { readonly id: string; readonly ip: string; readonly userAgent: string };
  readonly debug_data: SystemLogEvent['debugData'];
}

export function createSystemLogStore({ database }: { readonly database: Database }): SystemLogStore {
  return {
    list: async (query) => (await database.query<LogRow>(listStatement(query))).rows.map(toEvent),
  };
}

/**
 * Has no name on purpose: which index is the right one depends on the values, so it is planned with them. The order is that of the
 * primary key; months outside the time asked for are not opened.
 */
function listStatement({ orgId, order, since, until, after, words, filter, limit }: LogQuery): Statement {
  const values: unknown[] = [orgId];
  const ascending = order === 'ascending';
  // without a filter the index that begins with the org is no help
  const conditions = [filter === undefined ? mostRowsHaveIt('org_id = $1') : 'org_id = $1'];
  if (since !== undefined) conditions.push(`published_at >= $${values.push(toTimestamp(since))}`);
  if (until !== undefined) conditions.push(`published_at < $${values.push(toTimestamp(until))}`);
  if (after !== undefined) {
    const at = `$${values.push(toTimestamp(after.at))}`;
    // the first column alone is what keeps other months closed
    conditions.push(`published_at ${ascending ? '>=' : '<='} ${at}`);
    conditions.push(`(published_at, uuid) ${ascending ? '>' : '<'} (${at}, $${values.push(after.uuid)})`);
  }
  for (const word of words) conditions.push(wordSql(word, values));
  if (filter !== undefined) conditions.push(filterSql(filter, logAttribute, values));
  const direction = ascending ? 'asc' : 'desc';
  return {
    text: `select * from system_log where ${conditions.join(' and ')} order by published_at ${direction}, uuid ${direction} limit $${values.push(limit)}`,
    values,
  };
}

function toEvent(row: LogRow): SystemLogEvent {
  const { request } = row;
  return {
    uuid: row.uuid,
    orgId: row.org_id,
    publishedAt: row.published_at,
    eventType: row.event_type,
    severity: row.severity,
    displayMessage: row.display_message,
    actor: row.actor,
    targets: row.targets,
    outcome: row.outcome,
    requestId: request.id,
    ip: request.ip,
    userAgent: request.userAgent,
    debugData: row.debug_data,
  };
}
