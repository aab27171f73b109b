import type { Session, SessionStore } from '@countersign/engine';
import type { Database } from './database.js';
import { toOptionalTimestamp, toTimestamp } from './parameters.js';

interface SessionRow {
  readonly hash: string;
  readonly org_id: string;
  readonly user_id: string;
  readonly auth_time: number;
  readonly amr: readonly string[];
  readonly created_at: number;
  readonly last_used_at: number;
  readonly expires_at: number;
  readonly console_since: number | null;
}

const insertSql = `
insert into session (hash, org_id, user_id, auth_time, amr, created_at, last_used_at, expires_at, console_since)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
const useSql = `
update session set last_used_at = $2 where hash = $1 and expires_at > $2 and last_used_at > $3 returning *`;
const findSql = 'select * from session where hash = $1 and expires_at > $2 and last_used_at > $3';
const enterConsoleSql = 'update session set console_since = coalesce(console_since, $2) where hash = $1 and expires_at > $2';

/** Signed-in browsers, by the hash of their cookie. */
export function createSessionStore({ database }: { readonly database: Database }): SessionStore {
  return {
    async insert(session) {
      const values = [
        session.hash,
        session.orgId,
        session.userId,
        toTimestamp(session.authTime),
        JSON.stringify(session.amr),
        toTimestamp(session.createdAt),
        toTimestamp(session.lastUsedAt),
        toTimestamp(session.expiresAt),
        toOptionalTimestamp(session.consoleSince),
      ];
      await database.query({ name: 'session-insert', text: insertSql, values });
    },
    async use(hash, now, idleMs) {
      const values = [hash, toTimestamp(now), toTimestamp(now - idleMs)];
      const { rows } = await database.query<SessionRow>({ name: 'session-use', text: useSql, values });
      return rows[0] === undefined ? undefined : toSession(rows[0]);
    },
    async find(hash, now, idleMs) {
      const values = [hash, toTimestamp(now), toTimestamp(now - idleMs)];
      const { rows } = await database.query<SessionRow>({ name: 'session-find', text: findSql, values });
      return rows[0] === undefined ? undefined : toSession(rows[0]);
    },
    async enterConsole(hash, now) {
      const values = [hash, toTimestamp(now)];
      return (await database.query({ name: 'session-console', text: enterConsoleSql, values })).rowCount > 0;
    },
    async delete(hash) {
      await database.query({ name: 'session-delete', text: 'delete from session where hash = $1', values: [hash] });
    },
  };
}

function toSession(row: SessionRow): Session {
  return {
    hash: row.hash,
    orgId: row.org_id,
    userId: row.user_id,
    authTime: row.auth_time,
    amr: row.amr,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    consoleSince: row.console_since ?? undefined,
  };
}
