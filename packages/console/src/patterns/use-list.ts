/** A list in pages by cursor: what is searched, filtered and shown stands in the URL, so that reload, back and a link do as one expects. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { nextCursor } from '../api/next-page.js';
import { changeList, dropEmpty, type PageSearch } from './search-state.js';

interface Answer<Row> {
  readonly data?: readonly Row[] | undefined;
  readonly response: Response;
}

interface ListFacts<Row> {
  /** Names the list among all that is read: the API's path, and what else tells it from others. */
  readonly key: readonly unknown[];
  /** One page, from the API. `search` is the page's URL state. */
  readonly read: (asked: {
    readonly search: PageSearch;
    readonly after: string | undefined;
    readonly signal: AbortSignal;
  }) => Promise<Answer<Row>>;
  /** Names in the URL that belong to the list, beside `q` and `after`. */
  readonly filters?: readonly string[];
}

export interface List<Row> {
  readonly rows: readonly Row[] | undefined;
  readonly error: unknown;
  readonly isStale: boolean;
  readonly search: PageSearch;
  /** True when something narrows the list down. */
  readonly isNarrowed: boolean;
  /** There is nothing at all yet: what says so offers the first act, and the page's header does not repeat it. */
  readonly isEmpty: boolean;
  readonly page: number;
  readonly hasNext: boolean;
  readonly change: (change: PageSearch) => void;
  readonly clear: () => void;
  readonly goNext: () => void;
  readonly goBack: () => void;
  readonly retry: () => void;
}

export function useList<Row>({ key, read, filters = [] }: ListFacts<Row>): List<Row> {
  const search: PageSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const router = useRouter();
  const own = dropEmpty(Object.fromEntries(['q', 'after', ...filters].map((name) => [name, search[name]])));
  const query = useQuery({
    queryKey: [...key, own],
    queryFn: async ({ signal }) => {
      const { data = [], response } = await read({ search: own, after: own['after'], signal });
      return { rows: data, next: nextCursor(response.headers) };
    },
    placeholderData: keepPreviousData,
  });
  const page = Math.max(1, Number(search['page'] ?? 1) || 1);
  const isNarrowed = ['q', ...filters].some((name) => own[name] !== undefined);
  const go = (next: PageSearch, replace = false) => void navigate({ to: '.', search: next, replace });
  return {
    rows: query.data?.rows,
    error: query.data === undefined ? query.error : undefined,
    isStale: query.isPlaceholderData,
    search,
    isNarrowed,
    isEmpty: query.data?.rows.length === 0 && !isNarrowed && page === 1,
    page,
    hasNext: query.data?.next !== undefined && !query.isPlaceholderData,
    change: (change) => go(changeList(search, change), true),
    clear: () => go(changeList(search, Object.fromEntries(['q', ...filters].map((name) => [name, undefined])))),
    goNext: () => go({ ...search, after: query.data?.next, page: String(page + 1) }),
    goBack: () => (page === 2 ? go(changeList(search, {})) : router.history.back()),
    retry: () => void query.refetch(),
  };
}
