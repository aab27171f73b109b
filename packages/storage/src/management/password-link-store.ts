import type { PasswordLinkStore } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { change } from './change.js';

const valid = 'hash = $2 and org_id = $1 and expires_at > $3';

export function createPasswordLinkStore({ database }: { readonly database: Database }): PasswordLinkStore {
  const one = async (name: string, text: string, values: readonly unknown[]) =>
    (await database.query<{ user_id: string; expires_at: number }>({ name, text, values })).rows[0];
  return {
    async insert({ hash, orgId, userId, now, expiresAt, event }) {
      const text = 'insert into password_link (hash, org_id, user_id, created_at, expires_at) values ($1, $2, $3, $4, $5) returning hash';
      const more = ', replaced as (delete from password_link where user_id = $3 and hash <> $1)';
      const values = [hash, orgId, userId, toTimestamp(now), toTimestamp(expiresAt)];
      await change(database, { name: 'password-link-insert', text, values, event, more });
    },
    async find(orgId, hash, now) {
      const text = `select user_id, expires_at from password_link where ${valid}`;
      return (await one('password-link-find', text, [orgId, hash, toTimestamp(now)]))?.user_id;
    },
    async consume(orgId, hash, now) {
      const text = `delete from password_link where ${valid} returning user_id, expires_at`;
      const row = await one('password-link-consume', text, [orgId, hash, toTimestamp(now)]);
      return row === undefined ? undefined : { userId: row.user_id, expiresAt: row.expires_at };
    },
  };
}
