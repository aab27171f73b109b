import type {
  Challenge,
  PushState,
  StoredAnswer,
  TransactionChallenge,
  TransactionQuery,
  TransactionStore,
  TransactionSummary,
} from '@countersign/engine';
import { requestColumnsOf, type RequestRow, toRequest } from '../backchannel-request/request-row.js';
import type { Database, Statement } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { escapeLike, mostRowsHaveIt } from './filter-sql.js';

type TransactionRow = RequestRow & { readonly redeemed_at: number | null; readonly user_login: string | null };

interface ChallengeRow {
  readonly transaction_id: string;
  readonly enrollment_id: string;
  readonly org_id: string;
  readonly nonce: string;
  readonly transaction_type: Challenge['transactionType'];
  readonly user_verification: Challenge['userVerification'];
  readonly state: Challenge['state'];
  readonly created_at: number;
  readonly expires_at: number;
  readonly answered_at: number | null;
  readonly response_jwt: string | null;
  readonly asked_claims: StoredAnswer['asked'] | null;
  readonly challenge_jwt: string | null;
  readonly answer_key_type: StoredAnswer['keyType'] | null;
  readonly answer_key: StoredAnswer['key'] | null;
  readonly answer_passkey: StoredAnswer['passkey'] | null;
  readonly push_state: PushState;
  readonly push_detail: string | null;
  readonly push_at: number | null;
  readonly device_id: string | null;
  readonly device_profile: Readonly<Record<string, unknown>> | null;
}

const requestSql = `select ${requestColumnsOf('r')}, r.redeemed_at, u.login as user_login
from backchannel_request r left join directory_user u on u.id = r.user_id
where r.org_id = $1 and r.transaction_id = $2`;

// users, enrollments and devices may be gone: what was decided is not
const challengesSql = `select c.*, d.id as device_id, d.profile as device_profile
from challenge c left join enrollment e on e.id = c.enrollment_id left join device d on d.id = e.device_id
where c.org_id = $1 and c.transaction_id = $2 order by c.enrollment_id`;

/** Requests with all that belongs to them, for people who look at one. */
export function createTransactionStore({ database }: { readonly database: Database }): TransactionStore {
  return {
    async list(orgId, query) {
      return (await database.query<TransactionRow>(listStatement(orgId, query))).rows.map(toSummary);
    },
    async find(orgId, transactionId) {
      const values = [orgId, transactionId];
      const { rows } = await database.query<TransactionRow>({ name: 'transaction-request', text: requestSql, values });
      const [row] = rows;
      if (row === undefined) return undefined;
      const challenges = await database.query<ChallengeRow>({ name: 'transaction-challenges', text: challengesSql, values });
      return { ...toSummary(row), challenges: challenges.rows.map(toChallenge) };
    },
    async listOrgKeys(orgId) {
      const text = `select public_jwk, withdrawn_at from signing_key where org_id = $1 and authorization_server_id = $1 and alg = 'RS256'
        order by created_at, kid`;
      const { rows } = await database.query<{ public_jwk: Readonly<Record<string, string>>; withdrawn_at: number | null }>({
        name: 'org-keys',
        text,
        values: [orgId],
      });
      return rows.map(({ public_jwk, withdrawn_at }) =>
        withdrawn_at === null ? public_jwk : { ...public_jwk, cs_withdrawn: new Date(withdrawn_at).toISOString() },
      );
    },
  };
}

/** Has no name on purpose: which index is the right one depends on the values, so it is planned with them. */
function listStatement(
  orgId: string,
  { state, reason, clientId, userId, deviceId, since, until, after, limit }: TransactionQuery,
): Statement {
  const values: unknown[] = [orgId];
  const conditions = [mostRowsHaveIt('r.org_id = $1')];
  const add = (condition: string, value: unknown) => {
    if (value !== undefined) conditions.push(`${condition} $${values.push(value)}`);
  };
  add('r.state =', state);
  if (reason !== undefined) conditions.push(`r.decision->>'reason' ilike $${values.push(`%${escapeLike(reason)}%`)}`);
  add('r.client_id =', clientId);
  add('r.user_id =', userId);
  // by its people, whose transactions an index has
  if (deviceId !== undefined) {
    const ofDevice = `from enrollment e where e.device_id = $${values.push(deviceId)}`;
    conditions.push(`r.user_id = any(array(select e.user_id ${ofDevice}))`);
    conditions.push(
      `exists (select from challenge c where c.transaction_id = r.transaction_id and c.enrollment_id = any(array(select e.id ${ofDevice})))`,
    );
  }
  add('r.created_at >=', since === undefined ? undefined : toTimestamp(since));
  add('r.created_at <', until === undefined ? undefined : toTimestamp(until));
  if (after !== undefined)
    conditions.push(
      `(r.created_at, r.transaction_id) < ($${values.push(toTimestamp(after.createdAt))}, $${values.push(after.transactionId)})`,
    );
  return {
    // the login is looked up for the page alone
    text: `select ${requestColumnsOf('r')}, r.redeemed_at, (select u.login from directory_user u where u.id = r.user_id) as user_login
      from backchannel_request r where ${conditions.join(' and ')}
      order by r.created_at desc, r.transaction_id desc limit $${values.push(limit)}`,
    values,
  };
}

function toSummary(row: TransactionRow): TransactionSummary {
  return { request: toRequest(row), redeemedAt: row.redeemed_at ?? undefined, userLogin: row.user_login ?? undefined };
}

function toChallenge(row: ChallengeRow): TransactionChallenge {
  return {
    challenge: {
      transactionId: row.transaction_id,
      enrollmentId: row.enrollment_id,
      orgId: row.org_id,
      nonce: row.nonce,
      transactionType: row.transaction_type,
      userVerification: row.user_verification,
      state: row.state,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    },
    delivery: { state: row.push_state, detail: row.push_detail ?? undefined, at: row.push_at ?? undefined },
    device: row.device_id === null ? undefined : { id: row.device_id, profile: row.device_profile ?? {} },
    answer: toAnswer(row),
  };
}

/** The deciding statement writes all of it at once. */
function toAnswer(row: ChallengeRow): StoredAnswer | undefined {
  if (row.answered_at === null || row.response_jwt === null || row.answer_key_type === null || row.answer_key === null) return undefined;
  return {
    answeredAt: row.answered_at,
    jwt: row.response_jwt,
    challengeJwt: row.challenge_jwt ?? undefined,
    asked: row.asked_claims ?? undefined,
    keyType: row.answer_key_type,
    key: row.answer_key,
    passkey: row.answer_passkey ?? undefined,
  };
}
