import type { ReplayStore } from '@countersign/engine';
import type { Database } from './database.js';
import { toTimestamp } from './parameters.js';

/** A statement used before counts again once its own expiry has passed: by then it is refused for that. */
const useOnceSql = `
insert into used_statement (kind, issuer, jti, expires_at) values ($1, $2, $3, $4)
on conflict (kind, issuer, jti) do update set expires_at = excluded.expires_at where used_statement.expires_at <= $5
returning jti`;

/** One-time use over all nodes: the primary key decides who was first. */
export function createReplayStore({ database }: { readonly database: Database }): ReplayStore {
  return {
    async useOnce({ kind, issuer, jti, expiresAt, now }) {
      const values = [kind, issuer, jti, toTimestamp(expiresAt), toTimestamp(now)];
      const { rowCount } = await database.query({ name: 'use-statement-once', text: useOnceSql, values });
      return rowCount === 1;
    },
  };
}
