import {
  defaultOrgSettings,
  defaultPromptLimits,
  type OrgSettings,
  type OrgSettingsStore,
  type PromptLimits,
  type SignInSetting,
} from '@countersign/engine';
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
    async findPushContent(orgId) {
      const { rows } = await database.query<{ content: OrgSettings['pushContent'] | null }>({
        name: 'org-push-content',
        text: `select settings->>'pushContent' as content from org where id = $1`,
        values: [orgId],
      });
      return rows[0]?.content ?? defaultOrgSettings.pushContent;
    },
    async savePushContent({ orgId, pushContent, now, event }) {
      const text = `update org set settings = jsonb_set(settings, '{pushContent}', to_jsonb($2::text)), updated_at = $3 where id = $1 returning id`;
      await change(database, { name: 'org-push-content-save', text, values: [orgId, pushContent, toTimestamp(now)], event });
    },
    async findSignInSetting<Name extends SignInSetting>(orgId: string, name: Name) {
      const { rows } = await database.query<{ value: Partial<OrgSettings[Name]> | null }>({
        name: 'org-sign-in-setting',
        text: 'select settings->$2::text as value from org where id = $1',
        values: [orgId, name],
      });
      return { ...defaultOrgSettings[name], ...rows[0]?.value };
    },
    async saveSignInSetting({ orgId, name, value, now, event }) {
      const text = `update org set settings = jsonb_set(settings, array[$4::text], $2::jsonb), updated_at = $3 where id = $1 returning id`;
      await change(database, { name: 'org-sign-in-setting-save', text, values: [orgId, value, toTimestamp(now), name], event });
    },
  };
}
