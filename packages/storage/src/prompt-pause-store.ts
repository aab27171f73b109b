import type { PromptPauseStore } from '@countersign/engine';
import type { Database } from './database.js';
import { change } from './management/change.js';
import { toTimestamp } from './parameters.js';

export function createPromptPauseStore({ database }: { readonly database: Database }): PromptPauseStore {
  return {
    async find(orgId, userId, now) {
      const text = 'select paused_until from prompt_pause where user_id = $1 and org_id = $2 and paused_until > $3';
      const { rows } = await database.query<{ paused_until: number }>({
        name: 'prompt-pause',
        text,
        values: [userId, orgId, toTimestamp(now)],
      });
      return rows[0]?.paused_until;
    },
    async save({ orgId, userId, until, event }) {
      const text = `insert into prompt_pause (user_id, org_id, paused_until) values ($1, $2, $3)
        on conflict (user_id) do update set paused_until = excluded.paused_until returning user_id`;
      await change(database, { name: 'prompt-pause-save', text, values: [userId, orgId, toTimestamp(until)], event });
    },
    async delete({ orgId, userId, event }) {
      const text = 'delete from prompt_pause where user_id = $1 and org_id = $2 returning user_id';
      await change(database, { name: 'prompt-pause-delete', text, values: [userId, orgId], event });
    },
  };
}
