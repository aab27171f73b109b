import type {
  AuthenticatorStore,
  Challenge,
  ChallengeInContext,
  ChallengeStore,
  Cipher,
  ClientStore,
  UserStatus,
} from '@countersign/engine';
import { createBatch } from './batch.js';
import type { Database } from './database.js';
import { type RequestRow, requestColumnNames, toRequest } from './backchannel-request/request-row.js';
import { type EnrolledDeviceRow, enrolledDeviceColumns, toEnrolledDevice } from './enrollment-row.js';
import { inputRows, toInput } from './input-rows.js';
import { toTimestamp } from './parameters.js';

export interface ChallengeStoreNeeds {
  readonly database: Database;
  readonly cipher: Cipher;
  /** Names and settings come from these, which answer from their caches. */
  readonly authenticators: Pick<AuthenticatorStore, 'findById'>;
  readonly clients: Pick<ClientStore, 'findByClientId'>;
}

interface ChallengeColumns {
  readonly c_nonce: string;
  readonly c_transaction_type: Challenge['transactionType'];
  readonly c_user_verification: Challenge['userVerification'];
  readonly c_state: Challenge['state'];
  readonly c_created_at: number;
  readonly c_expires_at: number;
  readonly user_status: UserStatus;
}
type ContextRow = EnrolledDeviceRow & ChallengeColumns & { readonly [Column in keyof RequestRow as `r_${Column}`]: RequestRow[Column] };

interface ChallengeName {
  readonly org_id: string;
  readonly transaction_id: string;
  readonly enrollment_id: string;
}

const contextColumns = `${enrolledDeviceColumns}, ${requestColumnNames.map((name) => `r.${name} as r_${name}`).join(', ')},
  c.nonce as c_nonce, c.transaction_type as c_transaction_type, c.user_verification as c_user_verification, c.state as c_state,
  c.created_at as c_created_at, c.expires_at as c_expires_at, u.status as user_status`;
const contextJoins = `
join backchannel_request r on r.transaction_id = c.transaction_id
join enrollment e on e.id = c.enrollment_id
join device d on d.id = e.device_id
join directory_user u on u.id = e.user_id`;

export const findChallengeSql = `
select i.ordinal, ${contextColumns}
from ${inputRows(1, 'org_id text, transaction_id text, enrollment_id text')} i
join challenge c on c.transaction_id = i.transaction_id and c.enrollment_id = i.enrollment_id and c.org_id = i.org_id ${contextJoins}`;
export const openChallengesSql = `
select ${contextColumns} from challenge c ${contextJoins}
where c.org_id = $1 and c.enrollment_id = $2 and c.state = 'open' and c.expires_at > $3 order by c.expires_at, c.transaction_id`;

/** Challenges with all that signing them or judging their answers needs. Answering is `decide` of the request's store. */
export function createChallengeStore(needs: ChallengeStoreNeeds): ChallengeStore {
  const { database } = needs;
  // Answers are part of the hot path: those that arrive together are looked up together.
  const findRow = createBatch<ChallengeName, ContextRow | undefined>({
    async flush(names) {
      const { rows } = await database.query<ContextRow & { readonly ordinal: number }>({
        name: 'challenges-find',
        text: findChallengeSql,
        values: [toInput(names)],
      });
      const found = new Map(rows.map((row) => [row.ordinal, row]));
      return names.map((_, ordinal) => found.get(ordinal));
    },
  });
  return {
    async find(orgId, transactionId, enrollmentId) {
      const row = await findRow({ org_id: orgId, transaction_id: transactionId, enrollment_id: enrollmentId });
      return row === undefined ? undefined : inContext(needs, row);
    },
    async listOpen(orgId, enrollmentId, now) {
      const values = [orgId, enrollmentId, toTimestamp(now)];
      const { rows } = await database.query<ContextRow>({ name: 'challenges-open', text: openChallengesSql, values });
      const found = await Promise.all(rows.map((row) => inContext(needs, row)));
      return found.filter((one) => one !== undefined);
    },
  };
}

/** Undefined when the authenticator is gone: nobody could judge an answer. */
async function inContext(needs: ChallengeStoreNeeds, row: ContextRow): Promise<ChallengeInContext | undefined> {
  const request = toRequest(requestRowOf(row));
  const [authenticator, client] = await Promise.all([
    needs.authenticators.findById(row.org_id, row.authenticator_id),
    needs.clients.findByClientId(row.org_id, request.clientId),
  ]);
  if (authenticator === undefined) return undefined;
  return {
    challenge: {
      transactionId: request.transactionId,
      enrollmentId: row.id,
      orgId: row.org_id,
      nonce: row.c_nonce,
      transactionType: row.c_transaction_type,
      userVerification: row.c_user_verification,
      state: row.c_state,
      createdAt: row.c_created_at,
      expiresAt: row.c_expires_at,
    },
    request,
    ...toEnrolledDevice(row, needs.cipher),
    userStatus: row.user_status,
    authenticator,
    clientName: client?.name ?? request.clientId,
    allowNotificationActions: client?.backchannel?.allowNotificationActions ?? false,
  };
}

function requestRowOf(row: ContextRow): RequestRow {
  return {
    auth_req_id_hash: row.r_auth_req_id_hash,
    transaction_id: row.r_transaction_id,
    org_id: row.r_org_id,
    transaction_type: row.r_transaction_type,
    authorization_server_id: row.r_authorization_server_id,
    client_id: row.r_client_id,
    user_id: row.r_user_id,
    login_hint: row.r_login_hint,
    scopes: row.r_scopes,
    binding_message: row.r_binding_message,
    authorization_details: row.r_authorization_details,
    display: row.r_display,
    number_challenge: row.r_number_challenge,
    acr_values: row.r_acr_values,
    lifetimes: row.r_lifetimes,
    interval_seconds: row.r_interval_seconds,
    state: row.r_state,
    created_at: row.r_created_at,
    expires_at: row.r_expires_at,
    decided_at: row.r_decided_at,
    decision: row.r_decision,
    requested_from: row.r_requested_from,
    signed_request: row.r_signed_request,
  };
}
