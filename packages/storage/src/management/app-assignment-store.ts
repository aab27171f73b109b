import type { AppAssignmentStore, AppGroupRecord, AppUserRecord } from '@countersign/engine';
import type { Database } from '../database.js';
import { isAssigned } from '../directory/is-assigned.js';
import { toTimestamp } from '../parameters.js';
import { isForeignKeyViolation, isUniqueViolation } from '../sql-errors.js';
import { change } from './change.js';

interface AppUserRow {
  readonly user_id: string;
  readonly scope: 'USER' | 'GROUP';
  readonly user_name: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly created_at: number;
  readonly updated_at: number;
}
interface AppGroupRow {
  readonly group_id: string;
  readonly priority: number;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly updated_at: number;
}

/** People with app $2: their own row where there is one, else as the group or the app's setting gives it. */
const usersSql = `
select u.id as user_id, case when d.user_id is null then 'GROUP' else 'USER' end as scope, coalesce(d.user_name, u.login) as user_name,
  coalesce(d.profile, '{}') as profile, coalesce(d.created_at, u.created_at) as created_at, coalesce(d.updated_at, u.updated_at) as updated_at
from app a
  join directory_user u on u.org_id = a.org_id and u.status <> 'DEPROVISIONED'
  left join app_user d on d.app_id = a.id and d.user_id = u.id
where a.org_id = $1 and a.id = $2`;

/** Everyone who may use app $2, from where `$3` says: each part reads in order of id, as far as a page of `$4` goes. */
const pageSql = `
with everyone as (
  select from app a where a.org_id = $1 and a.id = $2 and (coalesce((a.document->'settings'->>'implicitAssignment')::boolean, false)
    or exists (select from app_group x join directory_group y on y.id = x.group_id where x.app_id = a.id and y.kind = 'BUILT_IN'))
), assigned as (
  (select id from directory_user where org_id = $1 and status <> 'DEPROVISIONED' and id > coalesce($3::text, '')
    and exists (select from everyone) order by id limit $4)
  union all
  (select x.user_id from app_user x join directory_user v on v.id = x.user_id
    where x.org_id = $1 and x.app_id = $2 and x.user_id > coalesce($3::text, '') and v.status <> 'DEPROVISIONED' order by x.user_id limit $4)
  union all
  select m.user_id from app_group x cross join lateral (
    select z.user_id from group_member z join directory_user v on v.id = z.user_id
    where z.group_id = x.group_id and z.user_id > coalesce($3::text, '') and v.status <> 'DEPROVISIONED' order by z.user_id limit $4
  ) m where x.org_id = $1 and x.app_id = $2
)
${usersSql} and u.id = any(array(select id from assigned)) order by u.id limit $4`;

export function createAppAssignmentStore({ database }: { readonly database: Database }): AppAssignmentStore {
  const toAppUser =
    (appId: string) =>
    (row: AppUserRow): AppUserRecord => ({
      appId,
      userId: row.user_id,
      scope: row.scope,
      userName: row.user_name,
      profile: row.profile,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    });
  const toAppGroup =
    (appId: string) =>
    (row: AppGroupRow): AppGroupRecord => ({
      appId,
      groupId: row.group_id,
      priority: row.priority,
      profile: row.profile,
      updatedAt: row.updated_at,
    });
  return {
    async listUsers(orgId, appId, { after, limit }) {
      const { rows } = await database.query<AppUserRow>({ name: 'app-users', text: pageSql, values: [orgId, appId, after, limit] });
      return rows.map(toAppUser(appId));
    },
    async findUser(orgId, appId, userId) {
      const { rows } = await database.query<AppUserRow>({
        name: 'app-user',
        text: `${usersSql} and u.id = $3 and ${isAssigned('u.id')}`,
        values: [orgId, appId, userId],
      });
      return rows.map(toAppUser(appId))[0];
    },
    async insertUser({ orgId, assignment, event }) {
      const text = `insert into app_user (org_id, app_id, user_id, user_name, profile, created_at, updated_at)
        select $1, $2, id, $4, $5, $6, $6 from directory_user where org_id = $1 and id = $3 and status <> 'DEPROVISIONED' returning user_id`;
      const values = [
        orgId,
        assignment.appId,
        assignment.userId,
        assignment.userName,
        assignment.profile,
        toTimestamp(assignment.createdAt),
      ];
      try {
        if (await change(database, { name: 'app-user-insert', text, values, event })) return 'done';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate';
        throw error;
      }
      const known = await database.query({
        text: 'select from directory_user where org_id = $1 and id = $2',
        values: [orgId, assignment.userId],
      });
      return known.rowCount > 0 ? 'inactive' : 'unknown-user';
    },
    updateUser({ orgId, assignment, event }) {
      const text = `update app_user set user_name = $4, profile = $5, updated_at = $6 where org_id = $1 and app_id = $2 and user_id = $3 returning user_id`;
      const values = [
        orgId,
        assignment.appId,
        assignment.userId,
        assignment.userName,
        assignment.profile,
        toTimestamp(assignment.updatedAt),
      ];
      return change(database, { name: 'app-user-update', text, values, event });
    },
    deleteUser({ orgId, appId, userId, event }) {
      const text = 'delete from app_user where org_id = $1 and app_id = $2 and user_id = $3 returning user_id';
      return change(database, { name: 'app-user-delete', text, values: [orgId, appId, userId], event });
    },
    async listGroups(orgId, appId, { after, limit }) {
      const text = `select group_id, priority, profile, updated_at from app_group
        where org_id = $1 and app_id = $2 and group_id > coalesce($3::text, '') order by group_id limit $4`;
      const { rows } = await database.query<AppGroupRow>({ name: 'app-groups', text, values: [orgId, appId, after, limit] });
      return rows.map(toAppGroup(appId));
    },
    async findGroup(orgId, appId, groupId) {
      const text = 'select group_id, priority, profile, updated_at from app_group where org_id = $1 and app_id = $2 and group_id = $3';
      const { rows } = await database.query<AppGroupRow>({ name: 'app-group', text, values: [orgId, appId, groupId] });
      return rows.map(toAppGroup(appId))[0];
    },
    async putGroup({ orgId, assignment, event }) {
      const text = `insert into app_group (org_id, app_id, group_id, priority, profile, updated_at) values ($1, $2, $3, $4, $5, $6)
        on conflict (app_id, group_id) do update set priority = excluded.priority, profile = excluded.profile, updated_at = excluded.updated_at
        returning group_id`;
      const values = [
        orgId,
        assignment.appId,
        assignment.groupId,
        assignment.priority,
        assignment.profile,
        toTimestamp(assignment.updatedAt),
      ];
      try {
        return await change(database, { name: 'app-group-put', text, values, event });
      } catch (error) {
        if (isForeignKeyViolation(error)) return false;
        throw error;
      }
    },
    deleteGroup({ orgId, appId, groupId, event }) {
      const text = 'delete from app_group where org_id = $1 and app_id = $2 and group_id = $3 returning group_id';
      return change(database, { name: 'app-group-delete', text, values: [orgId, appId, groupId], event });
    },
  };
}
