import type { ScopeGrantRecord, ScopeGrantStore } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { change } from './change.js';

interface ScopeGrantRow {
  readonly id: string;
  readonly org_id: string;
  readonly app_id: string;
  readonly scope: string;
  readonly created_by: string;
  readonly created_at: number;
  readonly updated_at: number;
}

const columns = 'id, org_id, app_id, scope, created_by, created_at, updated_at';

export function createScopeGrantStore({ database }: { readonly database: Database }): ScopeGrantStore {
  return {
    async list(orgId, appId) {
      const text = `select ${columns} from app_scope_grant where app_id = $2 and org_id = $1 order by created_at, id`;
      return (await database.query<ScopeGrantRow>({ name: 'scope-grants', text, values: [orgId, appId] })).rows.map(toGrant);
    },
    insert({ grant, event }) {
      const text = `insert into app_scope_grant (${columns}) select $1, $2, a.id, $4, $5, $6::timestamptz, $7::timestamptz
        from app a where a.org_id = $2 and a.id = $3 on conflict (app_id, scope) do nothing returning id`;
      const { id, orgId, appId, scope, createdBy, createdAt, updatedAt } = grant;
      const values = [id, orgId, appId, scope, createdBy, toTimestamp(createdAt), toTimestamp(updatedAt)];
      return change(database, { name: 'scope-grant-insert', text, values, event });
    },
    delete({ orgId, appId, id, event }) {
      const text = 'delete from app_scope_grant where org_id = $1 and app_id = $2 and id = $3 returning id';
      return change(database, { name: 'scope-grant-delete', text, values: [orgId, appId, id], event });
    },
  };
}

function toGrant(row: ScopeGrantRow): ScopeGrantRecord {
  const { org_id: orgId, app_id: appId, created_by: createdBy, created_at: createdAt, updated_at: updatedAt, id, scope } = row;
  return { id, orgId, appId, scope, createdBy, createdAt, updatedAt };
}
