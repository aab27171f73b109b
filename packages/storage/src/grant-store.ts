import type { GrantStore, RefreshToken } from '@countersign/engine';
import { createBatch } from './batch.js';
import type { Database, Statement } from './database.js';
import { type GrantRow, grantColumns, grantValues, toGrant } from './grant-row.js';
import { inputRows, toInput } from './input-rows.js';
import { toOptionalTimestamp, toTimestamp } from './parameters.js';
import { insertEvents, insertEventsSql, systemLogRecord, toSystemLogRow } from './system-log-row.js';

const insertGrantSql = `insert into oauth_grant (${grantColumns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`;
const insertTokenSql = `insert into refresh_token (hash, grant_id, issued_at, idle_expires_at, replaced_at) values ($1, $2, $3, $4, $5)`;

/** A grant lives while nobody revoked it or this token, and its user and client are active. */
export const areLiveSql = `
select i.ordinal from ${inputRows(1, 'org_id text, grant_id text, jti text')} i
join oauth_grant g on g.id = i.grant_id and g.org_id = i.org_id and g.revoked_at is null
join directory_user u on u.id = g.user_id and u.status = 'ACTIVE'
join app a on a.org_id = g.org_id and a.client_id = g.client_id and a.status = 'ACTIVE'
where not exists (select from revoked_token r where r.jti = i.jti)`;

const findTokenSql = `
select t.hash, t.issued_at, t.idle_expires_at, t.replaced_at, g.revoked_at, g.id, ${grantColumns
  .split(',')
  .map((column) => `g.${column.trim()}`)
  .slice(1)
  .join(', ')}
from refresh_token t join oauth_grant g on g.id = t.grant_id where t.hash = $1`;

/** The lock on the grant's row orders rotation against revocation; the event is written only when the successor is. */
const rotateSql = `
with live as (
  select g.id from refresh_token t join oauth_grant g on g.id = t.grant_id where t.hash = $1 and g.revoked_at is null for update of g
), replaced as (
  update refresh_token set replaced_at = coalesce(replaced_at, $2)
  where hash = $1 and (replaced_at is null or replaced_at > $7) and exists (select from live) returning grant_id
), successor as (
  insert into refresh_token (hash, grant_id, issued_at, idle_expires_at) select $3, grant_id, $4, $5 from replaced returning grant_id
), event as (
  ${insertEventsSql(`jsonb_to_recordset($6::jsonb) as e(${systemLogRecord})`)} where exists (select from successor)
)
select grant_id from successor`;

const touchSql = `
with live as (
  update refresh_token t set idle_expires_at = $2 from oauth_grant g
  where t.hash = $1 and g.id = t.grant_id and g.revoked_at is null returning t.grant_id
), event as (
  ${insertEventsSql(`jsonb_to_recordset($3::jsonb) as e(${systemLogRecord})`)} where exists (select from live)
)
select grant_id from live`;

type TokenRow = GrantRow & {
  readonly hash: string;
  readonly issued_at: number;
  readonly idle_expires_at: number;
  readonly replaced_at: number | null;
  readonly revoked_at: number | null;
};

interface TokenFacts {
  readonly org_id: string;
  readonly grant_id: string;
  readonly jti: string;
}

/** Grants, their refresh tokens, and what was revoked. */
export function createGrantStore({ database }: { readonly database: Database }): GrantStore {
  /** Asked with every bearer token: concurrent questions are one query. */
  const isLive = createBatch<TokenFacts, boolean>({
    async flush(tokens) {
      const { rows } = await database.query<{ ordinal: number }>({ name: 'grants-are-live', text: areLiveSql, values: [toInput(tokens)] });
      const live = new Set(rows.map((row) => row.ordinal));
      return tokens.map((_, ordinal) => live.has(ordinal));
    },
  });
  return {
    async create({ grant, refreshToken, event }) {
      const statements: Statement[] = [{ name: 'grant-insert', text: insertGrantSql, values: grantValues(grant) }];
      if (refreshToken !== undefined) statements.push(tokenInsertion(refreshToken));
      await database.transaction([...statements, insertEvents([event])]);
    },
    isLive: (orgId, grantId, jti) => isLive({ org_id: orgId, grant_id: grantId, jti }),
    async findRefreshToken(hash) {
      const { rows } = await database.query<TokenRow>({ name: 'refresh-token-find', text: findTokenSql, values: [hash] });
      const row = rows[0];
      if (row === undefined) return undefined;
      const token = {
        hash: row.hash,
        grantId: row.id,
        issuedAt: row.issued_at,
        idleExpiresAt: row.idle_expires_at,
        replacedAt: row.replaced_at ?? undefined,
      };
      return { token, grant: toGrant(row), revoked: row.revoked_at !== null };
    },
    async rotateRefreshToken({ hash, successor, leewayMs, now, event }) {
      const values = [
        hash,
        toTimestamp(now),
        successor.hash,
        toTimestamp(successor.issuedAt),
        toTimestamp(successor.idleExpiresAt),
        JSON.stringify([toSystemLogRow(event)]),
        toTimestamp(now - leewayMs),
      ];
      const { rowCount } = await database.query({ name: 'refresh-token-rotate', text: rotateSql, values });
      return rowCount === 1;
    },
    async touchRefreshToken(hash, idleExpiresAt, event) {
      const values = [hash, toTimestamp(idleExpiresAt), JSON.stringify([toSystemLogRow(event)])];
      const { rowCount } = await database.query({ name: 'refresh-token-touch', text: touchSql, values });
      return rowCount === 1;
    },
    async revoke({ orgId, grantId, now, event }) {
      const text = 'update oauth_grant set revoked_at = coalesce(revoked_at, $3) where org_id = $1 and id = $2';
      await database.transaction([{ name: 'grant-revoke', text, values: [orgId, grantId, toTimestamp(now)] }, insertEvents([event])]);
    },
    async revokeJti({ orgId, jti, expiresAt, event }) {
      const text = 'insert into revoked_token (jti, org_id, expires_at) values ($1, $2, $3) on conflict do nothing';
      await database.transaction([{ name: 'jti-revoke', text, values: [jti, orgId, toTimestamp(expiresAt)] }, insertEvents([event])]);
    },
  };
}

function tokenInsertion(token: RefreshToken): Statement {
  const values = [
    token.hash,
    token.grantId,
    toTimestamp(token.issuedAt),
    toTimestamp(token.idleExpiresAt),
    toOptionalTimestamp(token.replacedAt),
  ];
  return { name: 'refresh-token-insert', text: insertTokenSql, values };
}
