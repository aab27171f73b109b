import type { AuthorizationCode, AuthorizationCodeStore } from '@countersign/engine';
import type { Database } from './database.js';
import { toTimestamp } from './parameters.js';

interface CodeRow {
  readonly hash: string;
  readonly org_id: string;
  readonly authorization_server_id: string;
  readonly client_id: string;
  readonly user_id: string;
  readonly redirect_uri: string;
  readonly scopes: readonly string[];
  readonly nonce: string | null;
  readonly code_challenge: string | null;
  readonly auth_time: number;
  readonly amr: readonly string[];
  readonly acr: string | null;
  readonly max_age_requested: boolean;
  readonly created_at: number;
  readonly expires_at: number;
  readonly grant_id: string | null;
}

const insertSql = `
insert into authorization_code (hash, org_id, authorization_server_id, client_id, user_id, redirect_uri, scopes, nonce, code_challenge,
  auth_time, amr, acr, max_age_requested, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

/** Setting the grant is what consumes the code: the row lock lets one caller find it unset. */
const consumeSql = `
update authorization_code set grant_id = $2 where hash = $1 and grant_id is null and expires_at > $3 returning *`;

export function createAuthorizationCodeStore({ database }: { readonly database: Database }): AuthorizationCodeStore {
  return {
    async insert(code) {
      const values = [
        code.hash,
        code.orgId,
        code.authorizationServerId,
        code.clientId,
        code.userId,
        code.redirectUri,
        JSON.stringify(code.scopes),
        code.nonce,
        code.codeChallenge,
        toTimestamp(code.authTime),
        JSON.stringify(code.amr),
        code.acr,
        code.maxAgeRequested,
        toTimestamp(code.createdAt),
        toTimestamp(code.expiresAt),
      ];
      await database.query({ name: 'code-insert', text: insertSql, values });
    },
    async consume(hash, grantId, now) {
      const consumed = await database.query<CodeRow>({ name: 'code-consume', text: consumeSql, values: [hash, grantId, toTimestamp(now)] });
      if (consumed.rows[0] !== undefined) return { outcome: 'consumed', code: toCode(consumed.rows[0]) };
      const text = 'select * from authorization_code where hash = $1 and grant_id is not null';
      const { rows } = await database.query<CodeRow>({ name: 'code-used', text, values: [hash] });
      const used = rows[0];
      if (used === undefined || used.grant_id === null) return { outcome: 'unknown' };
      return { outcome: 'used', code: toCode(used), grantId: used.grant_id };
    },
  };
}

function toCode(row: CodeRow): AuthorizationCode {
  return {
    hash: row.hash,
    orgId: row.org_id,
    authorizationServerId: row.authorization_server_id,
    clientId: row.client_id,
    userId: row.user_id,
    redirectUri: row.redirect_uri,
    scopes: row.scopes,
    nonce: row.nonce ?? undefined,
    codeChallenge: row.code_challenge ?? undefined,
    authTime: row.auth_time,
    amr: row.amr,
    acr: row.acr ?? undefined,
    maxAgeRequested: row.max_age_requested,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
