import type { ReplayStore } from '@countersign/engine';
import { createBatch } from './batch.js';
import type { Database } from './database.js';
import { inputRows, toInput } from './input-rows.js';
import { toTimestamp } from './parameters.js';

type Use = Parameters<ReplayStore['useOnce']>[0];

/**
 * Keys are taken in order, so that two nodes never wait for each other. A statement used before counts again once its own expiry
 * has passed: by then it is refused for that.
 */
export const useOnceSql = `
insert into used_statement (kind, issuer, jti, expires_at)
select kind, issuer, jti, expires_at from ${inputRows(1, 'kind text, issuer text, jti text, expires_at timestamptz')} i order by kind, issuer, jti
on conflict (kind, issuer, jti) do update set expires_at = excluded.expires_at where used_statement.expires_at <= $2
returning kind, issuer, jti`;

/** One-time use over all nodes: the primary key decides who was first. */
export function createReplayStore({ database }: { readonly database: Database }): ReplayStore {
  return {
    useOnce: createBatch<Use, boolean>({
      async flush(uses) {
        const input = uses.map(({ kind, issuer, jti, expiresAt }) => ({ kind, issuer, jti, expires_at: toTimestamp(expiresAt) }));
        const earliest = Math.min(...uses.map(({ now }) => now));
        const { rows } = await database.query<Use>({
          name: 'use-statements-once',
          text: useOnceSql,
          values: [toInput(input), toTimestamp(earliest)],
        });
        const first = new Set(rows.map(keyOf));
        return uses.map((use) => first.has(keyOf(use)));
      },
      separate: keyOf,
    }),
  };
}

function keyOf({ kind, issuer, jti }: Pick<Use, 'kind' | 'issuer' | 'jti'>): string {
  return JSON.stringify([kind, issuer, jti]);
}
