import type { AuthorizationServerRecord, ManagedAuthorizationServerStore, PublicKeyRecord } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { change } from './change.js';
import { createDetailsTypeStore } from './details-type-store.js';
import { escapeLike } from './filter-sql.js';
import { claimRecord, createScopeAndClaimStore, scopeRecord, toClaimJson, toScopeJson } from './scope-claim-store.js';

interface ServerRow {
  readonly id: string;
  readonly org_id: string;
  readonly kind: AuthorizationServerRecord['kind'];
  readonly is_default: boolean;
  readonly name: string;
  readonly description: string;
  readonly audience: string;
  readonly issuer_mode: AuthorizationServerRecord['issuerMode'];
  readonly status: AuthorizationServerRecord['status'];
  readonly rotation_mode: AuthorizationServerRecord['rotationMode'];
  readonly signing_alg: AuthorizationServerRecord['signingAlg'];
  readonly created_at: number;
  readonly updated_at: number;
  readonly key_id: string | null;
  readonly key_activated_at: number | null;
}

const selectSql = `select s.*, k.kid as key_id, coalesce(k.activated_at, k.created_at) as key_activated_at
from authorization_server s left join signing_key k on k.authorization_server_id = s.id and k.alg = s.signing_alg and k.status = 'ACTIVE'`;

const insertSql = `insert into authorization_server (id, org_id, kind, is_default, name, description, audience, issuer_mode, status, rotation_mode,
  signing_alg, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) returning id, org_id`;
const insertParts = `, scopes as (
    insert into scope (id, org_id, authorization_server_id, name, display_name, description, system, is_default, optional, consent, metadata_publish)
    select v.id, c.org_id, c.id, v.name, v.display_name, v.description, v.system, v.is_default, v.optional, v.consent, v.metadata_publish
    from changed c, jsonb_to_recordset($13::jsonb) as v(${scopeRecord})
  ), claims as (
    insert into claim (id, org_id, authorization_server_id, name, status, system, claim_type, value_type, value, group_filter_type, always_include_in_token, scopes)
    select v.id, c.org_id, c.id, v.name, v.status, v.system, v.claim_type, v.value_type, v.value, v.group_filter_type, v.always_include_in_token, v.scopes
    from changed c, jsonb_to_recordset($14::jsonb) as v(${claimRecord})
  )`;

export function createManagedAuthorizationServerStore({ database }: { readonly database: Database }): ManagedAuthorizationServerStore {
  return {
    async find(orgId, idOrAlias) {
      const text = `${selectSql} where s.org_id = $1 and (s.id = $2 or ($2 = 'default' and s.is_default))`;
      const { rows } = await database.query<ServerRow>({ name: 'managed-server', text, values: [orgId, idOrAlias] });
      return rows[0] === undefined ? undefined : toServer(rows[0]);
    },
    async list(orgId, { q, after, limit }) {
      const text = `${selectSql} where s.org_id = $1 and s.kind = 'custom' and ($2::text is null or s.id > $2)
        and ($3::text is null or lower(s.name) like lower($3) or lower(s.audience) like lower($3)) order by s.id limit $4`;
      const values = [orgId, after, q === undefined ? undefined : `${escapeLike(q)}%`, limit];
      return (await database.query<ServerRow>({ name: 'managed-servers', text, values })).rows.map(toServer);
    },
    async insert({ server, scopes, claims, event }) {
      const values = [
        server.id,
        server.orgId,
        server.kind,
        server.isDefault,
        server.name,
        server.description,
        server.audience,
        server.issuerMode,
        server.status,
        server.rotationMode,
        server.signingAlg,
        toTimestamp(server.createdAt),
        JSON.stringify(scopes.map(toScopeJson)),
        JSON.stringify(claims.map(toClaimJson)),
      ];
      await change(database, { name: 'server-insert', text: insertSql, values, event, more: insertParts });
    },
    replace({ server, event }) {
      const text = `update authorization_server set name = $3, description = $4, audience = $5, issuer_mode = $6, rotation_mode = $7, updated_at = $8
        where org_id = $1 and id = $2 and kind = 'custom' returning id`;
      const { orgId, id, name, description, audience, issuerMode, rotationMode, updatedAt } = server;
      const values = [orgId, id, name, description, audience, issuerMode, rotationMode, toTimestamp(updatedAt)];
      return change(database, { name: 'server-replace', text, values, event });
    },
    setStatus({ orgId, serverId, status, now, event }) {
      const text = `update authorization_server set status = $3, updated_at = $4
        where org_id = $1 and id = $2 and kind = 'custom' and status <> $3 returning id`;
      return change(database, { name: 'server-status', text, values: [orgId, serverId, status, toTimestamp(now)], event });
    },
    delete({ orgId, serverId, event }) {
      const text = `delete from authorization_server where org_id = $1 and id = $2 and kind = 'custom' and not is_default returning id`;
      return change(database, { name: 'server-delete', text, values: [orgId, serverId], event });
    },
    async listKeys(orgId, serverId) {
      const text = `select kid, status, public_jwk, created_at, activated_at from signing_key
        where org_id = $1 and authorization_server_id = $2 and withdrawn_at is null order by created_at desc, kid`;
      const { rows } = await database.query<KeyRow>({ name: 'managed-keys', text, values: [orgId, serverId] });
      return rows.map(toKey);
    },
    ...createScopeAndClaimStore(database),
    ...createDetailsTypeStore(database),
  };
}

function toServer(row: ServerRow): AuthorizationServerRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    kind: row.kind,
    isDefault: row.is_default,
    name: row.name,
    description: row.description,
    audience: row.audience,
    issuerMode: row.issuer_mode,
    status: row.status,
    rotationMode: row.rotation_mode,
    signingAlg: row.signing_alg,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    activeKey: row.key_id === null || row.key_activated_at === null ? undefined : { kid: row.key_id, activatedAt: row.key_activated_at },
  };
}

interface KeyRow {
  readonly kid: string;
  readonly status: PublicKeyRecord['status'];
  readonly public_jwk: Readonly<Record<string, string>>;
  readonly created_at: number;
  readonly activated_at: number | null;
}

function toKey(row: KeyRow): PublicKeyRecord {
  return {
    kid: row.kid,
    status: row.status,
    publicJwk: row.public_jwk,
    createdAt: row.created_at,
    activatedAt: row.activated_at ?? undefined,
  };
}
