/** Lists in pages (okta-api 3.3): two separate `Link` headers, `self` and, when there is more, `next`; clients follow them verbatim. */
import type { SearchQuery } from '@countersign/engine';
import type { Answer, ManagementCall } from './management-call.js';

export interface PageFacts<Item> {
  readonly call: ManagementCall;
  /** Below `/api/v1`, with its leading slash. */
  readonly path: string;
  readonly query: SearchQuery;
  /** The raw query string's members that have to stay in the links. */
  readonly keep?: Readonly<Record<string, string | undefined>>;
  /** Reads at most `limit` records after `after`. */
  readonly read: (query: SearchQuery) => Promise<readonly Item[]>;
  readonly idOf: (item: Item) => string;
  readonly present: (item: Item) => unknown;
}

/** One more than asked for is read: it tells whether there is a next page. */
export async function page<Item>({ call, path, query, keep = {}, read, idOf, present }: PageFacts<Item>): Promise<Answer> {
  const found = await read({ ...query, limit: query.limit + 1 });
  const items = found.slice(0, query.limit);
  const last = items.at(-1);
  const link = (after: string | undefined, relation: string) => {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...keep, after, limit: String(query.limit) }))
      if (value !== undefined) parameters.set(name, value);
    return `<${call.orgUrl}/api/v1${path}?${parameters.toString()}>; rel="${relation}"`;
  };
  const next = found.length > items.length && last !== undefined ? [link(idOf(last), 'next')] : [];
  return { status: 200, body: items.map(present), headers: { link: [link(query.after, 'self'), ...next] } };
}
