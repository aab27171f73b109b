/** The one way an event becomes a row of the system log: inside the statement or transaction of what it reports. */
import type { SystemLogEvent } from '@countersign/engine';
import type { Statement } from './database.js';
import { toTimestamp } from './parameters.js';

/** Reads rows made by `toSystemLogRow` from a JSON array; for use in a data-modifying CTE. */
export function insertEventsSql(source: string): string {
  return `insert into system_log (uuid, org_id, published_at, event_type, severity, display_message, actor, targets, outcome, request, debug_data)
    select uuid, org_id, published_at, event_type, severity, display_message, actor, targets, outcome, request, debug_data from ${source}`;
}

/** Column list of the record type, for `jsonb_to_recordset(…) as name(…)`. */
export const systemLogRecord = `uuid text, org_id text, published_at timestamptz, event_type text, severity text, display_message text,
  actor jsonb, targets jsonb, outcome jsonb, request jsonb, debug_data jsonb`;

export function toSystemLogRow(event: SystemLogEvent): Readonly<Record<string, unknown>> {
  return {
    uuid: event.uuid,
    org_id: event.orgId,
    published_at: toTimestamp(event.publishedAt),
    event_type: event.eventType,
    severity: event.severity,
    display_message: event.displayMessage,
    actor: event.actor,
    targets: event.targets,
    outcome: event.outcome,
    request: { id: event.requestId, ip: event.ip, userAgent: event.userAgent },
    debug_data: event.debugData,
  };
}

/** Writes events; one of the statements of a transaction. */
export function insertEvents(events: readonly SystemLogEvent[]): Statement {
  return {
    name: 'system-log-insert',
    text: insertEventsSql(`jsonb_to_recordset($1::jsonb) as e(${systemLogRecord})`),
    values: [JSON.stringify(events.map(toSystemLogRow))],
  };
}

/** SQL: a new id for an event of this time, as the engine makes them (RFC 9562 version 7). */
export function newEventIdSql(publishedAt: string): string {
  const time = `lpad(to_hex((extract(epoch from ${publishedAt}) * 1000)::bigint), 12, '0')`;
  return `(regexp_replace(${time}, '(.{8})(.{4})', '\\1-\\2-7') || substr(gen_random_uuid()::text, 16))`;
}
