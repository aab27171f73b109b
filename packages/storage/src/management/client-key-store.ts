import type { ClientKeyRecord, ClientKeyStore } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { change } from './change.js';

interface KeyRow {
  readonly id: string;
  readonly jwk: ClientKeyRecord['jwk'];
  readonly status: ClientKeyRecord['status'];
  readonly created_at: number;
  readonly updated_at: number;
}

export function createClientKeyStore({ database }: { readonly database: Database }): ClientKeyStore {
  return {
    async list(orgId, appId) {
      const text =
        'select id, jwk, status, created_at, updated_at from client_key where app_id = $2 and org_id = $1 order by created_at, id';
      const { rows } = await database.query<KeyRow>({ name: 'client-keys', text, values: [orgId, appId] });
      return rows.map(({ created_at: createdAt, updated_at: updatedAt, ...row }) => ({ ...row, createdAt, updatedAt }));
    },
    save({ app, readAt, key, event }) {
      const text = `update app set document = $3, updated_at = greatest($4::timestamptz, updated_at + interval '1 millisecond')
        where org_id = $1 and id = $2 and updated_at = $5 returning id`;
      const more = `, kept as (insert into client_key (app_id, id, org_id, jwk, status, created_at, updated_at)
        select $2, $6, $1, $7::jsonb, $8, $9::timestamptz, $10::timestamptz from changed
        on conflict (app_id, id) do update set status = excluded.status, updated_at = excluded.updated_at)`;
      const written = [app.orgId, app.id, app.document, toTimestamp(app.updatedAt), toTimestamp(readAt)];
      const values = [...written, key.id, key.jwk, key.status, toTimestamp(key.createdAt), toTimestamp(key.updatedAt)];
      return change(database, { name: 'client-key-save', text, values, event, more });
    },
    delete({ orgId, appId, id, event }) {
      const text = `delete from client_key where app_id = $2 and id = $3 and org_id = $1 and status = 'INACTIVE' returning id`;
      return change(database, { name: 'client-key-delete', text, values: [orgId, appId, id], event });
    },
  };
}
