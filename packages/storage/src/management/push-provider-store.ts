import {
  type Cipher,
  type PushProviderCredentials,
  type PushProviderRecord,
  type PushProviderStore,
  sealPurposes,
} from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { isUniqueViolation } from '../sql-errors.js';
import { change, changeAfter } from './change.js';

interface ProviderRow {
  readonly id: string;
  readonly org_id: string;
  readonly provider_type: PushProviderRecord['providerType'];
  readonly name: string;
  readonly configuration: PushProviderRecord['configuration'];
  readonly created_at: number;
  readonly updated_at: number;
}

/** Credentials are sealed on their way in and never selected. */
const columns = 'id, org_id, provider_type, name, configuration, created_at, updated_at';

export function createPushProviderStore({ database, cipher }: { readonly database: Database; readonly cipher: Cipher }): PushProviderStore {
  const seal = (credentials: PushProviderCredentials | undefined) =>
    credentials === undefined ? undefined : cipher.encrypt(JSON.stringify(credentials), sealPurposes.pushProvider);

  async function findById(orgId: string, id: string): Promise<PushProviderRecord | undefined> {
    const text = `select ${columns} from push_provider where org_id = $1 and id = $2`;
    return (await database.query<ProviderRow>({ name: 'push-provider', text, values: [orgId, id] })).rows.map(toProvider)[0];
  }
  return {
    findById,
    async list(orgId, type) {
      const text = `select ${columns} from push_provider where org_id = $1 and ($2::text is null or provider_type = $2) order by created_at, id`;
      return (await database.query<ProviderRow>({ name: 'push-providers', text, values: [orgId, type] })).rows.map(toProvider);
    },
    async insert({ provider, credentials, event }) {
      const text = `insert into push_provider (id, org_id, provider_type, name, configuration, credentials_sealed, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7) returning id`;
      const { id, orgId, providerType, name, configuration, createdAt } = provider;
      const values = [id, orgId, providerType, name, configuration, seal(credentials), toTimestamp(createdAt)];
      try {
        await change(database, { name: 'push-provider-insert', text, values, event });
        return 'done';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate-name';
        throw error;
      }
    },
    async replace({ provider, credentials, event }) {
      const text = `update push_provider set name = $3, configuration = $4, credentials_sealed = coalesce($5, credentials_sealed), updated_at = $6
        where org_id = $1 and id = $2 returning id`;
      const { id, orgId, name, configuration, updatedAt } = provider;
      const values = [orgId, id, name, configuration, seal(credentials), toTimestamp(updatedAt)];
      try {
        return (await change(database, { name: 'push-provider-replace', text, values, event })) ? 'done' : 'not-found';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate-name';
        throw error;
      }
    },
    async delete({ orgId, id, event }) {
      // an authenticator that is being written with this provider holds it shared
      const lock = { text: 'select id from push_provider where org_id = $1 and id = $2 for update', values: [orgId, id] };
      const text = `delete from push_provider where org_id = $1 and id = $2 and not exists (select from authenticator t where t.org_id = $1
        and $2 in (t.document#>>'{provider,configuration,apns,id}', t.document#>>'{provider,configuration,fcm,id}',
          t.document#>>'{provider,configuration,webpush,id}')) returning id`;
      const { rowCount } = await changeAfter(database, [lock], { name: 'push-provider-delete', text, values: [orgId, id], event });
      if (rowCount > 0) return 'done';
      return (await findById(orgId, id)) === undefined ? 'not-found' : 'in-use';
    },
  };
}

function toProvider(row: ProviderRow): PushProviderRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    providerType: row.provider_type,
    name: row.name,
    configuration: row.configuration,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
