/** A list inside a page, beginning with its first rows: the next ones come below them when asked for. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { nextCursor } from '../api/next-page.js';

interface MoreFacts<Row> {
  readonly key: readonly unknown[];
  readonly read: (asked: { readonly after: string | undefined; readonly signal: AbortSignal }) => Promise<{
    readonly data?: readonly Row[] | undefined;
    readonly response: Response;
  }>;
}

export interface MoreRows<Row> {
  /** The rows so far. */
  readonly data: readonly Row[] | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly showMore: () => void;
}

export function useMore<Row>({ key, read }: MoreFacts<Row>): MoreRows<Row> {
  const pages = useInfiniteQuery({
    queryKey: [...key, 'more'],
    queryFn: async ({ pageParam, signal }) => {
      const { data = [], response } = await read({ after: pageParam, signal });
      return { rows: data, next: nextCursor(response.headers) };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  return {
    data: pages.data?.pages.flatMap(({ rows }) => rows),
    error: pages.error,
    refetch: pages.refetch,
    hasMore: pages.hasNextPage,
    isLoadingMore: pages.isFetchingNextPage,
    showMore: () => void pages.fetchNextPage(),
  };
}
