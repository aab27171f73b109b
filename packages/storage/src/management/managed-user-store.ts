import { adminRoles, type AdminRole } from '@countersign/contracts';
import type { ManagedUserStore, User, UserTransition } from '@countersign/engine';
import type { Database, Statement } from '../database.js';
import { toUser, type UserRow } from '../directory/user-store.js';
import { toOptionalTimestamp, toTimestamp } from '../parameters.js';
import { isForeignKeyViolation, isUniqueViolation } from '../sql-errors.js';
import { type Change, change, changeAfter, changeStatement } from './change.js';
import { endedEvent, endedOf, endRequestsSql, selectEnded } from './ended-requests.js';
import { listUsersStatement, userColumns } from './user-queries.js';

const byIdSql = `select ${userColumns} from directory_user where org_id = $1 and id = $2`;
const byLoginSql = `select ${userColumns} from directory_user where org_id = $1 and lower(login) = lower($2)`;

/** No user at all unless every group named is one that has members. */
const insertSql = `insert into directory_user (${userColumns})
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
where (select count(*) from directory_group where org_id = $2 and kind <> 'BUILT_IN' and id = any($14::text[])) = cardinality($14::text[])
returning id, org_id`;
const insertMembersSql = `, members as (insert into group_member (org_id, group_id, user_id) select c.org_id, g.id, c.id from changed c, unnest($14::text[]) as g(id))`;

const updateSql = `update directory_user set login = $3, email = $4, profile = $5, updated_at = greatest($6::timestamptz, updated_at + interval '1 millisecond'),
  password_hash = coalesce($7, password_hash),
  password_changed_at = case when $7::text is null then password_changed_at else $6 end,
  status_changed_at = case when $7::text is not null and status in ('PROVISIONED', 'RECOVERY', 'PASSWORD_EXPIRED') then $6 else status_changed_at end,
  status = case when $7::text is not null and status in ('PROVISIONED', 'RECOVERY', 'PASSWORD_EXPIRED') then 'ACTIVE' else status end
where org_id = $1 and id = $2 and status <> 'DEPROVISIONED' and ($8::timestamptz is null or updated_at = $8::timestamptz) returning id`;
const signOutSql = ', signed_out as (delete from session where user_id = $2 and $7::text is not null and exists (select from changed))';

export function createManagedUserStore({ database }: { readonly database: Database }): ManagedUserStore {
  const findOne = async (name: string, text: string, values: readonly unknown[]): Promise<User | undefined> => {
    const { rows } = await database.query<UserRow>({ name, text, values });
    return rows[0] === undefined ? undefined : toUser(rows[0]);
  };
  return {
    findById: (orgId, id) => findOne('managed-user-by-id', byIdSql, [orgId, id]),
    findByLogin: (orgId, login) => findOne('managed-user-by-login', byLoginSql, [orgId, login]),
    async list(orgId, query) {
      return (await database.query<UserRow>(listUsersStatement(orgId, query))).rows.map(toUser);
    },
    async insert({ user, groupIds, event }) {
      const values = [...userValues(user), [...new Set(groupIds)]];
      try {
        const done = await change(database, { name: 'user-insert', text: insertSql, values, event, more: insertMembersSql });
        return done ? 'done' : 'unknown-group';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate-login';
        throw error;
      }
    },
    async update({ orgId, id, readAt, profile, passwordHash, now, event }) {
      const values = [orgId, id, profile.login, profile.email, profile, toTimestamp(now), passwordHash, toOptionalTimestamp(readAt)];
      try {
        return (await change(database, { name: 'user-update', text: updateSql, values, event, more: signOutSql })) ? 'done' : 'not-found';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate-login';
        throw error;
      }
    },
    async transition(transition) {
      if (transition.to === 'ACTIVE') return endedOf((await changeAfter(database, [], transitionOf(transition))).rows);
      const { orgId, id } = transition;
      const { rows } = await changeAfter(database, [lockAdministrators(orgId)], transitionOf(transition));
      const ended = endedOf(rows);
      return ended === undefined && (await isLastAdministrator(database, { orgId, id, statuses: transition.from }))
        ? 'last-administrator'
        : ended;
    },
    delete({ orgId, id, event }) {
      const text = `delete from directory_user where org_id = $1 and id = $2 and status = 'DEPROVISIONED' returning id`;
      return change(database, { name: 'user-delete', text, values: [orgId, id], event });
    },
    async endSessions({ orgId, id, grants, now, event }) {
      await database.transaction([endSessionsStatement({ orgId, id, grants, now, event })]);
    },
    ...createAdminRoleStore(database),
  };
}

/** In the order of `userColumns`. */
function userValues(user: User): readonly unknown[] {
  return [
    user.id,
    user.orgId,
    user.status,
    user.login,
    user.email,
    user.profile,
    user.passwordHash,
    toTimestamp(user.createdAt),
    toTimestamp(user.updatedAt),
    toOptionalTimestamp(user.activatedAt),
    toOptionalTimestamp(user.statusChangedAt),
    toOptionalTimestamp(user.passwordChangedAt),
    toOptionalTimestamp(user.lastLoginAt),
  ];
}

function transitionOf({ orgId, id, from, to, ends, now, passwordHash, event, requestEvent }: UserTransition): Change {
  const text = `update directory_user set status = $4, status_changed_at = $5, updated_at = $5,
      activated_at = case when $4 in ('ACTIVE', 'PROVISIONED', 'PASSWORD_EXPIRED') then coalesce(activated_at, $5) else activated_at end,
      password_hash = case when $4 = 'DEPROVISIONED' then null else coalesce($6, password_hash) end,
      password_changed_at = case when $6::text is null then password_changed_at else $5 end
    where org_id = $1 and id = $2 and status = any($3::text[])
      and ($4 in ('ACTIVE', 'PROVISIONED') or not ${isAdministrator} or ${othersAdminister}) returning id`;
  const values = [orgId, id, from, to, toTimestamp(now), passwordHash];
  if (ends === 'nothing') {
    const select = 'select (select count(*) from changed) as moved, array[]::text[] as ended';
    // whoever is active again starts without failures
    const more = ', forgotten as (delete from sign_in_failure where user_id in (select id from changed))';
    return { name: 'user-transition', text, values, event, more, select };
  }
  const requests = endRequestsSql('r.user_id = $2 and r.org_id = $1', { now: '$5', event: '$7' });
  const sessions = ', signed_out as (delete from session where user_id = $2 and exists (select from changed))';
  const everything = `, revoked as (update oauth_grant set revoked_at = $5 where user_id = $2 and org_id = $1 and revoked_at is null and exists (select from changed)),
    unassigned as (delete from app_user where user_id = $2 and exists (select from changed)),
    tokens as (delete from api_token where user_id = $2 and exists (select from changed))`;
  return {
    name: `user-transition-${ends}`,
    text,
    values: [...values, endedEvent(requestEvent)],
    event,
    more: requests + sessions + (ends === 'all' ? everything : ''),
    select: selectEnded,
  };
}

function endSessionsStatement({ orgId, id, grants, now, event }: Parameters<ManagedUserStore['endSessions']>[0]): Statement {
  const text = 'select id from directory_user where org_id = $1 and id = $2';
  const more = `, signed_out as (delete from session where user_id = $2 and exists (select from changed)),
    revoked as (update oauth_grant set revoked_at = $3 where $4::boolean and user_id = $2 and org_id = $1 and revoked_at is null)`;
  return changeStatement({ name: 'user-sessions-end', text, values: [orgId, id, toTimestamp(now), grants], event, more });
}

/**
 * Who administers an org is changed one after the other: two super administrators who remove each other at the same moment would each see
 * the other still there. Locks no row that references the org.
 */
const lockAdministrators = (orgId: string): Statement => ({ text: 'select id from org where id = $1 for no key update', values: [orgId] });

/** In statements whose $1 is the org and $2 the user. */
const isAdministrator = `exists (select from admin_role r where r.org_id = $1 and r.role = 'SUPER_ADMIN' and r.user_id = $2)`;
const othersAdminister = `exists (select from admin_role r join directory_user u on u.id = r.user_id
  where r.org_id = $1 and r.role = 'SUPER_ADMIN' and r.user_id <> $2 and u.status = 'ACTIVE')`;

/** Why nothing changed. */
async function isLastAdministrator(
  database: Database,
  { orgId, id, statuses }: { readonly orgId: string; readonly id: string; readonly statuses: readonly string[] },
): Promise<boolean> {
  const text = `select from directory_user where org_id = $1 and id = $2 and status = any($3::text[]) and ${isAdministrator} and not ${othersAdminister}`;
  return (await database.query({ name: 'admin-last', text, values: [orgId, id, statuses] })).rowCount > 0;
}

type AdminRoleStore = Pick<ManagedUserStore, 'listRoles' | 'listAdministrators' | 'addRole' | 'removeRole'>;

function createAdminRoleStore(database: Database): AdminRoleStore {
  return {
    async listRoles(orgId, userId) {
      const text = 'select role from admin_role where org_id = $1 and user_id = $2';
      const { rows } = await database.query<{ role: AdminRole }>({ name: 'admin-roles', text, values: [orgId, userId] });
      const held = new Set(rows.map(({ role }) => role));
      return adminRoles.filter((role) => held.has(role));
    },
    async listAdministrators(orgId, role) {
      const text = `select ${userColumns} from directory_user where org_id = $1 and status = 'ACTIVE'
        and id in (select user_id from admin_role where org_id = $1 and role = $2) order by created_at, id limit 10`;
      return (await database.query<UserRow>({ name: 'administrators', text, values: [orgId, role] })).rows.map(toUser);
    },
    async addRole({ orgId, userId, role, event }) {
      const text = 'insert into admin_role (org_id, user_id, role) values ($1, $2, $3) on conflict do nothing returning user_id';
      try {
        return await change(database, { name: 'admin-role-add', text, values: [orgId, userId, role], event });
      } catch (error) {
        if (isForeignKeyViolation(error)) return false;
        throw error;
      }
    },
    async removeRole({ orgId, userId, role, event }) {
      const text = `delete from admin_role where org_id = $1 and user_id = $2 and role = $3
        and (role <> 'SUPER_ADMIN' or ${othersAdminister}) returning user_id`;
      const write = { name: 'admin-role-remove', text, values: [orgId, userId, role], event };
      const { rowCount } = await changeAfter(database, [lockAdministrators(orgId)], write);
      if (rowCount > 0) return 'done';
      const held = 'select from admin_role where org_id = $1 and user_id = $2 and role = $3';
      const { rowCount: left } = await database.query({ name: 'admin-role-held', text: held, values: [orgId, userId, role] });
      return left > 0 ? 'last-administrator' : 'not-found';
    },
  };
}
