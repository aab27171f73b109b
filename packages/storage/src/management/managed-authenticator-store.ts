import type { AuthenticatorDocument, AuthenticatorRecord, ManagedAuthenticatorStore } from '@countersign/engine';
import type { Database, Statement } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { isForeignKeyViolation } from '../sql-errors.js';
import { change, changeAfter } from './change.js';

interface AuthenticatorRow {
  readonly id: string;
  readonly org_id: string;
  readonly name: string;
  readonly status: AuthenticatorRecord['status'];
  readonly mobile_app_id: string;
  readonly client_id: string;
  readonly brand_id: string | null;
  readonly document: AuthenticatorDocument;
  readonly created_at: number;
  readonly updated_at: number;
}

const selectSql = `select t.id, t.org_id, t.name, t.status, t.mobile_app_id, a.client_id, t.brand_id, t.document, t.created_at, t.updated_at
from authenticator t join app a on a.id = t.mobile_app_id where t.key = 'custom_app'`;

/** Push providers the document $3 names are there and of the right type. */
const providersExist = ['apns', 'fcm', 'webpush']
  .map((kind) => {
    const id = `$3::jsonb#>>'{provider,configuration,${kind},id}'`;
    return `(${id} is null or exists (select from push_provider p where p.org_id = $1 and p.provider_type = '${kind.toUpperCase()}' and p.id = ${id}))`;
  })
  .join(' and ');

const namedByApp = `exists (select from app a where a.org_id = $1
  and a.document#>>'{settings,oauthClient,backchannel_custom_authenticator_id}' = $2)`;

export function createManagedAuthenticatorStore({ database }: { readonly database: Database }): ManagedAuthenticatorStore {
  async function findById(orgId: string, id: string): Promise<AuthenticatorRecord | undefined> {
    const text = `${selectSql} and t.org_id = $1 and t.id = $2`;
    return (await database.query<AuthenticatorRow>({ name: 'managed-authenticator', text, values: [orgId, id] })).rows.map(
      toAuthenticator,
    )[0];
  }
  return {
    findById,
    async list(orgId) {
      const text = `${selectSql} and t.org_id = $1 order by t.created_at, t.id`;
      return (await database.query<AuthenticatorRow>({ name: 'managed-authenticators', text, values: [orgId] })).rows.map(toAuthenticator);
    },
    async insert({ authenticator, event }) {
      const { id, orgId, key, name, status, mobileAppId, brandId, document, createdAt } = authenticator;
      const text = `insert into authenticator (id, org_id, key, name, status, mobile_app_id, document, created_at, updated_at, brand_id)
        select $2, $1, $4, $5, $6, $7, $3, $8, $8, $9 where ${providersExist} returning id`;
      const values = [orgId, id, document, key, name, status, mobileAppId, toTimestamp(createdAt), brandId];
      try {
        const { rowCount } = await changeAfter(database, [lockProviders(authenticator)], {
          name: 'authenticator-insert',
          text,
          values,
          event,
        });
        return rowCount > 0 ? 'done' : 'unknown-reference';
      } catch (error) {
        if (isForeignKeyViolation(error)) return 'unknown-reference';
        throw error;
      }
    },
    async replace({ authenticator, event }) {
      const { id, orgId, name, mobileAppId, brandId, document, updatedAt } = authenticator;
      const text = `update authenticator set name = $4, mobile_app_id = $5, document = $3, updated_at = $6, brand_id = $7
        where org_id = $1 and id = $2 and ${providersExist} returning id`;
      const values = [orgId, id, document, name, mobileAppId, toTimestamp(updatedAt), brandId];
      try {
        const { rowCount } = await changeAfter(database, [lockProviders(authenticator)], {
          name: 'authenticator-replace',
          text,
          values,
          event,
        });
        if (rowCount > 0) return 'done';
      } catch (error) {
        if (isForeignKeyViolation(error)) return 'unknown-reference';
        throw error;
      }
      return (await findById(orgId, id)) === undefined ? 'not-found' : 'unknown-reference';
    },
    activate({ orgId, id, now, event }) {
      const text = `update authenticator set status = 'ACTIVE', updated_at = $3 where org_id = $1 and id = $2 and status = 'INACTIVE' returning id`;
      return change(database, { name: 'authenticator-activate', text, values: [orgId, id, toTimestamp(now)], event });
    },
    async deactivate({ orgId, id, now, event }) {
      const text = `update authenticator set status = 'INACTIVE', updated_at = $3
        where org_id = $1 and id = $2 and status = 'ACTIVE' and not ${namedByApp} returning id`;
      const write = { name: 'authenticator-deactivate', text, values: [orgId, id, toTimestamp(now)], event };
      if ((await changeAfter(database, [lock(orgId, id)], write)).rowCount > 0) return 'done';
      return (await findById(orgId, id))?.status === 'ACTIVE' ? 'in-use' : 'not-active';
    },
    async delete({ orgId, id, event }) {
      const text = `delete from authenticator where org_id = $1 and id = $2 and status = 'INACTIVE' and not ${namedByApp} returning id`;
      try {
        const write = { name: 'authenticator-delete', text, values: [orgId, id], event };
        if ((await changeAfter(database, [lock(orgId, id)], write)).rowCount > 0) return 'done';
      } catch (error) {
        if (isForeignKeyViolation(error)) return 'in-use';
        throw error;
      }
      return (await findById(orgId, id))?.status === 'ACTIVE' ? 'not-inactive' : 'in-use';
    },
  };
}

/** An app that is being written with this authenticator holds it shared. */
function lock(orgId: string, id: string): Statement {
  return { text: 'select id from authenticator where org_id = $1 and id = $2 for update', values: [orgId, id] };
}

/** Nobody deletes them before the commit. */
function lockProviders({ orgId, document }: AuthenticatorRecord): Statement {
  const { apns, fcm, webpush } = document.provider.configuration;
  const ids = [apns?.id, fcm?.id, webpush?.id].filter((id) => id !== undefined);
  return { text: 'select id from push_provider where org_id = $1 and id = any($2::text[]) order by id for share', values: [orgId, ids] };
}

function toAuthenticator(row: AuthenticatorRow): AuthenticatorRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    key: 'custom_app',
    name: row.name,
    status: row.status,
    mobileAppId: row.mobile_app_id,
    mobileClientId: row.client_id,
    brandId: row.brand_id ?? undefined,
    document: row.document,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
