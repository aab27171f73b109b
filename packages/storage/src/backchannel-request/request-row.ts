import type { BackchannelRequest, Challenge, OutboxMessage, RequestStatus } from '@countersign/engine';
import { toOptionalTimestamp, toTimestamp } from '../parameters.js';

/** Column list of the record type, for JSON input. */
export const requestRecord = `auth_req_id_hash text, transaction_id text, org_id text, transaction_type text, authorization_server_id text, client_id text, user_id text,
  login_hint text, scopes jsonb, binding_message text, authorization_details jsonb, display jsonb, number_challenge jsonb, acr_values jsonb, lifetimes jsonb, interval_seconds integer, state text,
  created_at timestamptz, expires_at timestamptz, decided_at timestamptz, decision jsonb, requested_from jsonb, signed_request jsonb`;

export const requestColumnNames = requestRecord.split(',').map((column) => column.trim().split(' ')[0] ?? '');
/** The columns of a request as `toRequest` reads them. */
export const requestColumns = requestColumnNames.join(', ');
/** The same, of one of several tables. */
export const requestColumnsOf = (alias: string): string => requestColumnNames.map((name) => `${alias}.${name}`).join(', ');

export interface RequestRow {
  readonly auth_req_id_hash: string;
  readonly transaction_id: string;
  readonly org_id: string;
  readonly transaction_type: BackchannelRequest['transactionType'];
  readonly authorization_server_id: string;
  readonly client_id: string;
  readonly user_id: string | null;
  readonly login_hint: string;
  readonly scopes: readonly string[];
  readonly binding_message: string | null;
  readonly authorization_details: NonNullable<BackchannelRequest['authorizationDetails']> | null;
  readonly display: BackchannelRequest['display'];
  readonly number_challenge: NonNullable<BackchannelRequest['numberChallenge']> | null;
  readonly acr_values: readonly string[];
  readonly lifetimes: BackchannelRequest['lifetimes'];
  readonly interval_seconds: number;
  readonly state: BackchannelRequest['state'];
  readonly created_at: number;
  readonly expires_at: number;
  readonly decided_at: number | null;
  readonly decision: BackchannelRequest['decision'] | null;
  readonly requested_from: BackchannelRequest['requestedFrom'];
  readonly signed_request: NonNullable<BackchannelRequest['signedRequest']> | null;
}

export function toRequest(row: RequestRow): BackchannelRequest {
  return {
    authReqIdHash: row.auth_req_id_hash,
    transactionId: row.transaction_id,
    orgId: row.org_id,
    transactionType: row.transaction_type,
    authorizationServerId: row.authorization_server_id,
    clientId: row.client_id,
    userId: row.user_id ?? undefined,
    loginHint: row.login_hint,
    scopes: row.scopes,
    bindingMessage: row.binding_message ?? undefined,
    authorizationDetails: row.authorization_details ?? undefined,
    display: row.display,
    numberChallenge: row.number_challenge ?? undefined,
    acrValues: row.acr_values,
    lifetimes: row.lifetimes,
    intervalSeconds: row.interval_seconds,
    state: row.state,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    decidedAt: row.decided_at ?? undefined,
    decision: row.decision ?? undefined,
    requestedFrom: row.requested_from,
    ...(row.signed_request === null ? {} : { signedRequest: row.signed_request }),
  };
}

export function requestInput(request: BackchannelRequest): object {
  return {
    auth_req_id_hash: request.authReqIdHash,
    transaction_id: request.transactionId,
    org_id: request.orgId,
    transaction_type: request.transactionType,
    authorization_server_id: request.authorizationServerId,
    client_id: request.clientId,
    user_id: request.userId,
    login_hint: request.loginHint,
    scopes: request.scopes,
    binding_message: request.bindingMessage,
    authorization_details: request.authorizationDetails,
    display: request.display,
    number_challenge: request.numberChallenge,
    acr_values: request.acrValues,
    lifetimes: request.lifetimes,
    interval_seconds: request.intervalSeconds,
    state: request.state,
    created_at: toTimestamp(request.createdAt),
    expires_at: toTimestamp(request.expiresAt),
    decided_at: toOptionalTimestamp(request.decidedAt),
    decision: request.decision,
    requested_from: request.requestedFrom,
    signed_request: request.signedRequest,
  };
}

export const challengeColumns =
  'transaction_id, enrollment_id, org_id, nonce, transaction_type, user_verification, state, created_at, expires_at, push_state';
export const challengeRecord = `transaction_id text, enrollment_id text, org_id text, nonce text, transaction_type text, user_verification text,
  state text, created_at timestamptz, expires_at timestamptz, push_state text`;

/** Rows of new challenges; those the outbox has a message for wait for their push. */
export function challengeInputs(challenges: readonly Challenge[], outbox: readonly OutboxMessage[]): readonly object[] {
  const pushed = new Set(outbox.map(({ payload }) => `${payload.transactionId} ${payload.enrollmentId}`));
  return challenges.map((challenge) => ({
    transaction_id: challenge.transactionId,
    enrollment_id: challenge.enrollmentId,
    org_id: challenge.orgId,
    nonce: challenge.nonce,
    transaction_type: challenge.transactionType,
    user_verification: challenge.userVerification,
    state: challenge.state,
    created_at: toTimestamp(challenge.createdAt),
    expires_at: toTimestamp(challenge.expiresAt),
    push_state: pushed.has(`${challenge.transactionId} ${challenge.enrollmentId}`) ? 'queued' : 'none',
  }));
}

export const outboxRecord = 'id text, org_id text, kind text, payload jsonb, created_at timestamptz, expires_at timestamptz';

export function outboxInput(message: OutboxMessage): object {
  return {
    id: message.id,
    org_id: message.orgId,
    kind: message.kind,
    payload: message.payload,
    created_at: toTimestamp(message.createdAt),
    expires_at: toTimestamp(message.expiresAt),
  };
}

export const statusColumnsOf = (alias: string): string =>
  ['auth_req_id_hash', 'client_id', 'authorization_server_id', 'state', 'interval_seconds', 'paced', 'expires_at', 'decided_at']
    .map((name) => `${alias}.${name}`)
    .join(', ');

export interface StatusRow {
  readonly auth_req_id_hash: string;
  readonly client_id: string;
  readonly authorization_server_id: string;
  readonly state: BackchannelRequest['state'];
  readonly interval_seconds: number;
  readonly paced: boolean;
  readonly expires_at: number;
  readonly decided_at: number | null;
}

export function toStatus(row: StatusRow): RequestStatus {
  return {
    authReqIdHash: row.auth_req_id_hash,
    clientId: row.client_id,
    authorizationServerId: row.authorization_server_id,
    state: row.state,
    intervalSeconds: row.interval_seconds,
    paced: row.paced,
    expiresAt: row.expires_at,
    decidedAt: row.decided_at ?? undefined,
  };
}
