import type { Grant } from '@countersign/engine';
import { toOptionalTimestamp, toTimestamp } from './parameters.js';

export interface GrantRow {
  readonly id: string;
  readonly org_id: string;
  readonly authorization_server_id: string;
  readonly client_id: string;
  readonly user_id: string;
  readonly grant_type: string;
  readonly scopes: readonly string[];
  readonly auth_time: number;
  readonly amr: readonly string[];
  readonly acr: string | null;
  readonly transaction_id: string | null;
  readonly authorization_details: Grant['authorizationDetails'] | null;
  readonly access_token_seconds: number;
  readonly refresh_token_idle_seconds: number;
  readonly created_at: number;
  readonly refresh_expires_at: number | null;
}

export function toGrant(row: GrantRow): Grant {
  return {
    id: row.id,
    orgId: row.org_id,
    authorizationServerId: row.authorization_server_id,
    clientId: row.client_id,
    userId: row.user_id,
    grantType: row.grant_type,
    scopes: row.scopes,
    authTime: row.auth_time,
    amr: row.amr,
    acr: row.acr ?? undefined,
    transactionId: row.transaction_id ?? undefined,
    authorizationDetails: row.authorization_details ?? undefined,
    accessTokenSeconds: row.access_token_seconds,
    refreshTokenIdleSeconds: row.refresh_token_idle_seconds,
    createdAt: row.created_at,
    refreshExpiresAt: row.refresh_expires_at ?? undefined,
  };
}

/** Values in the order of `grantColumns`. */
export function grantValues(grant: Grant): readonly unknown[] {
  return [
    grant.id,
    grant.orgId,
    grant.authorizationServerId,
    grant.clientId,
    grant.userId,
    grant.grantType,
    JSON.stringify(grant.scopes),
    toTimestamp(grant.authTime),
    JSON.stringify(grant.amr),
    grant.acr,
    grant.transactionId,
    grant.authorizationDetails === undefined ? undefined : JSON.stringify(grant.authorizationDetails),
    grant.accessTokenSeconds,
    grant.refreshTokenIdleSeconds,
    toTimestamp(grant.createdAt),
    toOptionalTimestamp(grant.refreshExpiresAt),
  ];
}

export const grantColumns = `id, org_id, authorization_server_id, client_id, user_id, grant_type, scopes, auth_time, amr, acr, transaction_id,
  authorization_details, access_token_seconds, refresh_token_idle_seconds, created_at, refresh_expires_at`;
