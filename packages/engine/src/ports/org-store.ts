import type { Org } from '../domain/org/org.js';

/** Reads the org, through a cache. */
export interface OrgStore {
  get(): Promise<Org>;
}
