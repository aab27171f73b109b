import { defaultPromptLimits, type OrgSettingsStore, type PromptLimits } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { change } from './change.js';

export function createOrgSettingsStore({ database }: { readonly database: Database }): OrgSettingsStore {
  return {
    async findPromptLimits(orgId) {
      const { rows } = await database.query<{ limits: Partial<PromptLimits> | null }>({
        name: 'org-prompt-limits',
        text: `select settings->'promptLimits' as limits from org where id = $1`,
        values: [orgId],
      });
      return { ...defaultPromptLimits, ...rows[0]?.limits };
    },
    async savePromptLimits({ orgId, promptLimits, now, event }) {
      const text = `update org set settings = jsonb_set(settings, '{promptLimits}', $2::jsonb), updated_at = $3 where id = $1 returning id`;
      await change(database, { name: 'org-prompt-limits-save', text, values: [orgId, promptLimits, toTimestamp(now)], event });
    },
  };
}
