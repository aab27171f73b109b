import type { AppRecord, AppStore, AppWrite, Cipher, ClientSecretRecord, SearchQuery } from '@countersign/engine';
import type { Database, Statement } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { type AppRow, secretColumns, secretValues, toApp } from './app-rows.js';
import { change, changeAfter, outcomeOf } from './change.js';
import { createClientSecretStore } from './client-secret-store.js';
import { endedEvent, endedOf, endRequestsSql, selectEnded } from './ended-requests.js';
import { escapeLike, type FilterAttribute, filterSql, mostRowsHaveIt } from './filter-sql.js';

const columns = 'id, org_id, client_id, label, status, document, created_at, updated_at';
const outcomes: Readonly<Record<string, AppWrite>> = { app_label: 'duplicate-label', app_org_id_client_id_key: 'duplicate-client-id' };

const attributes: ReadonlyMap<string, FilterAttribute> = new Map<string, FilterAttribute>([
  ['id', { sql: 'a.id', type: 'text' }],
  ['status', { sql: 'a.status', type: 'text' }],
  ['name', { sql: `a.document->>'name'`, type: 'text' }],
  ['label', { sql: 'a.label', type: 'text', foldCase: true }],
  [
    'user.id',
    { sql: '', type: 'text', equals: (value) => `exists (select from app_user u where u.app_id = a.id and u.user_id = ${value})` },
  ],
  [
    'group.id',
    { sql: '', type: 'text', equals: (value) => `exists (select from app_group g where g.app_id = a.id and g.group_id = ${value})` },
  ],
]);

/** The authenticator an app names must exist when the app is written, and stay until then. */
const authenticatorExists = `($3::jsonb#>>'{settings,oauthClient,backchannel_custom_authenticator_id}' is null or exists (
  select from authenticator t where t.org_id = $2 and t.key = 'custom_app' and t.id = $3::jsonb#>>'{settings,oauthClient,backchannel_custom_authenticator_id}'))`;

/** Apps and their secrets. */
export function createAppStore({ database, cipher }: { readonly database: Database; readonly cipher: Cipher }): AppStore {
  async function write(
    app: AppRecord,
    statement: { readonly name: string; readonly text: string; readonly values: readonly unknown[] },
    facts: Parameters<AppStore['insert']>[0],
  ): Promise<boolean> {
    const secrets = facts.secret === undefined ? [] : replaceSecrets(facts.secret, cipher);
    const { rowCount } = await changeAfter(database, [lockAuthenticator(app)], { ...statement, event: facts.event }, secrets);
    return rowCount > 0;
  }
  return {
    async findById(orgId, id) {
      const { rows } = await database.query<AppRow>({
        name: 'app-by-id',
        text: `select ${columns} from app where org_id = $1 and id = $2`,
        values: [orgId, id],
      });
      return rows[0] === undefined ? undefined : toApp(rows[0]);
    },
    async mayManage(orgId, id) {
      const text = 'select from app_scope_grant where org_id = $1 and app_id = $2 limit 1';
      return (await database.query({ name: 'app-may-manage', text, values: [orgId, id] })).rowCount > 0;
    },
    async list(orgId, query) {
      return (await database.query<AppRow>(listStatement(orgId, query))).rows.map(toApp);
    },
    async insert(creation) {
      const { app } = creation;
      const text = `insert into app (id, org_id, client_id, label, status, document, created_at, updated_at)
        select $1, $2, $4, $5, $6, $3, $7, $7 where ${authenticatorExists} returning id`;
      const values = [app.id, app.orgId, app.document, app.clientId, app.label, app.status, toTimestamp(app.createdAt)];
      try {
        return (await write(app, { name: 'app-insert', text, values }, creation)) ? 'done' : 'unknown-authenticator';
      } catch (error) {
        return outcomeOf(error, outcomes);
      }
    },
    async replace(replacement) {
      const { app } = replacement;
      const text = `update app set label = $4, document = $3, updated_at = $5 where org_id = $2 and id = $1 and ${authenticatorExists} returning id`;
      const values = [app.id, app.orgId, app.document, app.label, toTimestamp(app.updatedAt)];
      try {
        if (await write(app, { name: 'app-replace', text, values }, replacement)) return 'done';
      } catch (error) {
        return outcomeOf(error, outcomes);
      }
      return (await this.findById(app.orgId, app.id)) === undefined ? 'not-found' : 'unknown-authenticator';
    },
    activate({ orgId, id, now, event }) {
      const text = `update app set status = 'ACTIVE', updated_at = $3 where org_id = $1 and id = $2 and status = 'INACTIVE' returning id`;
      return change(database, { name: 'app-activate', text, values: [orgId, id, toTimestamp(now)], event });
    },
    async deactivate({ orgId, id, now, event, requestEvent }) {
      const text = `update app set status = 'INACTIVE', updated_at = $3 where org_id = $1 and id = $2 and status = 'ACTIVE' returning id, client_id`;
      const ends = endRequestsSql('r.org_id = $1 and r.client_id = (select client_id from changed)', { now: '$3', event: '$4' });
      const more = `${ends}, revoked as (
        update oauth_grant set revoked_at = $3 where org_id = $1 and client_id = (select client_id from changed) and revoked_at is null)`;
      const values = [orgId, id, toTimestamp(now), endedEvent(requestEvent)];
      const { rows } = await changeAfter(database, [], { name: 'app-deactivate', text, values, event, more, select: selectEnded });
      return endedOf(rows);
    },
    async delete({ orgId, id, event }) {
      const lock = { text: 'select id from app where org_id = $1 and id = $2 for update', values: [orgId, id] };
      const text = `delete from app a where org_id = $1 and id = $2 and status = 'INACTIVE'
        and not exists (select from authenticator t where t.mobile_app_id = a.id) returning id`;
      const { rowCount } = await changeAfter(database, [lock], { name: 'app-delete', text, values: [orgId, id], event });
      if (rowCount > 0) return 'done';
      return (await this.findById(orgId, id))?.status === 'ACTIVE' ? 'not-inactive' : 'in-use';
    },
    ...createClientSecretStore({ database, cipher }),
  };
}

function lockAuthenticator(app: AppRecord): Statement {
  const id = app.document.settings.oauthClient.backchannel_custom_authenticator_id;
  return { text: 'select id from authenticator where org_id = $1 and id = $2 for share', values: [app.orgId, id ?? ''] };
}

/** Only if the app was written: one of another transaction that lost has no such row, or another update time. */
function replaceSecrets(secret: ClientSecretRecord, cipher: Cipher): readonly Statement[] {
  return [
    {
      text: 'delete from client_secret where org_id = $1 and app_id = $2 and exists (select from app where id = $2 and updated_at = $3)',
      values: [secret.orgId, secret.appId, toTimestamp(secret.createdAt)],
    },
    {
      text: `insert into client_secret (${secretColumns}) select $1, $2, $3, $4, $5, $6, $7, $8 where exists (select from app where id = $3 and updated_at = $7)`,
      values: secretValues(secret, cipher),
    },
  ];
}

function listStatement(orgId: string, { after, limit, q, filter }: SearchQuery): Statement {
  const values: unknown[] = [orgId];
  const conditions = [q === undefined && filter === undefined ? mostRowsHaveIt('a.org_id = $1') : 'a.org_id = $1'];
  if (after !== undefined) conditions.push(`a.id > $${values.push(after)}`);
  if (q !== undefined) conditions.push(`lower(a.label) like lower($${values.push(`${escapeLike(q)}%`)})`);
  if (filter !== undefined) conditions.push(filterSql(filter, (name) => attributes.get(name), values));
  const text = `select ${columns
    .split(', ')
    .map((column) => `a.${column}`)
    .join(', ')} from app a where ${conditions.join(' and ')} order by a.id limit $${values.push(limit)}`;
  return { text, values };
}
