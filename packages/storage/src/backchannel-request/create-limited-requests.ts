import type { LimitedBackchannelRequest, ReachedPromptLimit } from '@countersign/engine';
import { busChannel, notifyChallenges } from '../bus-payload.js';
import type { Database } from '../database.js';
import { inputRows, toInput } from '../input-rows.js';
import { toTimestamp } from '../parameters.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from '../system-log-row.js';
import {
  challengeColumns,
  challengeInputs,
  challengeRecord,
  outboxInput,
  outboxRecord,
  requestColumns,
  requestInput,
  requestRecord,
} from './request-row.js';

/**
 * Whoever asks a person holds that person's lock until the commit, so the statement after it, which counts, sees what all others
 * wrote. Taken in one order everywhere, so that two batches never wait for each other.
 */
const lockSql = `
select count(pg_advisory_xact_lock(hashtextextended('prompts of ' || user_id, 0))) from jsonb_array_elements_text($1::jsonb) user_id`;

/**
 * Judges each request by the person's last day, then writes what create-requests.ts writes for those within the limits and a refusal
 * for the others. A batch holds one request of a person: rows of the same statement would not be counted.
 */
export const createLimitedSql = `
with input as materialized (
  select * from ${inputRows(
    1,
    `user_id text, client_id text, asked_at timestamptz, limits jsonb, request jsonb, challenges jsonb, outbox jsonb, event jsonb,
     refusal jsonb`,
  )} i
), judged as materialized (
  select i.*, case
    when exists (select from prompt_pause p where p.user_id = i.user_id and p.paused_until > i.asked_at) then 'paused'
    when live_of_client >= (limits->>'livePerClient')::integer then 'livePerClient'
    when live >= (limits->>'live')::integer then 'live'
    when refused_by_client >= (limits->>'refusedPerClientAndHour')::integer then 'refusedPerClientAndHour'
    when refused >= (limits->>'refusedPerHour')::integer then 'refusedPerHour'
    when in_ten_minutes >= (limits->>'perTenMinutes')::integer then 'perTenMinutes'
    when in_a_day >= (limits->>'perDay')::integer then 'perDay'
  end as reached
  from input i cross join lateral (
    select
      count(*) filter (where alive) as live,
      count(*) filter (where alive and client_id = i.client_id) as live_of_client,
      count(*) filter (where refusal and created_at > i.asked_at - interval '1 hour') as refused,
      count(*) filter (where refusal and created_at > i.asked_at - interval '1 hour' and client_id = i.client_id) as refused_by_client,
      coalesce(sum(weight) filter (where created_at > i.asked_at - interval '10 minutes'), 0) as in_ten_minutes,
      coalesce(sum(weight), 0) as in_a_day
    from (
      select f.*, case when refusal then 2 else 1 end as weight from (
        select r.client_id, r.created_at, r.state = 'pending' and r.expires_at > i.asked_at as alive,
          r.state = 'denied' or r.state in ('pending', 'expired') and r.expires_at <= i.asked_at and r.decision is null as refusal
        from backchannel_request r where r.user_id = i.user_id and r.created_at > i.asked_at - interval '24 hours'
      ) f
    ) weighed
  ) counted
), accepted as (
  select * from judged where reached is null
), request as (
  insert into backchannel_request (${requestColumns})
  select ${requestColumns} from (select request from accepted) a cross join lateral jsonb_to_record(a.request) as r(${requestRecord})
), challenge as (
  insert into challenge (${challengeColumns})
  select ${challengeColumns}
  from (select challenges from accepted) a cross join lateral jsonb_to_recordset(a.challenges) as r(${challengeRecord})
), message as (
  insert into outbox (id, org_id, kind, payload, due_at, created_at, expires_at)
  select id, org_id, kind, payload, created_at, created_at, expires_at
  from (select outbox from accepted) a cross join lateral jsonb_to_recordset(a.outbox) as r(${outboxRecord})
), logged as (
  ${insertEventsSql(`(
    select case when reached is null then event else jsonb_set(refusal, '{outcome,reason}', to_jsonb('prompt limit: ' || reached)) end as entry
    from judged
  ) j cross join lateral jsonb_to_record(j.entry) as e(${systemLogRecord})`)}
), told as (
  ${notifyChallenges(`accepted a cross join lateral jsonb_to_recordset(a.challenges) as r(${challengeRecord})`)}
  union all select pg_notify('${busChannel}', 'o') where exists (select from accepted where outbox <> '[]')
)
select ordinal, reached, (select count(*) from told) from judged`;

/** The limit each request reached; undefined for those that were written. */
export async function createLimitedRequests(
  database: Database,
  creations: readonly LimitedBackchannelRequest[],
): Promise<readonly (ReachedPromptLimit | undefined)[]> {
  const people = new Set(creations.flatMap(({ request }) => request.userId ?? []));
  const [, written] = await database.transaction([
    { name: 'requests-create-limited-lock', text: lockSql, values: [JSON.stringify([...people].toSorted())] },
    { name: 'requests-create-limited', text: createLimitedSql, values: [toInput(creations.map(toInputRow))] },
  ]);
  // what the last line of the statement returns
  const rows = (written?.rows ?? []) as readonly { readonly ordinal: number; readonly reached: ReachedPromptLimit | null }[];
  const reached = new Map(rows.map((row) => [row.ordinal, row.reached ?? undefined]));
  return creations.map((_, ordinal) => reached.get(ordinal));
}

function toInputRow({ request, challenges, outbox, event, limits, refusal }: LimitedBackchannelRequest): object {
  return {
    user_id: request.userId,
    client_id: request.clientId,
    asked_at: toTimestamp(request.createdAt),
    limits,
    request: requestInput(request),
    challenges: challengeInputs(challenges, outbox),
    outbox: outbox.map(outboxInput),
    event: toSystemLogRow(event),
    refusal: toSystemLogRow(refusal),
  };
}
