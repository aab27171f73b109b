import { defaultOrgSettings, type Org, type OrgSettings, type OrgStore } from '@countersign/engine';
import type { DirectoryNeeds } from './directory-needs.js';
import { createRecordCache } from './record-cache.js';

interface OrgRow {
  readonly id: string;
  readonly url: string;
  readonly name: string;
  /** Settings that were ever changed or chosen; the others have their defaults. */
  readonly settings: Partial<OrgSettings>;
}

/** The one org of this deployment. Before bootstrap there is none, and `get` throws. */
export function createOrgStore({ database, bus, clock }: Omit<DirectoryNeeds, 'cipher'>): OrgStore {
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
      return row === undefined ? undefined : { ...row, settings: { ...defaultOrgSettings, ...row.settings } };
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
