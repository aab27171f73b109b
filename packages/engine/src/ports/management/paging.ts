import type { Filter } from '../../domain/management/filter.js';

/** One page of a list, in order of id. */
export interface PageQuery {
  /** Id of the last record of the page before. */
  readonly after: string | undefined;
  /** How many records to return at most. */
  readonly limit: number;
}

/** A page of what matches: `q` is a prefix, compared without regard to case; `filter` an expression over known attributes. */
export interface SearchQuery extends PageQuery {
  readonly q: string | undefined;
  readonly filter: Filter | undefined;
}

/** A page of people; `after` of a sorted list is the login of the last one of the page before. */
export interface UserQuery extends SearchQuery {
  /** By login, without regard to case; undefined: by id. */
  readonly byLogin: 'ascending' | 'descending' | undefined;
}
