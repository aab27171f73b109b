import type { Instant } from '@countersign/engine';
import { notifyChangedRequests } from '../bus-payload.js';
import type { Database } from '../database.js';
import { inputRows, toInput } from '../input-rows.js';
import { toTimestamp } from '../parameters.js';

export interface RecordedPoll {
  readonly authReqIdHash: string;
  readonly polledAt: Instant;
  readonly previousPolledAt: Instant;
}

export interface PollJudgement {
  readonly tooEarly: boolean;
  readonly intervalSeconds: number;
}

/** CIBA Core 11: `slow_down` raises the interval by at least 5 seconds. One poll of a request per statement. */
export const recordPollsSql = `
with input as materialized (select *, 'pending' as pending from ${inputRows(1, 'hash text, polled_at timestamptz, previous_polled_at timestamptz')} i),
locked as materialized (
  select i.ordinal, i.polled_at, i.previous_polled_at, r.auth_req_id_hash, r.interval_seconds, r.last_polled_at
  from input i join backchannel_request r on r.auth_req_id_hash = i.hash
  where r.state = i.pending order by r.auth_req_id_hash for update of r
),
judged as materialized (
  select ordinal, auth_req_id_hash, greatest(polled_at, last_polled_at) as polled_at, too_early,
    interval_seconds + case when too_early then 5 else 0 end as interval_seconds
  from (
    select *, polled_at < coalesce(last_polled_at, previous_polled_at) + interval_seconds * interval '1 second' as too_early from locked
  ) compared
),
recorded as (
  update backchannel_request r set last_polled_at = j.polled_at, interval_seconds = j.interval_seconds, paced = true
  from judged j where r.auth_req_id_hash = j.auth_req_id_hash
),
told as (${notifyChangedRequests('judged where too_early')})
select ordinal, too_early, interval_seconds, (select count(*) from told) from judged`;

interface JudgedRow {
  readonly ordinal: number;
  readonly too_early: boolean;
  readonly interval_seconds: number;
}

/** A request that is no longer pending has no pace: its poll is never too early. */
export async function recordPolls(database: Database, polls: readonly RecordedPoll[]): Promise<readonly PollJudgement[]> {
  const input = polls.map((poll) => ({
    hash: poll.authReqIdHash,
    polled_at: toTimestamp(poll.polledAt),
    previous_polled_at: toTimestamp(poll.previousPolledAt),
  }));
  const { rows } = await database.query<JudgedRow>({ name: 'requests-record-polls', text: recordPollsSql, values: [toInput(input)] });
  const judged = new Map(rows.map((row) => [row.ordinal, { tooEarly: row.too_early, intervalSeconds: row.interval_seconds }]));
  return polls.map((_, ordinal) => judged.get(ordinal) ?? { tooEarly: false, intervalSeconds: 0 });
}
