/**
 * A list that grows at its top while it is read: pages by cursor below, a live tail above. What is being read never moves: new rows wait
 * until they are asked for, unless the reader is at the top.
 */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { openTail, type TailPath, type TailQuery, type TailRows } from '../api/event-stream.js';
import { nextCursor } from '../api/next-page.js';
import { sessionQuery } from '../session/session.js';
import { mergeLive } from './merge-live.js';

export type TailState = 'off' | 'connecting' | 'live' | 'paused' | 'lost';

interface LiveListFacts<Path extends TailPath> {
  /** Names the list with everything that narrows it down. */
  readonly key: readonly unknown[];
  readonly read: (asked: { readonly after: string | undefined; readonly signal: AbortSignal }) => Promise<{
    readonly data?: readonly TailRows[Path][] | undefined;
    readonly response: Response;
  }>;
  readonly idOf: (row: TailRows[Path]) => string;
  readonly timeOf: (row: TailRows[Path]) => string;
  /** Which of two accounts of the same row is the later one. */
  readonly later: (one: TailRows[Path], other: TailRows[Path]) => TailRows[Path];
  readonly path: Path;
  readonly query: TailQuery<Path>;
  /** Whether it is to be followed now. */
  readonly follow: boolean;
  /** Something on the page is being read, whatever is scrolled: nothing may move. */
  readonly hold: boolean;
}

export interface LiveList<Row> {
  readonly rows: readonly Row[] | undefined;
  readonly error: unknown;
  readonly retry: () => void;
  readonly tail: TailState;
  readonly pause: () => void;
  readonly resume: () => void;
  /** How many new rows wait to be shown. */
  readonly waiting: number;
  readonly showWaiting: () => void;
  readonly hasOlder: boolean;
  readonly isLoadingOlder: boolean;
  readonly showOlder: () => void;
}

/** As many rows as a page keeps; what is older is read again when asked for. */
export const maxLiveRows = 1_000;
/** Nearer to the top than this, in pixels, one reads what is newest. */
const topPx = 160;

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
}

export function useLiveList<Path extends TailPath>(facts: LiveListFacts<Path>): LiveList<TailRows[Path]> {
  type Row = TailRows[Path];
  const { key, read, idOf, timeOf, later, path, query, follow, hold } = facts;
  const pages = useInfiniteQuery({
    queryKey: [...key, 'live'],
    queryFn: async ({ pageParam, signal }): Promise<Page<Row>> => {
      const { data = [], response } = await read({ after: pageParam, signal });
      return { rows: data, next: nextCursor(response.headers) };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<Row>) => page.next,
    refetchOnWindowFocus: false,
  });
  const { arrived, tail, pause, resume } = useTail<Path>({ path, query, follow, onResume: () => void pages.refetch() });
  const loaded = useMemo(() => pages.data?.pages.flatMap(({ rows }) => rows), [pages.data]);
  const hasOlder = pages.hasNextPage && (loaded?.length ?? 0) < maxLiveRows;
  const merged = useMemo(
    () => (loaded === undefined ? undefined : mergeLive({ loaded, arrived, idOf, timeOf, later, isWhole: !hasOlder, max: maxLiveRows })),
    [loaded, arrived, idOf, timeOf, later, hasOlder],
  );
  const { rows, waiting, showWaiting } = useCalmRows({ rows: merged, idOf, hold: hold || tail === 'paused', key: JSON.stringify(key) });
  return {
    rows,
    error: pages.data === undefined ? pages.error : undefined,
    retry: () => void pages.refetch(),
    tail,
    pause,
    resume,
    waiting,
    showWaiting,
    hasOlder,
    isLoadingOlder: pages.isFetchingNextPage,
    showOlder: () => void pages.fetchNextPage(),
  };
}

interface TailFacts<Path extends TailPath> {
  readonly path: Path;
  readonly query: TailQuery<Path>;
  readonly follow: boolean;
  /** The tail is back after it was lost: what happened in between has to be read. */
  readonly onResume: () => void;
}

/** Rows as they came, the last one first. Paused, it goes on listening. */
function useTail<Path extends TailPath>({ path, query, follow, onResume }: TailFacts<Path>) {
  const queries = useQueryClient();
  const [arrived, setArrived] = useState<readonly TailRows[Path][]>([]);
  const [connection, setConnection] = useState<'off' | 'connecting' | 'live' | 'lost'>('off');
  const [isPaused, setPaused] = useState(false);
  const resumed = useRef(onResume);
  resumed.current = onResume;
  const asked = JSON.stringify(query);
  useEffect(() => {
    setArrived([]);
    setPaused(false);
    if (!follow) return setConnection('off');
    setConnection('connecting');
    let wasLost = false;
    return openTail(path, JSON.parse(asked) as TailQuery<Path>, {
      onRows: (rows) => setArrived((before) => [...rows.toReversed(), ...before].slice(0, maxLiveRows)),
      onOpen: () => {
        setConnection('live');
        // also what happened between the list and the tail
        resumed.current();
        wasLost = false;
      },
      onLost: () => {
        setConnection('lost');
        // a session that ended is one of the reasons
        if (!wasLost) void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
        wasLost = true;
      },
    });
  }, [path, asked, follow, queries]);
  const tail: TailState = isPaused && connection === 'live' ? 'paused' : connection;
  const pause = useCallback(() => setPaused(true), []);
  const resume = useCallback(() => setPaused(false), []);
  return { arrived, tail, pause, resume };
}

interface CalmFacts<Row> {
  readonly rows: readonly Row[] | undefined;
  readonly idOf: (row: Row) => string;
  readonly hold: boolean;
  readonly key: string;
}

/** Changes of rows that are shown come at once; new ones above the first shown row wait while somebody reads further down. */
function useCalmRows<Row>({ rows, idOf, hold, key }: CalmFacts<Row>) {
  const [shownFrom, setShownFrom] = useState<{ readonly key: string; readonly id: string | undefined }>();
  const isAway = useIsAway();
  const first = rows?.[0];
  const mark = shownFrom?.key === key ? shownFrom.id : undefined;
  const isHeld = hold || isAway;
  useEffect(() => {
    if (!isHeld || mark === undefined) setShownFrom({ key, id: first === undefined ? undefined : idOf(first) });
  }, [isHeld, mark, first, idOf, key]);
  const at = !isHeld || mark === undefined ? 0 : Math.max(0, rows?.findIndex((row) => idOf(row) === mark) ?? 0);
  const shown = useMemo(() => (at === 0 ? rows : rows?.slice(at)), [rows, at]);
  const showWaiting = useCallback(() => {
    setShownFrom(undefined);
    window.scrollTo({ top: 0 });
  }, []);
  return { rows: shown, waiting: at, showWaiting };
}

function useIsAway(): boolean {
  const [isAway, setAway] = useState(() => window.scrollY > topPx);
  useEffect(() => {
    const look = () => setAway(window.scrollY > topPx);
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, []);
  return isAway;
}
