import type { TrustedOriginDirectory } from '@countersign/engine';
import type { DirectoryNeeds } from './directory-needs.js';
import { createRecordCache } from './record-cache.js';

const corsOriginsSql = `select origin from trusted_origin where status = 'ACTIVE' and scopes ? 'CORS'`;

/** Read whole: an org has a handful. */
export function createTrustedOriginDirectory({ database, bus, clock }: Omit<DirectoryNeeds, 'cipher'>): TrustedOriginDirectory {
  const cache = createRecordCache<ReadonlySet<string>>({
    bus,
    clock,
    records: ['trusted-origin'],
    async load() {
      const { rows } = await database.query<{ readonly origin: string }>({ name: 'cors-origins', text: corsOriginsSql });
      return new Set(rows.map(({ origin }) => origin));
    },
  });
  return { corsOrigins: async () => (await cache.get('')) ?? new Set() };
}
