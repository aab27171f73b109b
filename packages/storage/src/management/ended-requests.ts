/**
 * Ends the backchannel requests of a user, an app or a device that is taken out of service: pending and approved become failed in the
 * transaction that freezes it, their open challenges expire, and each leaves an event.
 */
import type { SystemLogEvent } from '@countersign/engine';
import { newEventIdSql, systemLogRecord, toSystemLogRow } from '../system-log-row.js';

/**
 * CTEs to follow `changed`. `condition` picks rows of `backchannel_request r`; `now` and `event` are parameters. Rows are locked in
 * order of hash, as every other batch does, so that two never wait for each other. `challenges: false` when the statement expires
 * them itself: no row may be changed twice.
 */
export function endRequestsSql(
  condition: string,
  { now, event, challenges = true }: { readonly now: string; readonly event: string; readonly challenges?: boolean },
): string {
  const endedChallenges = `ended_challenges as (
    update challenge c set state = 'expired' from ended where c.transaction_id = ended.transaction_id and c.state = 'open'
  ), `;
  return `, doomed as (
    select r.auth_req_id_hash from backchannel_request r
    where r.state in ('pending', 'approved') and (${condition}) and exists (select from changed)
    order by r.auth_req_id_hash for update
  ), ended as (
    update backchannel_request r set state = 'failed', decided_at = ${now}
    from doomed where r.auth_req_id_hash = doomed.auth_req_id_hash and r.state in ('pending', 'approved')
    returning r.auth_req_id_hash, r.transaction_id, r.client_id
  ), ${challenges ? endedChallenges : ''}ended_events as (
    insert into system_log (uuid, org_id, published_at, event_type, severity, display_message, actor, targets, outcome, request, debug_data)
    select ${newEventIdSql('v.published_at')}, v.org_id, v.published_at, v.event_type, v.severity, v.display_message, v.actor,
      v.targets || jsonb_build_array(
        jsonb_build_object('id', ended.transaction_id, 'type', 'BackchannelRequest'),
        jsonb_build_object('id', ended.client_id, 'type', 'PublicClientApp')),
      v.outcome, v.request, v.debug_data
    from ended cross join jsonb_to_recordset(${event}::jsonb) as v(${systemLogRecord})
  )`;
}

/** The parameter for `event`. */
export function endedEvent(event: SystemLogEvent): string {
  return JSON.stringify([toSystemLogRow(event)]);
}

export const selectEnded =
  'select (select count(*) from changed) as moved, coalesce((select array_agg(auth_req_id_hash) from ended), array[]::text[]) as ended';

interface EndedRow {
  readonly moved: number;
  readonly ended: readonly string[];
}

/** `moved` is 0 when nothing was there to change. */
export function endedOf(rows: readonly unknown[]): readonly string[] | undefined {
  // the one row of `selectEnded`
  const row = rows[0] as EndedRow | undefined;
  return row === undefined || row.moved === 0 ? undefined : row.ended;
}
