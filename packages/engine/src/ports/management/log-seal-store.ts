import type { LogSeal } from '@countersign/evidence';
import type { Instant } from '../clock.js';

export interface StoredLogSeal extends LogSeal {
  readonly orgId: string;
  readonly digests: readonly string[];
  /** Where the next stretch begins. */
  readonly until: Instant;
}

/** The chain of seals over the system log. Nothing here is ever changed; digests leave with the events they are of. */
export interface LogSealStore {
  last(orgId: string): Promise<Pick<StoredLogSeal, 'number' | 'seal' | 'until'> | undefined>;
  /** False when the number is taken: another node was first. */
  add(seal: StoredLogSeal): Promise<boolean>;
  /** Ascending, those after `after`. */
  list(orgId: string, query: { readonly after: number; readonly limit: number }): Promise<readonly LogSeal[]>;
}
