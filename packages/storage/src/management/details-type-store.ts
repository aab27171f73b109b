/** Types of authorization details: parts of an authorization server, whose time of change moves with theirs. */
import type { AuthorizationDetailsTypeRecord, ManagedAuthorizationServerStore } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { change, outcomeOf } from './change.js';

interface TypeRow {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly schema: AuthorizationDetailsTypeRecord['schema'];
  readonly display: AuthorizationDetailsTypeRecord['display'];
  readonly created_at: number;
  readonly updated_at: number;
}

const listSql = 'select * from authorization_details_type where org_id = $1 and authorization_server_id = $2 order by type';
const insertSql = `insert into authorization_details_type
  (org_id, authorization_server_id, id, type, version, schema, display, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $8) returning authorization_server_id`;
const replaceSql = `update authorization_details_type set type = $4, version = $5, schema = $6, display = $7, updated_at = $8
where org_id = $1 and authorization_server_id = $2 and id = $3 and version = $5::integer - 1 returning authorization_server_id`;
const deleteSql = `delete from authorization_details_type
where org_id = $1 and authorization_server_id = $2 and id = $3 returning authorization_server_id`;
const touch = (now: string) =>
  `, touched as (update authorization_server set updated_at = ${now} where id in (select authorization_server_id from changed))`;

const outcomes = { authorization_details_type_authorization_server_id_type_key: 'duplicate-name' } as const;

type DetailsTypeStore = Pick<
  ManagedAuthorizationServerStore,
  'listDetailsTypes' | 'insertDetailsType' | 'replaceDetailsType' | 'deleteDetailsType'
>;

export function createDetailsTypeStore(database: Database): DetailsTypeStore {
  return {
    async listDetailsTypes(orgId, serverId) {
      const { rows } = await database.query<TypeRow>({ name: 'managed-details-types', text: listSql, values: [orgId, serverId] });
      return rows.map(toRecord);
    },
    async insertDetailsType({ orgId, serverId, record, event }) {
      const values = [orgId, serverId, ...recordValues(record)];
      try {
        await change(database, { name: 'details-type-insert', text: insertSql, values, event, more: touch('$8') });
        return 'done';
      } catch (error) {
        return outcomeOf(error, outcomes);
      }
    },
    async replaceDetailsType({ orgId, serverId, record, event }) {
      const values = [orgId, serverId, ...recordValues(record)];
      try {
        const done = await change(database, { name: 'details-type-replace', text: replaceSql, values, event, more: touch('$8') });
        return done ? 'done' : 'not-found';
      } catch (error) {
        return outcomeOf(error, outcomes);
      }
    },
    deleteDetailsType({ orgId, serverId, id, now, event }) {
      const values = [orgId, serverId, id, toTimestamp(now)];
      return change(database, { name: 'details-type-delete', text: deleteSql, values, event, more: touch('$4') });
    },
  };
}

function recordValues({ id, type, version, schema, display, updatedAt }: AuthorizationDetailsTypeRecord): readonly unknown[] {
  return [id, type, version, JSON.stringify(schema), JSON.stringify(display), toTimestamp(updatedAt)];
}

function toRecord(row: TypeRow): AuthorizationDetailsTypeRecord {
  const { id, type, version, schema, display } = row;
  return { id, type, version, schema, display, createdAt: row.created_at, updatedAt: row.updated_at };
}
