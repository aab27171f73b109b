/**
 * A cache of what the store holds, for records that are read on every request and change rarely. A miss costs one query, however many
 * callers wait for it. A read that a change overtook is handed out, but not kept. Entries are read again after a minute even when no
 * message told of a change: a lost message costs latency, never correctness. What does not exist is not kept.
 */
import type { Bus, BusMessage, CachedRecord, Clock } from '@countersign/engine';

const keptMs = 60_000;
const maxEntries = 20_000;

export interface RecordCache<Value> {
  get(key: string): Promise<Value | undefined>;
}

export interface RecordCacheOptions<Value> {
  readonly bus: Bus;
  readonly clock: Clock;
  /** Changes of these make entries stale. */
  readonly records: readonly CachedRecord[];
  /** Which entry a changed record is in; left out: any, because the records are few or seldom changed. */
  readonly holds?: (key: string, id: string) => boolean;
  readonly load: (key: string) => Promise<Value | undefined>;
}

interface Entry<Value> {
  /** Settled. Kept as a promise: what is asked for on every request is handed out without making another. */
  readonly result: Promise<Value | undefined>;
  readonly readAt: number;
}

export function createRecordCache<Value>({ bus, clock, records, holds, load }: RecordCacheOptions<Value>): RecordCache<Value> {
  const entries = new Map<string, Entry<Value>>();
  const loading = new Map<string, { readonly result: Promise<Value | undefined> }>();

  // reads under way began before the change: later callers start their own
  const forget = (isStale: (key: string) => boolean): void => {
    for (const map of [entries, loading]) for (const key of map.keys()) if (isStale(key)) map.delete(key);
  };
  bus.subscribe((message: BusMessage) => {
    if (message.kind !== 'changed' || !records.includes(message.record)) return;
    forget((key) => message.id === '' || holds === undefined || holds(key, message.id));
  });
  bus.onGap(() => forget(() => true));

  function read(key: string): Promise<Value | undefined> {
    const underway = loading.get(key);
    if (underway !== undefined) return underway.result;
    const started = { result: load(key) };
    loading.set(key, started);
    const finish = (value: Value | undefined): void => {
      if (loading.get(key) !== started) return;
      loading.delete(key);
      if (value !== undefined) keep(key, started.result);
    };
    started.result.then(finish, () => finish(undefined));
    return started.result;
  }

  function keep(key: string, result: Promise<Value | undefined>): void {
    if (entries.size >= maxEntries) {
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    }
    entries.set(key, { result, readAt: clock.now() });
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry !== undefined && clock.now() - entry.readAt < keptMs) return entry.result;
      entries.delete(key);
      return read(key);
    },
  };
}
