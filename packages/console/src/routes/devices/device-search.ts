/** The state of the list as a search expression of the API: a device is found by the beginning of its name, or by its id. */
import type { PageSearch } from '../../patterns/search-state.js';

/** Undefined when nothing narrows the list. */
export function deviceSearch({ q, status, platform }: PageSearch): string | undefined {
  const conditions = [
    q === undefined ? '' : `(profile.displayName sw ${quoted(q)} or id eq ${quoted(q)})`,
    status === undefined ? '' : `status eq ${quoted(status)}`,
    platform === undefined ? '' : `profile.platform eq ${quoted(platform)}`,
  ].filter((condition) => condition !== '');
  return conditions.length === 0 ? undefined : conditions.join(' and ');
}

/** A string of SCIM (RFC 7644 3.4.2.2) is one of JSON. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
