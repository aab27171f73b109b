import type { GroupRecord, GroupStore, SearchQuery } from '@countersign/engine';
import type { Database, Statement } from '../database.js';
import { toUser, type UserRow } from '../directory/user-store.js';
import { toTimestamp } from '../parameters.js';
import { isForeignKeyViolation, isUniqueViolation } from '../sql-errors.js';
import { change } from './change.js';
import { escapeLike, type FilterAttribute, filterSql, mostRowsHaveIt } from './filter-sql.js';
import { userColumns } from './user-queries.js';

interface GroupRow {
  readonly id: string;
  readonly org_id: string;
  readonly kind: 'OKTA_GROUP' | 'BUILT_IN';
  readonly name: string;
  readonly description: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly membership_updated_at: number;
}

const columns = 'id, org_id, kind, name, description, created_at, updated_at, membership_updated_at';
const attributes: ReadonlyMap<string, FilterAttribute> = new Map<string, FilterAttribute>([
  ['id', { sql: 'id', type: 'text' }],
  ['type', { sql: 'kind', type: 'text' }],
  ['lastUpdated', { sql: 'updated_at', type: 'time' }],
  ['lastMembershipUpdated', { sql: 'membership_updated_at', type: 'time' }],
  ['profile.name', { sql: 'name', type: 'text', foldCase: true }],
]);

/** Every user is in the built-in group; the others have rows. Each half reads in order of id, as far as the page goes. */
const membersSql = `select * from (
  (select ${userColumns} from directory_user where org_id = $1 and status <> 'DEPROVISIONED' and id > coalesce($3::text, '')
    and exists (select from directory_group where org_id = $1 and id = $2 and kind = 'BUILT_IN') order by id limit $4)
  union all
  (select ${userColumns} from (select user_id from group_member where org_id = $1 and group_id = $2 and user_id > coalesce($3::text, '')) m
    join directory_user u on u.id = m.user_id where u.status <> 'DEPROVISIONED' order by m.user_id limit $4)
) u order by id limit $4`;

export function createGroupStore({ database }: { readonly database: Database }): GroupStore {
  const select = async (name: string, where: string, values: readonly unknown[]): Promise<readonly GroupRecord[]> => {
    const { rows } = await database.query<GroupRow>({ name, text: `select ${columns} from directory_group g where ${where}`, values });
    return rows.map(toGroup);
  };
  return {
    findById: async (orgId, id) => (await select('group-by-id', 'org_id = $1 and id = $2', [orgId, id]))[0],
    findEveryone: async (orgId) => (await select('group-everyone', `org_id = $1 and kind = 'BUILT_IN'`, [orgId]))[0],
    async list(orgId, query) {
      return (await database.query<GroupRow>(listStatement(orgId, query))).rows.map(toGroup);
    },
    async insert({ group, event }) {
      const text = `insert into directory_group (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`;
      const { id, orgId, kind, name, description, createdAt, updatedAt, membershipUpdatedAt } = group;
      const values = [id, orgId, kind, name, description, toTimestamp(createdAt), toTimestamp(updatedAt), toTimestamp(membershipUpdatedAt)];
      try {
        await change(database, { name: 'group-insert', text, values, event });
        return 'done';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate-name';
        throw error;
      }
    },
    async replace({ group, event }) {
      const text = `update directory_group set name = $3, description = $4, updated_at = $5 where org_id = $1 and id = $2 and kind <> 'BUILT_IN' returning id`;
      const values = [group.orgId, group.id, group.name, group.description, toTimestamp(group.updatedAt)];
      try {
        return (await change(database, { name: 'group-replace', text, values, event })) ? 'done' : 'not-found';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate-name';
        throw error;
      }
    },
    delete({ orgId, id, event }) {
      const text = `delete from directory_group where org_id = $1 and id = $2 and kind <> 'BUILT_IN' returning id`;
      return change(database, { name: 'group-delete', text, values: [orgId, id], event });
    },
    async listMembers(orgId, groupId, { after, limit }) {
      const { rows } = await database.query<UserRow>({ name: 'group-members', text: membersSql, values: [orgId, groupId, after, limit] });
      return rows.map(toUser);
    },
    listOfUser(orgId, userId) {
      const ids = `select group_id from group_member where org_id = $1 and user_id = $2
        union all select id from directory_group where org_id = $1 and kind = 'BUILT_IN'`;
      return select('groups-of-user', `id in (${ids}) order by id`, [orgId, userId]);
    },
    async addMember({ orgId, groupId, userId, now, event }) {
      const text = 'insert into group_member (org_id, group_id, user_id) values ($1, $2, $3) on conflict do nothing returning group_id';
      const values = [orgId, groupId, userId, toTimestamp(now)];
      try {
        await change(database, { name: 'group-member-add', text, values, event, more: membershipChanged });
        return true;
      } catch (error) {
        if (isForeignKeyViolation(error)) return false;
        throw error;
      }
    },
    async removeMember({ orgId, groupId, userId, now, event }) {
      const text = 'delete from group_member where org_id = $1 and group_id = $2 and user_id = $3 returning group_id';
      const values = [orgId, groupId, userId, toTimestamp(now)];
      await change(database, { name: 'group-member-remove', text, values, event, more: membershipChanged });
    },
  };
}

const membershipChanged = ', marked as (update directory_group set membership_updated_at = $4 where id in (select group_id from changed))';

function toGroup(row: GroupRow): GroupRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    kind: row.kind,
    name: row.name,
    description: row.description,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    membershipUpdatedAt: row.membership_updated_at,
  };
}

function listStatement(orgId: string, { after, limit, q, filter }: SearchQuery): Statement {
  const values: unknown[] = [orgId];
  const conditions = [q === undefined && filter === undefined ? mostRowsHaveIt('org_id = $1') : 'org_id = $1'];
  if (after !== undefined) conditions.push(`id > $${values.push(after)}`);
  if (q !== undefined) conditions.push(`lower(name) like lower($${values.push(`${escapeLike(q)}%`)})`);
  if (filter !== undefined) conditions.push(filterSql(filter, (name) => attributes.get(name), values));
  return {
    text: `select ${columns} from directory_group where ${conditions.join(' and ')} order by id limit $${values.push(limit)}`,
    values,
  };
}
