/** Reading people for management: columns, search and filter. */
import type { UserQuery } from '@countersign/engine';
import type { Statement } from '../database.js';
import { escapeLike, type FilterAttribute, filterSql } from './filter-sql.js';

export const userColumns = `id, org_id, status, login, email, profile, password_hash, created_at, updated_at,
  activated_at, status_changed_at, password_changed_at, last_login_at`;

const attributes: ReadonlyMap<string, FilterAttribute> = new Map<string, FilterAttribute>([
  ['id', { sql: 'id', type: 'text' }],
  ['status', { sql: 'status', type: 'text' }],
  ['created', { sql: 'created_at', type: 'time' }],
  ['activated', { sql: 'activated_at', type: 'time' }],
  ['statusChanged', { sql: 'status_changed_at', type: 'time' }],
  ['passwordChanged', { sql: 'password_changed_at', type: 'time' }],
  ['lastLogin', { sql: 'last_login_at', type: 'time' }],
  ['lastUpdated', { sql: 'updated_at', type: 'time' }],
  ['profile.login', { sql: 'login', type: 'text', foldCase: true }],
  ['profile.email', { sql: 'email', type: 'text', foldCase: true }],
]);

/** Any attribute of the profile; its name can hold nothing that would end the text it is put into. */
function attributeOf(name: string): FilterAttribute | undefined {
  const custom = /^profile\.([A-Za-z_][A-Za-z0-9_]{0,63})$/.exec(name)?.[1];
  return attributes.get(name) ?? (custom === undefined ? undefined : { sql: `(profile->>'${custom}')`, type: 'text', foldCase: true });
}

/** In order of id or login. Without a filter, deprovisioned users are left out. */
export function listUsersStatement(orgId: string, { after, limit, q, filter, byLogin }: UserQuery): Statement {
  const values: unknown[] = [orgId];
  const conditions = ['org_id = $1'];
  const key = byLogin === undefined ? (column: string) => column : (column: string) => `lower(${column})`;
  const column = byLogin === undefined ? 'id' : 'login';
  const isDescending = byLogin === 'descending';
  if (after !== undefined) conditions.push(`${key(column)} ${isDescending ? '<' : '>'} ${key(`$${values.push(after)}`)}`);
  if (q !== undefined) {
    const prefix = `lower($${values.push(`${escapeLike(q)}%`)})`;
    const fields = ['login', 'email', `profile->>'firstName'`, `profile->>'lastName'`];
    conditions.push(`(${fields.map((field) => `lower(${field}) like ${prefix}`).join(' or ')})`);
  }
  conditions.push(filter === undefined ? `status <> 'DEPROVISIONED'` : filterSql(filter, attributeOf, values));
  return {
    text: `select ${userColumns} from directory_user where ${conditions.join(' and ')} order by ${key(column)}${isDescending ? ' desc' : ''} limit $${values.push(limit)}`,
    values,
  };
}
