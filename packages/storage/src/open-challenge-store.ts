import type { OpenChallengeStore } from '@countersign/engine';
import type { Database } from './database.js';
import { inputRows, toInput } from './input-rows.js';
import { toTimestamp } from './parameters.js';

export const enrollmentIdsSql = `
select e.id from enrollment e
join device d on d.id = e.device_id and d.status = 'ACTIVE'
where e.org_id = $1 and e.user_id = $2 and e.authenticator_id = $3 and e.status = 'ACTIVE' order by e.id`;

/**
 * Ids are random over all orgs: whoever names one was given it. `offset 0` keeps the planner from joining what it takes for a nearly
 * empty index as a whole: each enrollment is looked up in it.
 */
export const openChallengesOfSql = `
with input as materialized (
  select *, 'pending' as pending from ${inputRows(1, 'enrollment_id text')} o
)
select c.enrollment_id, c.transaction_id, r.auth_req_id_hash, c.expires_at from input i
cross join lateral (
  select enrollment_id, transaction_id, expires_at from challenge
  where enrollment_id = i.enrollment_id and state = 'open' and expires_at > $2 offset 0
) c
join backchannel_request r on r.transaction_id = c.transaction_id and r.state = i.pending
order by c.expires_at, c.transaction_id`;

interface OpenRow {
  readonly enrollment_id: string;
  readonly transaction_id: string;
  readonly auth_req_id_hash: string;
  readonly expires_at: number;
}

/** What live channels show: whose enrollments, and what waits on them. */
export function createOpenChallengeStore({ database }: { readonly database: Database }): OpenChallengeStore {
  return {
    async listEnrollmentIds({ orgId, userId, authenticatorId }) {
      const values = [orgId, userId, authenticatorId];
      const { rows } = await database.query<{ id: string }>({ name: 'enrollment-ids', text: enrollmentIdsSql, values });
      return rows.map(({ id }) => id);
    },
    async list(enrollmentIds, now) {
      if (enrollmentIds.length === 0) return [];
      const values = [toInput(enrollmentIds.map((id) => ({ enrollment_id: id }))), toTimestamp(now)];
      const { rows } = await database.query<OpenRow>({ name: 'challenges-open-of', text: openChallengesOfSql, values });
      return rows.map((row) => ({
        enrollmentId: row.enrollment_id,
        transactionId: row.transaction_id,
        authReqIdHash: row.auth_req_id_hash,
        expiresAt: row.expires_at,
      }));
    },
  };
}
