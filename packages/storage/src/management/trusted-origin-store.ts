import type { SearchQuery, TrustedOriginRecord, TrustedOriginScope, TrustedOriginStore } from '@countersign/engine';
import type { Database, Statement } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { isUniqueViolation } from '../sql-errors.js';
import { change } from './change.js';
import { escapeLike, type FilterAttribute, filterSql } from './filter-sql.js';

interface TrustedOriginRow {
  readonly id: string;
  readonly org_id: string;
  readonly name: string;
  readonly origin: string;
  readonly scopes: readonly TrustedOriginScope[];
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly created_at: number;
  readonly updated_at: number;
}

const columns = 'id, org_id, name, origin, scopes, status, created_at, updated_at';
const attributes: ReadonlyMap<string, FilterAttribute> = new Map<string, FilterAttribute>([
  ['id', { sql: 'id', type: 'text' }],
  ['name', { sql: 'name', type: 'text', foldCase: true }],
  ['origin', { sql: 'origin', type: 'text' }],
  ['status', { sql: 'status', type: 'text' }],
  ['lastUpdated', { sql: 'updated_at', type: 'time' }],
]);

export function createTrustedOriginStore({ database }: { readonly database: Database }): TrustedOriginStore {
  const selectOne = async (name: string, where: string, values: readonly unknown[]): Promise<TrustedOriginRecord | undefined> => {
    const { rows } = await database.query<TrustedOriginRow>({ name, text: `select ${columns} from trusted_origin where ${where}`, values });
    return rows.map(toRecord)[0];
  };
  return {
    findById: (orgId, id) => selectOne('trusted-origin', 'org_id = $1 and id = $2', [orgId, id]),
    findByOrigin: (orgId, origin) => selectOne('trusted-origin-by-origin', 'org_id = $1 and origin = $2', [orgId, origin]),
    async list(orgId, query) {
      return (await database.query<TrustedOriginRow>(listStatement(orgId, query))).rows.map(toRecord);
    },
    async insert({ record, event }) {
      const text = `insert into trusted_origin (${columns}) values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8) returning id`;
      const { id, orgId, name, origin, scopes, status, createdAt, updatedAt } = record;
      const values = [id, orgId, name, origin, JSON.stringify(scopes), status, toTimestamp(createdAt), toTimestamp(updatedAt)];
      try {
        await change(database, { name: 'trusted-origin-insert', text, values, event });
        return 'done';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate';
        throw error;
      }
    },
    async replace({ record, event }) {
      const text = `update trusted_origin set name = $3, origin = $4, scopes = $5::jsonb, status = $6, updated_at = $7
        where org_id = $1 and id = $2 returning id`;
      const { id, orgId, name, origin, scopes, status, updatedAt } = record;
      const values = [orgId, id, name, origin, JSON.stringify(scopes), status, toTimestamp(updatedAt)];
      try {
        return (await change(database, { name: 'trusted-origin-replace', text, values, event })) ? 'done' : 'not-found';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate';
        throw error;
      }
    },
    delete({ orgId, id, event }) {
      const text = 'delete from trusted_origin where org_id = $1 and id = $2 returning id';
      return change(database, { name: 'trusted-origin-delete', text, values: [orgId, id], event });
    },
  };
}

function toRecord(row: TrustedOriginRow): TrustedOriginRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    origin: row.origin,
    scopes: row.scopes,
    status: row.status,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function listStatement(orgId: string, { after, limit, q, filter }: SearchQuery): Statement {
  const values: unknown[] = [orgId];
  const conditions = ['org_id = $1'];
  if (after !== undefined) conditions.push(`id > $${values.push(after)}`);
  if (q !== undefined) conditions.push(`lower(name) like lower($${values.push(`${escapeLike(q)}%`)})`);
  if (filter !== undefined) conditions.push(filterSql(filter, (name) => attributes.get(name), values));
  return {
    text: `select ${columns} from trusted_origin where ${conditions.join(' and ')} order by id limit $${values.push(limit)}`,
    values,
  };
}
