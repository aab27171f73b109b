import type { DecideRequest } from '@countersign/engine';
import { notifyChangedRequests } from '../bus-payload.js';
import type { Database } from '../database.js';
import { inputRows, toInput } from '../input-rows.js';
import { toTimestamp } from '../parameters.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from '../system-log-row.js';

/**
 * pending → approved, denied or failed. The lock on the request's row settles races between nodes; among answers of one batch
 * denials come first, then the order of arrival (decisions 2.4).
 */
export const decideSql = `
with input as materialized (
  select *, 'pending' as pending, 'open' as open from ${inputRows(
    1,
    `org_id text, transaction_id text, enrollment_id text, outcome text, decision jsonb, response text, decided_at timestamptz, event jsonb,
     asked jsonb, challenge_jwt text, key_type text, key jsonb, passkey jsonb`,
  )} i
),
locked as materialized (
  select i.*, r.auth_req_id_hash, r.user_id
  from input i join backchannel_request r on r.transaction_id = i.transaction_id and r.org_id = i.org_id
  where r.state = i.pending and r.expires_at > i.decided_at
  order by r.auth_req_id_hash for update of r
),
winner as materialized (
  select distinct on (l.auth_req_id_hash) l.*
  from locked l
  join challenge c on c.transaction_id = l.transaction_id and c.enrollment_id = l.enrollment_id and c.state = l.open
  join enrollment e on e.id = l.enrollment_id and e.user_id = l.user_id and e.status = 'ACTIVE'
  join device d on d.id = e.device_id and d.status = 'ACTIVE'
  join directory_user u on u.id = l.user_id and u.status = 'ACTIVE'
  order by l.auth_req_id_hash, l.outcome <> 'denied', l.ordinal
),
decided as (
  update backchannel_request r set state = w.outcome, decided_at = w.decided_at, decision = w.decision
  from winner w where r.auth_req_id_hash = w.auth_req_id_hash
),
answered as (
  update challenge c set
    state = case when c.enrollment_id = w.enrollment_id then 'answered' else 'superseded' end,
    answered_at = case when c.enrollment_id = w.enrollment_id then w.decided_at end,
    response_jwt = case when c.enrollment_id = w.enrollment_id then w.response end,
    asked_claims = case when c.enrollment_id = w.enrollment_id then w.asked end,
    challenge_jwt = case when c.enrollment_id = w.enrollment_id then w.challenge_jwt end,
    answer_key_type = case when c.enrollment_id = w.enrollment_id then w.key_type end,
    answer_key = case when c.enrollment_id = w.enrollment_id then w.key end,
    answer_passkey = case when c.enrollment_id = w.enrollment_id then w.passkey end
  from winner w where c.transaction_id = w.transaction_id and c.state = w.open
),
logged as (${insertEventsSql(`(select event from winner) w cross join lateral jsonb_to_record(w.event) as e(${systemLogRecord})`)}),
told as (${notifyChangedRequests('winner')})
select ordinal, (select count(*) from told) from winner`;

export async function decideRequests(database: Database, decisions: readonly DecideRequest[]): Promise<readonly boolean[]> {
  const input = decisions.map((decision) => ({
    org_id: decision.orgId,
    transaction_id: decision.transactionId,
    enrollment_id: decision.enrollmentId,
    outcome: decision.outcome,
    decision: decision.decision,
    response: decision.challengeResponse,
    decided_at: toTimestamp(decision.now),
    event: toSystemLogRow(decision.event),
    asked: decision.evidence.asked,
    challenge_jwt: decision.evidence.challengeJwt,
    key_type: decision.evidence.keyType,
    key: decision.evidence.key,
    passkey: decision.evidence.passkey,
  }));
  const { rows } = await database.query<{ ordinal: number }>({ name: 'requests-decide', text: decideSql, values: [toInput(input)] });
  const winners = new Set(rows.map((row) => row.ordinal));
  return decisions.map((_, ordinal) => winners.has(ordinal));
}
