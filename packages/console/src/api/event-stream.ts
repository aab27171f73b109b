/** A live tail of the management API: server-sent events (WHATWG HTML 9.2), opened again for as long as somebody watches. */
import type { MethodResponse } from 'openapi-react-query';
import type { apiQuery } from './client.js';
import type { ManagementPaths } from './management-paths.js';

export type TailPath = keyof TailRows;
export type TailQuery<Path extends TailPath> = TailQueries[Path];

type QueryOf<Operation extends { readonly parameters: { query?: unknown } }> = Omit<
  NonNullable<Operation['parameters']['query']>,
  'lastEventId'
>;

interface TailQueries {
  readonly '/api/v1/logs/stream': QueryOf<ManagementPaths['/api/v1/logs/stream']['get']>;
  readonly '/api/v1/transactions/stream': QueryOf<ManagementPaths['/api/v1/transactions/stream']['get']>;
}

export interface TailRows {
  readonly '/api/v1/logs/stream': MethodResponse<typeof apiQuery, 'get', '/api/v1/logs'>[number];
  readonly '/api/v1/transactions/stream': MethodResponse<typeof apiQuery, 'get', '/api/v1/transactions'>[number];
}

const eventNames: Readonly<Record<TailPath, string>> = { '/api/v1/logs/stream': 'log', '/api/v1/transactions/stream': 'transaction' };

export interface TailListeners<Row> {
  /** What arrived together, in the order it happened. */
  readonly onRows: (rows: readonly Row[]) => void;
  readonly onOpen: () => void;
  readonly onLost: () => void;
}

/** A reader that was refused, or met a server that is down, comes back after so long. The browser does so by itself after a broken stream. */
const againMs = 3_000;
const collectMs = 80;

/** The returned function ends it. */
export function openTail<Path extends TailPath>(
  path: Path,
  query: TailQuery<Path>,
  { onRows, onOpen, onLost }: TailListeners<TailRows[Path]>,
): () => void {
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let collecting: ReturnType<typeof setTimeout> | undefined;
  let lastEventId = '';
  let arrived: TailRows[Path][] = [];

  const hand = () => {
    collecting = undefined;
    const rows = arrived;
    arrived = [];
    onRows(rows);
  };
  const open = () => {
    source = new EventSource(addressOf(path, { ...query, lastEventId }));
    source.addEventListener('open', onOpen);
    source.addEventListener(eventNames[path], (event: MessageEvent<string>) => {
      if (event.lastEventId !== '') lastEventId = event.lastEventId;
      // the server of this page writes it, by the schema that the type comes from
      arrived.push(JSON.parse(event.data) as TailRows[Path]);
      collecting ??= setTimeout(hand, collectMs);
    });
    source.addEventListener('error', () => {
      onLost();
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, againMs);
    });
  };
  open();
  return () => {
    clearTimeout(again);
    clearTimeout(collecting);
    source?.close();
  };
}

function addressOf(path: string, query: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (typeof value === 'string' && value !== '') parameters.set(name, value);
  return `${path}?${parameters.toString()}`;
}
