import type { ClaimedMessage, OutboxStore, Settlement } from '@countersign/engine';
import { createBatch } from './batch.js';
import type { Database } from './database.js';
import { inputRows, toInput } from './input-rows.js';
import { toOptionalTimestamp, toTimestamp } from './parameters.js';

interface MessageRow {
  readonly id: string;
  readonly org_id: string;
  readonly kind: ClaimedMessage['kind'];
  readonly payload: ClaimedMessage['payload'];
  readonly attempts: number;
  readonly created_at: number;
  readonly expires_at: number;
}

/** The lease, not the row lock, keeps others away while a message is sent: nothing is held open meanwhile. */
export const claimSql = `
with due as materialized (
  select id from outbox where finished_at is null and due_at <= $1 and (locked_until is null or locked_until <= $1)
  order by due_at limit $3 for update skip locked
)
update outbox o set locked_until = $2, attempts = o.attempts + 1 from due where o.id = due.id
returning o.id, o.org_id, o.kind, o.payload, o.attempts - 1 as attempts, o.created_at, o.expires_at`;

/**
 * A message that is finished stays finished, also when a lease ran out and two nodes sent it. Its challenge shows the same. Requests
 * are locked before their challenges, in order of hash, as decisions lock them: two statements never wait for each other.
 */
export const settleSql = `
with input as materialized (
  select *, 'push-challenge' as push from ${inputRows(
    1,
    'id text, finished_at timestamptz, outcome text, detail text, due_at timestamptz, push_state text, push_at timestamptz',
  )} i
),
locked as materialized (
  select i.*, o.kind, o.payload from input i join outbox o on o.id = i.id
  where coalesce(o.finished_at, 'infinity') = 'infinity' order by o.id for update of o
),
asked as materialized (
  select l.* from locked l join backchannel_request r on r.transaction_id = l.payload->>'transactionId'
  where l.kind = l.push order by r.auth_req_id_hash for no key update of r
),
shown as (
  update challenge c set push_state = a.push_state, push_detail = a.detail, push_at = a.push_at
  from asked a where c.transaction_id = a.payload->>'transactionId' and c.enrollment_id = a.payload->>'enrollmentId'
)
update outbox o set finished_at = l.finished_at, outcome = l.outcome, detail = l.detail, due_at = coalesce(l.due_at, o.due_at), locked_until = null
from locked l where o.id = l.id`;

export const nextDueSql = 'select min(greatest(due_at, locked_until)) as due_at from outbox where finished_at is null';

interface Outcome extends Settlement {
  readonly outcome: 'sent' | 'dead' | 'retry';
  /** Undefined: it is finished. */
  readonly dueAt: number | undefined;
}

/** What remains to be sent after commits. Rows are written by the statements that cause them. */
export function createOutboxStore({ database }: { readonly database: Database }): OutboxStore {
  const settle = createBatch<Outcome, undefined>({
    async flush(settlements) {
      const input = settlements.map(({ id, outcome, detail, dueAt, push, now }) => ({
        id,
        finished_at: dueAt === undefined ? toTimestamp(now) : null,
        outcome,
        detail,
        due_at: toOptionalTimestamp(dueAt),
        push_state: push,
        push_at: toTimestamp(now),
      }));
      await database.query({ name: 'outbox-settle', text: settleSql, values: [toInput(input)] });
      return settlements.map(() => undefined);
    },
    separate: ({ id }) => id,
  });
  return {
    async claim(limit, leaseMs, now) {
      const values = [toTimestamp(now), toTimestamp(now + leaseMs), limit];
      const { rows } = await database.query<MessageRow>({ name: 'outbox-claim', text: claimSql, values });
      return rows.map(toClaimedMessage);
    },
    markSent: (settlement) => settle({ ...settlement, outcome: 'sent', dueAt: undefined }),
    markDead: (settlement) => settle({ ...settlement, outcome: 'dead', dueAt: undefined }),
    retryAt: (dueAt, settlement) => settle({ ...settlement, outcome: 'retry', dueAt }),
    async nextDueAt() {
      const { rows } = await database.query<{ due_at: number | null }>({ name: 'outbox-next-due', text: nextDueSql });
      return rows[0]?.due_at ?? undefined;
    },
  };
}

function toClaimedMessage(row: MessageRow): ClaimedMessage {
  return {
    id: row.id,
    orgId: row.org_id,
    kind: row.kind,
    payload: row.payload,
    attempts: row.attempts,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
