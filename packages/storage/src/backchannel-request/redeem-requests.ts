import type { BackchannelRequest, Redemption, RedeemRequest } from '@countersign/engine';
import { notifyChangedRequests } from '../bus-payload.js';
import type { Database } from '../database.js';
import { isAssigned } from '../directory/is-assigned.js';
import { toUser, type UserRow } from '../directory/user-store.js';
import { grantColumns } from '../grant-row.js';
import { inputRows, toInput } from '../input-rows.js';
import { toTimestamp } from '../parameters.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from '../system-log-row.js';
import { requestColumnsOf, type RequestRow, toRequest } from './request-row.js';

const userColumns = [
  'id',
  'org_id',
  'status',
  'login',
  'email',
  'profile',
  'password_hash',
  'created_at',
  'updated_at',
  'activated_at',
  'status_changed_at',
  'password_changed_at',
  'last_login_at',
] as const satisfies readonly (keyof UserRow)[];

/** An approval given in the last moment can still be picked up. */
const redemptionWindow = "interval '60 seconds'";

/**
 * approved → redeemed, once: the lock on the request's row lets one statement find it approved, `distinct on` one of its rows.
 * A user, client or deciding device that is no longer active, or a user who may no longer use the client, fails the request instead;
 * the event then says so.
 */
export const redeemSql = `
with input as materialized (
  select *, 'approved' as approved from ${inputRows(
    1,
    'hash text, org_id text, client_id text, now timestamptz, grant_id text, grant_type text, refresh_hash text, event jsonb',
  )} i
),
locked as materialized (
  select i.ordinal, i.now, i.grant_id, i.grant_type, i.refresh_hash, i.event, ${requestColumnsOf('r')}
  from input i join backchannel_request r on r.auth_req_id_hash = i.hash and r.org_id = i.org_id and r.client_id = i.client_id
  where r.state = i.approved and r.transaction_type = 'CIBA' and i.now < greatest(r.expires_at, r.decided_at + ${redemptionWindow})
  order by r.auth_req_id_hash for update of r
),
winner as materialized (
  select distinct on (l.auth_req_id_hash) l.*,
    case when u.id is null then 'user_inactive' when a.id is null then 'client_inactive'
      when v.id is null then 'device_inactive' when not ${isAssigned('u.id')} then 'user_not_assigned' end as fault,
    case when l.scopes ? 'offline_access' then l.refresh_hash end as refresh,
    case when (l.lifetimes ->> 'refreshTokenSeconds')::integer > 0
      then l.now + (l.lifetimes ->> 'refreshTokenSeconds')::integer * interval '1 second' end as refresh_end
  from locked l
  left join directory_user u on u.id = l.user_id and u.status = 'ACTIVE'
  left join app a on a.org_id = l.org_id and a.client_id = l.client_id and a.status = 'ACTIVE'
  left join device v on v.id = l.decision ->> 'deviceId' and v.org_id = l.org_id and v.status = 'ACTIVE'
  order by l.auth_req_id_hash, l.ordinal
),
moved as (
  update backchannel_request r set state = case when w.fault is null then 'redeemed' else 'failed' end,
    redeemed_at = case when w.fault is null then w.now end
  from winner w where r.auth_req_id_hash = w.auth_req_id_hash
),
granted as (
  insert into oauth_grant (${grantColumns})
  select grant_id, org_id, authorization_server_id, client_id, user_id, grant_type, scopes, decided_at, decision -> 'amr', decision ->> 'acr',
    transaction_id, authorization_details, (lifetimes ->> 'accessTokenSeconds')::integer, (lifetimes ->> 'refreshTokenIdleSeconds')::integer, now,
    case when refresh is not null then refresh_end end
  from winner where fault is null
),
refreshed as (
  insert into refresh_token (hash, grant_id, issued_at, idle_expires_at)
  select refresh, grant_id, now, least(refresh_end, now + (lifetimes ->> 'refreshTokenIdleSeconds')::integer * interval '1 second')
  from winner where fault is null and refresh is not null
),
logged as (${insertEventsSql(`(
    select case when fault is null then event
      else event || jsonb_build_object('severity', 'WARN', 'outcome', jsonb_build_object('result', 'FAILURE', 'reason', fault)) end as event
    from winner
  ) w cross join lateral jsonb_to_record(w.event) as e(${systemLogRecord})`)}),
told as (${notifyChangedRequests('winner where fault is not null')})
select w.ordinal, case when w.refresh is not null then w.refresh_end end as refresh_end, ${requestColumnsOf('w')},
  ${userColumns.map((name) => `u.${name} as user_${name}`).join(', ')}, (select count(*) from told)
from winner w join directory_user u on u.id = w.user_id where w.fault is null`;

type WinnerRow = RequestRow & { readonly [Column in keyof UserRow as `user_${Column}`]: UserRow[Column] } & {
  readonly ordinal: number;
  readonly refresh_end: number | null;
};

export async function redeemRequests(
  database: Database,
  redemptions: readonly RedeemRequest[],
): Promise<readonly (Redemption | undefined)[]> {
  const input = redemptions.map((redemption) => ({
    hash: redemption.authReqIdHash,
    org_id: redemption.orgId,
    client_id: redemption.clientId,
    now: toTimestamp(redemption.now),
    grant_id: redemption.grant.id,
    grant_type: redemption.grant.grantType,
    refresh_hash: redemption.refreshToken?.hash,
    event: toSystemLogRow(redemption.event),
  }));
  const { rows } = await database.query<WinnerRow>({ name: 'requests-redeem', text: redeemSql, values: [toInput(input)] });
  const winners = new Map(rows.map((row) => [row.ordinal, row]));
  return redemptions.map((redemption, ordinal) => {
    const row = winners.get(ordinal);
    return row === undefined ? undefined : toRedemption(redemption, row);
  });
}

function toRedemption({ grant, now }: RedeemRequest, row: WinnerRow): Redemption {
  const request: BackchannelRequest = { ...toRequest(row), state: 'redeemed' };
  const user = toUser(userRowOf(row));
  return {
    request,
    user,
    grant: {
      id: grant.id,
      orgId: request.orgId,
      authorizationServerId: request.authorizationServerId,
      clientId: request.clientId,
      userId: user.id,
      grantType: grant.grantType,
      scopes: request.scopes,
      authTime: request.decidedAt ?? now,
      amr: request.decision?.amr ?? [],
      acr: request.decision?.acr,
      transactionId: request.transactionId,
      authorizationDetails: request.authorizationDetails,
      accessTokenSeconds: request.lifetimes.accessTokenSeconds,
      refreshTokenIdleSeconds: request.lifetimes.refreshTokenIdleSeconds,
      createdAt: now,
      refreshExpiresAt: row.refresh_end ?? undefined,
    },
  };
}

function userRowOf(row: WinnerRow): UserRow {
  return {
    id: row.user_id,
    org_id: row.user_org_id,
    status: row.user_status,
    login: row.user_login,
    email: row.user_email,
    profile: row.user_profile,
    password_hash: row.user_password_hash,
    created_at: row.user_created_at,
    updated_at: row.user_updated_at,
    activated_at: row.user_activated_at,
    status_changed_at: row.user_status_changed_at,
    password_changed_at: row.user_password_changed_at,
    last_login_at: row.user_last_login_at,
  };
}
