/** Scopes and claims: parts of an authorization server, whose time of change moves with theirs. */
import type { ClaimRecord, ManagedAuthorizationServerStore, ScopeRecord } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { isUniqueViolation } from '../sql-errors.js';
import { change } from './change.js';

interface ScopeRow {
  readonly id: string;
  readonly name: string;
  readonly display_name: string | null;
  readonly description: string;
  readonly system: boolean;
  readonly is_default: boolean;
  readonly optional: boolean;
  readonly consent: ScopeRecord['consent'];
  readonly metadata_publish: ScopeRecord['metadataPublish'];
}
interface ClaimRow {
  readonly id: string;
  readonly name: string;
  readonly status: ClaimRecord['status'];
  readonly system: boolean;
  readonly claim_type: ClaimRecord['claimType'];
  readonly value_type: ClaimRecord['valueType'];
  readonly value: string;
  readonly group_filter_type: ClaimRecord['groupFilterType'];
  readonly always_include_in_token: boolean;
  readonly scopes: readonly string[];
}

/** Column lists for `jsonb_to_recordset`, fitting `toScopeJson` and `toClaimJson`. */
export const scopeRecord = `id text, name text, display_name text, description text, system boolean, is_default boolean, optional boolean,
  consent text, metadata_publish text`;
export const claimRecord = `id text, name text, status text, system boolean, claim_type text, value_type text, value text, group_filter_type text,
  always_include_in_token boolean, scopes jsonb`;

export function toScopeJson(scope: ScopeRecord): ScopeRow {
  const {
    id,
    name,
    displayName: display_name,
    description,
    system,
    isDefault: is_default,
    optional,
    consent,
    metadataPublish: metadata_publish,
  } = scope;
  return { id, name, display_name, description, system, is_default, optional, consent, metadata_publish };
}

export function toClaimJson(claim: ClaimRecord): ClaimRow {
  return {
    id: claim.id,
    name: claim.name,
    status: claim.status,
    system: claim.system,
    claim_type: claim.claimType,
    value_type: claim.valueType,
    value: claim.value,
    group_filter_type: claim.groupFilterType,
    always_include_in_token: claim.alwaysIncludeInToken,
    scopes: claim.scopes,
  };
}

const insertScopeSql = `insert into scope (org_id, authorization_server_id, id, name, display_name, description, system, is_default, optional, consent, metadata_publish)
select $1, $2, v.id, v.name, v.display_name, v.description, v.system, v.is_default, v.optional, v.consent, v.metadata_publish
from jsonb_to_record($3::jsonb) as v(${scopeRecord}) returning authorization_server_id`;
const replaceScopeSql = `update scope s set name = v.name, display_name = v.display_name, description = v.description, is_default = v.is_default,
  optional = v.optional, consent = v.consent, metadata_publish = v.metadata_publish
from jsonb_to_record($3::jsonb) as v(${scopeRecord}) where s.org_id = $1 and s.authorization_server_id = $2 and s.id = v.id returning s.authorization_server_id`;
const insertClaimSql = `insert into claim (org_id, authorization_server_id, id, name, status, system, claim_type, value_type, value, group_filter_type,
  always_include_in_token, scopes)
select $1, $2, v.id, v.name, v.status, v.system, v.claim_type, v.value_type, v.value, v.group_filter_type, v.always_include_in_token, v.scopes
from jsonb_to_record($3::jsonb) as v(${claimRecord}) returning authorization_server_id`;
const replaceClaimSql = `update claim c set name = v.name, status = v.status, claim_type = v.claim_type, value_type = v.value_type, value = v.value,
  group_filter_type = v.group_filter_type, always_include_in_token = v.always_include_in_token, scopes = v.scopes
from jsonb_to_record($3::jsonb) as v(${claimRecord}) where c.org_id = $1 and c.authorization_server_id = $2 and c.id = v.id returning c.authorization_server_id`;
const deleteSql = (table: 'scope' | 'claim') =>
  `delete from ${table} where org_id = $1 and authorization_server_id = $2 and id = $3 and not system returning authorization_server_id`;
const touch = ', touched as (update authorization_server set updated_at = $4 where id in (select authorization_server_id from changed))';

type ScopeAndClaimStore = Pick<
  ManagedAuthorizationServerStore,
  'listScopes' | 'insertScope' | 'replaceScope' | 'deleteScope' | 'listClaims' | 'insertClaim' | 'replaceClaim' | 'deleteClaim'
>;

export function createScopeAndClaimStore(database: Database): ScopeAndClaimStore {
  return {
    async listScopes(orgId, serverId) {
      const text = 'select * from scope where org_id = $1 and authorization_server_id = $2 order by name';
      return (await database.query<ScopeRow>({ name: 'managed-scopes', text, values: [orgId, serverId] })).rows.map(toScope);
    },
    async insertScope({ orgId, serverId, scope, now, event }) {
      const values = [orgId, serverId, JSON.stringify(toScopeJson(scope)), toTimestamp(now)];
      try {
        await change(database, { name: 'scope-insert', text: insertScopeSql, values, event, more: touch });
        return 'done';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate-name';
        throw error;
      }
    },
    async replaceScope({ orgId, serverId, scope, now, event }) {
      const values = [orgId, serverId, JSON.stringify(toScopeJson(scope)), toTimestamp(now)];
      try {
        return (await change(database, { name: 'scope-replace', text: replaceScopeSql, values, event, more: touch }))
          ? 'done'
          : 'not-found';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate-name';
        throw error;
      }
    },
    deleteScope({ orgId, serverId, id, now, event }) {
      return change(database, {
        name: 'scope-delete',
        text: deleteSql('scope'),
        values: [orgId, serverId, id, toTimestamp(now)],
        event,
        more: touch,
      });
    },
    async listClaims(orgId, serverId) {
      const text = 'select * from claim where org_id = $1 and authorization_server_id = $2 order by claim_type desc, name, id';
      return (await database.query<ClaimRow>({ name: 'managed-claims', text, values: [orgId, serverId] })).rows.map(toClaim);
    },
    async insertClaim({ orgId, serverId, claim, now, event }) {
      const values = [orgId, serverId, JSON.stringify(toClaimJson(claim)), toTimestamp(now)];
      await change(database, { name: 'claim-insert', text: insertClaimSql, values, event, more: touch });
    },
    replaceClaim({ orgId, serverId, claim, now, event }) {
      const values = [orgId, serverId, JSON.stringify(toClaimJson(claim)), toTimestamp(now)];
      return change(database, { name: 'claim-replace', text: replaceClaimSql, values, event, more: touch });
    },
    deleteClaim({ orgId, serverId, id, now, event }) {
      return change(database, {
        name: 'claim-delete',
        text: deleteSql('claim'),
        values: [orgId, serverId, id, toTimestamp(now)],
        event,
        more: touch,
      });
    },
  };
}

function toScope(row: ScopeRow): ScopeRecord {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    description: row.description,
    system: row.system,
    isDefault: row.is_default,
    optional: row.optional,
    consent: row.consent,
    metadataPublish: row.metadata_publish,
  };
}

function toClaim(row: ClaimRow): ClaimRecord {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    system: row.system,
    claimType: row.claim_type,
    valueType: row.value_type,
    value: row.value,
    groupFilterType: row.group_filter_type,
    alwaysIncludeInToken: row.always_include_in_token,
    scopes: row.scopes,
  };
}
