import { type BrandColours, defaultOrgSettings, defaultPromptLimits, type Org, type OrgSettings, type OrgStore } from '@countersign/engine';
import type { DirectoryNeeds } from './directory-needs.js';
import { createRecordCache } from './record-cache.js';

interface OrgRow {
  readonly id: string;
  readonly url: string;
  readonly name: string;
  /** Settings that were ever changed or chosen; the others have their defaults. */
  readonly settings: Partial<OrgSettings>;
  readonly colours: BrandColours | null;
}

const orgSql = `select o.id, o.url, o.name, o.settings, b.colours
from org o left join brand b on b.org_id = o.id and b.is_default order by o.created_at, o.id limit 1`;

export interface OrgStoreNeeds extends Omit<DirectoryNeeds, 'cipher'> {
  /** Takes the prompt limits away, whatever the org says: for load tests. */
  readonly withoutPromptLimits?: boolean;
}

/** The one org of this deployment. Before bootstrap there is none, and `get` throws. */
export function createOrgStore({ database, bus, clock, withoutPromptLimits = false }: OrgStoreNeeds): OrgStore {
  const cache = createRecordCache<Org>({
    bus,
    clock,
    records: ['org', 'brand'],
    async load() {
      const { rows } = await database.query<OrgRow>({
        name: 'org-get',
        text: orgSql,
      });
      const [row] = rows;
      if (row === undefined) return undefined;
      const promptLimits = withoutPromptLimits ? undefined : { ...defaultPromptLimits, ...row.settings.promptLimits };
      const { colours, ...org } = row;
      return { ...org, settings: { ...defaultOrgSettings, ...row.settings, promptLimits }, brandColours: colours ?? undefined };
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
