import { approvalBuckets, type FirstStep, type HourCounts, type StatisticsStore } from '@countersign/engine';
import { grantTypes } from '@countersign/contracts/wire';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { mostRowsHaveIt } from './filter-sql.js';

/** Both tables are read by their time alone, whose index they have. */
const within = (table: string) =>
  `${mostRowsHaveIt(`${table}.org_id = $1`)} and ${table}.created_at >= $2::timestamptz and ${table}.created_at < $3::timestamptz`;
const hourOf = (column: string) => `date_bin('1 hour', ${column}, '2000-01-01T00:00:00Z')`;

/** Counts the requests made from `$2` until `$3`, one row for each hour that has any. The push service is the one its answer names. */
export const countHoursSql = `
with request as materialized (
  select ${hourOf('r.created_at')} as hour,
    case when r.state in ('approved', 'redeemed') or r.state = 'expired' and r.decided_at is not null then 'approved' else r.state end as outcome,
    extract(epoch from r.decided_at - r.created_at) * 1000 as took
  from backchannel_request r where ${within('r')}
), outcomes as (
  select hour, jsonb_object_agg(outcome, n) as counts from (select hour, outcome, count(*) as n from request group by 1, 2) o group by 1
), times as (
  select hour, jsonb_object_agg(bucket, n) as counts from (
    select hour, greatest(0, floor(ln(greatest(took, 1) / ${approvalBuckets.firstMs}) / ln(${approvalBuckets.growth})))::int as bucket, count(*) as n
    from request where outcome = 'approved' and took is not null group by 1, 2
  ) t group by 1
), push as materialized (
  select ${hourOf('c.created_at')} as hour, c.push_state as state, case when c.push_detail like '%APNs%' then 'APNS'
    when c.push_detail like '%FCM%' then 'FCM' when c.push_detail like '%Web Push%' then 'WEBPUSH' else 'UNKNOWN' end as channel
  from challenge c where ${within('c')} and c.push_state <> 'none'
), pushes as (
  select hour, jsonb_object_agg(channel, states) as counts from (
    select hour, channel, jsonb_object_agg(state, n) as states from (
      select hour, channel, state, count(*) as n from push group by 1, 2, 3
    ) p group by 1, 2
  ) q group by 1
)
select hour, jsonb_build_object('outcomes', o.counts, 'approvalTimes', coalesce(t.counts, '{}'), 'pushes', coalesce(p.counts, '{}')) as counts
from outcomes o left join times t using (hour) left join pushes p using (hour) order by hour`;

const countedSql = 'select hour, counts from transaction_hour where org_id = $1 and hour >= $2 and hour < $3 order by hour';
/** Where counting has to begin: after the last hour that was counted. */
export const countedUntilSql = `select max(hour) + interval '1 hour' as at from transaction_hour where org_id = $1`;

export const fraudReportsSql = `select ${hourOf('published_at')} as hour, count(*) as reports from system_log
where org_id = $1 and event_type = 'user.account.report_suspicious_activity_by_enduser' and published_at >= $2 and published_at < $3
  and debug_data->>'reason' = 'not_me' group by 1 order by 1`;
const waitingSql = `select count(*) as count from outbox where finished_at is null and ${mostRowsHaveIt('org_id = $1')}`;

/** The hour of an approval is enough when it was counted already. */
export const firstStepsSql = `
select
  (select jsonb_build_object('id', id, 'at', extract(epoch from created_at) * 1000) from app
    where org_id = $1 and document->'settings'->'oauthClient'->'grant_types' ? '${grantTypes.ciba}' order by id limit 1) as app,
  (select jsonb_build_object('id', id, 'at', extract(epoch from created_at) * 1000) from authenticator
    where org_id = $1 and status = 'ACTIVE' order by created_at limit 1) as authenticator,
  (select jsonb_build_object('id', user_id, 'at', extract(epoch from created_at) * 1000) from enrollment
    where ${mostRowsHaveIt(`org_id = $1 and status = 'ACTIVE'`)} limit 1) as enrollment,
  (select jsonb_build_object('id', transaction_id, 'at', extract(epoch from created_at) * 1000) from backchannel_request
    where ${mostRowsHaveIt('org_id = $1')} order by created_at limit 1) as request,
  coalesce(
    (select jsonb_build_object('at', extract(epoch from hour) * 1000) from transaction_hour
      where org_id = $1 and counts->'outcomes' ? 'approved' order by hour limit 1),
    (select jsonb_build_object('id', transaction_id, 'at', extract(epoch from decided_at) * 1000) from backchannel_request
      where ${mostRowsHaveIt('org_id = $1')} and state in ('approved', 'redeemed')
        and created_at >= coalesce((select max(hour) from transaction_hour where org_id = $1), '-infinity') order by created_at limit 1)
  ) as approval`;

interface HourRow {
  readonly hour: number;
  readonly counts: Omit<HourCounts, 'hour'>;
}
type StepColumn = { readonly id?: string; readonly at: number } | null;

export function createStatisticsStore({ database }: { readonly database: Database }): StatisticsStore {
  const list = async (text: string, orgId: string, since: number, until: number) => {
    if (since >= until) return [];
    const { rows } = await database.query<HourRow>({ text, values: [orgId, toTimestamp(since), toTimestamp(until)] });
    return rows.map(({ hour, counts }): HourCounts => ({ hour, ...counts }));
  };
  return {
    async listHours(orgId, { since, until }) {
      const { rows } = await database.query<{ at: number | null }>({ name: 'hours-counted', text: countedUntilSql, values: [orgId] });
      const countedUntil = rows[0]?.at ?? 0;
      const counted = await list(countedSql, orgId, since, Math.min(until, countedUntil));
      return [...counted, ...(await list(countHoursSql, orgId, Math.max(since, countedUntil), until))];
    },
    async listFraudReports(orgId, { since, until }) {
      const values = [orgId, toTimestamp(since), toTimestamp(until)];
      return (await database.query<{ hour: number; reports: number }>({ text: fraudReportsSql, values })).rows;
    },
    async countWaitingPushes(orgId) {
      return (await database.query<{ count: number }>({ name: 'pushes-waiting', text: waitingSql, values: [orgId] })).rows[0]?.count ?? 0;
    },
    async findFirstSteps(orgId) {
      const { rows } = await database.query<Record<'app' | 'authenticator' | 'enrollment' | 'request' | 'approval', StepColumn>>({
        text: firstStepsSql,
        values: [orgId],
      });
      const [row] = rows;
      const step = (column: StepColumn | undefined): FirstStep | undefined =>
        column === null || column === undefined ? undefined : { id: column.id, at: Math.round(column.at) };
      return {
        app: step(row?.app),
        authenticator: step(row?.authenticator),
        enrollment: step(row?.enrollment),
        request: step(row?.request),
        approval: step(row?.approval),
      };
    },
  };
}
