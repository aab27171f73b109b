import type { User, UserStatus, UserStore } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';

export interface UserRow {
  readonly id: string;
  readonly org_id: string;
  readonly status: UserStatus;
  readonly login: string;
  readonly email: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly password_hash: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly activated_at: number | null;
  readonly status_changed_at: number | null;
  readonly password_changed_at: number | null;
  readonly last_login_at: number | null;
}

const columns = `id, org_id, status, login, email, profile, password_hash, created_at, updated_at,
  activated_at, status_changed_at, password_changed_at, last_login_at`;

/** The login wins over an e-mail address; an address counts only when one user alone has it (okta-api 1.2). */
const byLoginSql = `
with by_login as (select ${columns} from directory_user where org_id = $1 and lower(login) = lower($2)),
by_email as (select ${columns} from directory_user where org_id = $1 and lower(email) = lower($2) and not exists (select from by_login))
select * from by_login
union all
select * from by_email where (select count(*) from by_email) = 1`;

const groupsSql = `
select id, name from directory_group where org_id = $1 and id in (
  select group_id from group_member where user_id = $2 union all select id from directory_group where org_id = $1 and kind = 'BUILT_IN'
) order by name, id`;

/** What the protocols ask about people, always from the store: a locked account counts at once. */
export function createUserStore({ database }: { readonly database: Database }): UserStore {
  const listGroups = async (orgId: string, userId: string) =>
    (await database.query<{ id: string; name: string }>({ name: 'user-groups', text: groupsSql, values: [orgId, userId] })).rows;
  return {
    async findById(orgId, userId) {
      const text = `select ${columns} from directory_user where org_id = $1 and id = $2`;
      const { rows } = await database.query<UserRow>({ name: 'user-by-id', text, values: [orgId, userId] });
      return rows[0] === undefined ? undefined : toUser(rows[0]);
    },
    async findByLogin(orgId, login) {
      const { rows } = await database.query<UserRow>({ name: 'user-by-login', text: byLoginSql, values: [orgId, login] });
      return rows[0] === undefined ? undefined : toUser(rows[0]);
    },
    listGroupIds: async (orgId, userId) => (await listGroups(orgId, userId)).map((group) => group.id),
    listGroupNames: async (orgId, userId) => (await listGroups(orgId, userId)).map((group) => group.name),
    async recordLogin(orgId, userId, now) {
      const text = 'update directory_user set last_login_at = $3 where org_id = $1 and id = $2';
      await database.query({ name: 'user-login', text, values: [orgId, userId, toTimestamp(now)] });
    },
  };
}

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    orgId: row.org_id,
    status: row.status,
    login: row.login,
    email: row.email,
    profile: row.profile,
    passwordHash: row.password_hash ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    activatedAt: row.activated_at ?? undefined,
    statusChangedAt: row.status_changed_at ?? undefined,
    passwordChangedAt: row.password_changed_at ?? undefined,
    lastLoginAt: row.last_login_at ?? undefined,
  };
}
