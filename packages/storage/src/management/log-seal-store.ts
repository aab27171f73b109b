import type { LogSealStore } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';

export function createLogSealStore({ database }: { readonly database: Database }): LogSealStore {
  return {
    async last(orgId) {
      const text = 'select number, seal, until_at from log_seal where org_id = $1 order by number desc limit 1';
      const { rows } = await database.query<{ number: number; seal: string; until_at: number }>({
        name: 'log-seal-last',
        text,
        values: [orgId],
      });
      return rows.map(({ number, seal, until_at }) => ({ number, seal, until: until_at }))[0];
    },
    async add({ orgId, number, seal, digests, until }) {
      const text = `insert into log_seal (org_id, number, seal, digests, until_at) values ($1, $2, $3, $4, $5) on conflict do nothing`;
      const values = [orgId, number, seal, JSON.stringify(digests), toTimestamp(until)];
      return (await database.query({ name: 'log-seal-add', text, values })).rowCount === 1;
    },
    async list(orgId, { after, limit }) {
      const text = 'select number, seal, digests from log_seal where org_id = $1 and number > $2 order by number limit $3';
      const { rows } = await database.query<{ number: number; seal: string; digests: readonly string[] | null }>({
        name: 'log-seals',
        text,
        values: [orgId, after, limit],
      });
      return rows.map(({ number, seal, digests }) => ({ number, seal, ...(digests === null ? {} : { digests }) }));
    },
  };
}
