import type { AppStore, Cipher } from '@countersign/engine';
import type { Database, Statement } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { type SecretRow, secretColumns, secretValues, toSecret } from './app-rows.js';
import { change, changeAfter } from './change.js';

type ClientSecretStore = Pick<AppStore, 'listSecrets' | 'insertSecret' | 'setSecretStatus' | 'deleteSecret'>;

/** Their number and the last active one are counted under a lock of the app. */
export function createClientSecretStore({ database, cipher }: { readonly database: Database; readonly cipher: Cipher }): ClientSecretStore {
  return {
    async listSecrets(orgId, appId) {
      const text = `select ${secretColumns} from client_secret where org_id = $1 and app_id = $2 order by created_at, id`;
      const { rows } = await database.query<SecretRow>({ name: 'client-secrets', text, values: [orgId, appId] });
      return rows.map((row) => toSecret(row, cipher));
    },
    async insertSecret({ secret, event }) {
      const text = `insert into client_secret (${secretColumns}) select $1, $2, $3, $4, $5, $6, $7, $8
        where (select count(*) from client_secret where app_id = $3) < 2 returning id`;
      const write = { name: 'secret-insert', text, values: secretValues(secret, cipher), event };
      return (await changeAfter(database, [lockApp(secret.orgId, secret.appId)], write)).rowCount > 0;
    },
    async setSecretStatus({ orgId, appId, id, status, now, event }) {
      const text = `update client_secret s set status = $4, updated_at = $5 where org_id = $1 and app_id = $2 and id = $3 and status <> $4
        and ($4 = 'ACTIVE' or exists (select from client_secret o where o.app_id = s.app_id and o.id <> s.id and o.status = 'ACTIVE')) returning id`;
      const write = { name: 'secret-status', text, values: [orgId, appId, id, status, toTimestamp(now)], event };
      return (await changeAfter(database, [lockApp(orgId, appId)], write)).rowCount > 0;
    },
    deleteSecret({ orgId, appId, id, event }) {
      const text = `delete from client_secret where org_id = $1 and app_id = $2 and id = $3 and status = 'INACTIVE' returning id`;
      return change(database, { name: 'secret-delete', text, values: [orgId, appId, id], event });
    },
  };
}

function lockApp(orgId: string, appId: string): Statement {
  return { text: 'select id from app where org_id = $1 and id = $2 for update', values: [orgId, appId] };
}
