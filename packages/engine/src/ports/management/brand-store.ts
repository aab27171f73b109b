import type { ThemeColours } from '@countersign/contracts';
import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';
import type { SearchQuery } from './paging.js';

/** A brand has one theme, made and deleted with it. */
export interface BrandRecord {
  /** `bnd…` */
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  /** The one of authenticators that name none, and of the org's own pages. */
  readonly isDefault: boolean;
  /** `thd…` */
  readonly themeId: string;
  readonly colours: ThemeColours;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

interface Writing {
  readonly brand: BrandRecord;
  readonly event: SystemLogEvent;
}

export interface BrandStore {
  findById(orgId: string, id: string): Promise<BrandRecord | undefined>;
  findDefault(orgId: string): Promise<BrandRecord | undefined>;
  /** `q`: how the name begins. Filters are not offered. */
  list(orgId: string, query: Pick<SearchQuery, 'q' | 'after' | 'limit'>): Promise<readonly BrandRecord[]>;
  insert(writing: Writing): Promise<'done' | 'duplicate'>;
  /** Name and colours. */
  replace(writing: Writing): Promise<'done' | 'not-found' | 'duplicate'>;
  /** Never the default one, nor one that an authenticator names. */
  delete(change: { readonly orgId: string; readonly id: string; readonly event: SystemLogEvent }): Promise<'done' | 'not-found' | 'in-use'>;
}
