import { defaultOrgSettings, defaultPromptLimits, type Org, type OrgSettings, type OrgStore } from '@countersign/engine';
import type { DirectoryNeeds } from './directory-needs.js';
import { createRecordCache } from './record-cache.js';

interface OrgRow {
  readonly id: string;
  readonly url: string;
  readonly name: string;
  /** Settings that were ever changed or chosen; the others have their defaults. */
  readonly settings: Partial<OrgSettings>;
}

export interface OrgStoreNeeds extends Omit<DirectoryNeeds, 'cipher'> {
  /** Takes the prompt limits away, whatever the org says: for load tests. */
  readonly withoutPromptLimits?: boolean;
}

/** The one org of this deployment. Before bootstrap there is none, and `get` throws. */
export function createOrgStore({ database, bus, clock, withoutPromptLimits = false }: OrgStoreNeeds): OrgStore {
  const cache = createRecordCache<Org>({
    bus,
    clock,
    records: ['org'],
    async load() {
      const { rows } = await database.query<OrgRow>({
        name: 'org-get',
        text: 'select id, url, name, settings from org order by created_at, id limit 1',
      });
      const [row] = rows;
      if (row === undefined) return undefined;
      const promptLimits = withoutPromptLimits ? undefined : { ...defaultPromptLimits, ...row.settings.promptLimits };
      return { ...row, settings: { ...defaultOrgSettings, ...row.settings, promptLimits } };
    },
  });
  return {
    async get() {
      const org = await cache.get('');
      if (org === undefined) throw new Error('There is no org yet.');
      return org;
    },
  };
}
