/** Lists in pages (okta-api 3.3): two separate `Link` headers, `self` and, when there is more, `next`; clients follow them verbatim. */
import type { PageLimits } from '@countersign/contracts';
import type { SearchQuery } from '@countersign/engine';
import type { OperationCall } from './operation-call.js';

/** The call of any operation that answers a list. */
export type ListCall = Pick<OperationCall, 'orgUrl' | 'here' | 'setHeader'> & {
  readonly search: (limits?: Partial<PageLimits>) => SearchQuery;
  readonly query: (() => object) | undefined;
};

export interface ListFacts<Item, Shown> {
  /** Where they differ from those of the operation. */
  readonly limits?: Partial<PageLimits>;
  /** Members of the query string that have to stay in the links, where they are not those that were parsed. */
  readonly keep?: Readonly<Record<string, string | undefined>>;
  /** Reads at most `limit` records after `after`. */
  readonly read: (query: SearchQuery) => Promise<readonly Item[]>;
  readonly idOf: (item: Item) => string;
  readonly present: (item: Item) => Shown;
}

/** One more than asked for is read: it tells whether there is a next page. */
export async function listPage<Item, Shown>(call: ListCall, facts: ListFacts<Item, Shown>): Promise<readonly Shown[]> {
  const { limits, read, idOf, present } = facts;
  const query = call.search(limits);
  const kept = facts.keep ?? call.query?.() ?? {};
  const found = await read({ ...query, limit: query.limit + 1 });
  const items = found.slice(0, query.limit);
  const last = items.at(-1);
  const link = (after: string | undefined, relation: string) => pageLink(call, { kept, after, limit: query.limit, relation });
  const next = found.length > items.length && last !== undefined ? [link(idOf(last), 'next')] : [];
  call.setHeader('link', [link(query.after, 'self'), ...next]);
  return items.map(present);
}

/** One `Link` header (RFC 8288 3) to a page of the list that was called. */
export function pageLink(
  { orgUrl, here }: Pick<OperationCall, 'orgUrl' | 'here'>,
  page: { readonly kept: object; readonly after: string | undefined; readonly limit: number; readonly relation: string },
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...page.kept, after: page.after, limit: String(page.limit) }))
    if (typeof value === 'string') parameters.set(name, value);
  return `<${orgUrl}/api/v1${here}?${parameters.toString()}>; rel="${page.relation}"`;
}
