/**
 * The pending and freshly decided requests this node has seen, in memory (architecture, hot path 1). It answers a poll for a
 * request known to be pending without a query. It is a cache: redeeming always goes to the store, so a stale entry never means a
 * wrong grant; that it never means "pending" for ever either, three rules see to:
 * a fill that a message overtook is read again; every entry polled or held is read again when 5 s old, in one query for all;
 * a gap in the bus ages all entries at once.
 */
import type { BackchannelRequestStore } from '../../ports/backchannel-request-store.js';
import type { Bus } from '../../ports/bus.js';
import type { Clock, Instant } from '../../ports/clock.js';
import type { RequestStatus } from './backchannel-request.js';
import { type BackchannelRequestState, mayMove } from './backchannel-request-state.js';
import { createHeldPolls, type HeldPollLimits, type HeldPolls } from './held-polls.js';

/** One known request. Mutable: polls and messages move it. */
export interface IndexedRequest {
  readonly hash: string;
  readonly clientId: string;
  readonly authorizationServerId: string;
  state: BackchannelRequestState;
  intervalSeconds: number;
  paced: boolean;
  expiresAt: Instant;
  decidedAt: Instant | undefined;
  /** Arrival of the latest poll at this node; 0: none yet. */
  polledAt: Instant;
  /** When the store last said so. */
  confirmedAt: Instant;
  /** When it last moved to the end of the index, where the most recently polled are. */
  touchedAt: Instant;
  /** Whether it is among those that are read again. */
  watched: boolean;
}

export interface RequestIndex {
  readonly held: HeldPolls;
  /** A request this node is about to commit: known before any message about it can arrive. */
  add(status: RequestStatus): void;
  /** Takes back an `add` whose commit failed. */
  remove(hash: string): void;
  /** What this node itself has just committed: polls here see it at once, without waiting for the bus. */
  decided(hash: string, state: BackchannelRequestState, decidedAt: Instant): void;
  /** From memory only. */
  get(hash: string): IndexedRequest | undefined;
  /** From memory, else from the store. */
  find(hash: string): Promise<IndexedRequest | undefined>;
  /** From the store, now. */
  reread(hash: string): Promise<IndexedRequest | undefined>;
  /** To be called for each poll of a pending request: keeps the entry confirmed while somebody asks. */
  touch(entry: IndexedRequest): void;
  /** Unexpired pending requests of a client that this node knows. */
  pendingCount(clientId: string): number;
  readonly size: number;
  /** Forgets everything, as a restart would. */
  clear(): void;
  close(): void;
}

export interface RequestIndexOptions {
  readonly clock: Clock;
  readonly bus: Bus;
  readonly store: Pick<BackchannelRequestStore, 'findStatus' | 'listChanged'>;
  readonly heldPolls: HeldPollLimits;
  readonly maxEntries?: number;
  /** Called when a background read failed; the next turn tries again. */
  readonly onError: (error: unknown) => void;
}

const confirmEveryMs = 5_000;
const keepAfterExpiryMs = 600_000;
const bucketMs = 10_000;
/** The order of the index is that of the last polls, to this exactness: moving an entry costs more than the rest of a poll's look-up. */
const touchEveryMs = 30_000;
/** How many entries one query reads again. */
const rereadChunk = 5_000;

export function createRequestIndex(options: RequestIndexOptions): RequestIndex {
  const { clock, store } = options;
  const maxEntries = options.maxEntries ?? 200_000;
  const held = createHeldPolls(clock, options.heldPolls);
  const entries = new Map<string, IndexedRequest>();
  const loading = new Map<string, { overtaken: boolean; readonly result: Promise<IndexedRequest | undefined> }>();
  const pending = pendingCounter(clock);
  const leaving = new Map<number, string[]>();
  const watched = new Set<IndexedRequest>();
  const changed = new Set<string>();
  let cancelConfirm: (() => void) | undefined;
  let rereading = false;

  function put(status: RequestStatus): IndexedRequest {
    const now = clock.now();
    const known = entries.get(status.authReqIdHash);
    if (known !== undefined) {
      // An older read may arrive after a newer one: states only move along their arrows.
      if (mayMove(known.state, status.state)) known.state = status.state;
      known.intervalSeconds = Math.max(known.intervalSeconds, status.intervalSeconds);
      known.paced ||= status.paced;
      known.decidedAt = status.decidedAt;
      known.confirmedAt = now;
      if (known.state !== 'pending') pending.remove(known);
      return known;
    }
    makeRoom(now);
    const entry: IndexedRequest = {
      hash: status.authReqIdHash,
      clientId: status.clientId,
      authorizationServerId: status.authorizationServerId,
      state: status.state,
      intervalSeconds: status.intervalSeconds,
      paced: status.paced,
      expiresAt: status.expiresAt,
      decidedAt: status.decidedAt,
      polledAt: 0,
      confirmedAt: now,
      touchedAt: now,
      watched: false,
    };
    entries.set(entry.hash, entry);
    const bucket = Math.ceil((entry.expiresAt + keepAfterExpiryMs) / bucketMs);
    const list = leaving.get(bucket);
    if (list === undefined) leaving.set(bucket, [entry.hash]);
    else list.push(entry.hash);
    if (entry.state === 'pending') pending.add(entry);
    return entry;
  }

  function drop(hash: string): void {
    const entry = entries.get(hash);
    if (entry === undefined) return;
    entries.delete(hash);
    unwatch(entry);
    pending.remove(entry);
  }

  function makeRoom(now: Instant): void {
    for (const [bucket, hashes] of leaving) {
      if (bucket * bucketMs > now) continue;
      leaving.delete(bucket);
      for (const hash of hashes) drop(hash);
    }
    if (entries.size < maxEntries) return;
    // Oldest-polled first: `touch` moves an entry to the end of the map.
    for (const hash of entries.keys()) {
      if (held.isHeld(hash)) continue;
      drop(hash);
      if (entries.size < maxEntries) return;
    }
  }

  async function load(hash: string): Promise<IndexedRequest | undefined> {
    const running = loading.get(hash);
    if (running !== undefined) return running.result;
    const read = async (): Promise<IndexedRequest | undefined> => {
      try {
        for (;;) {
          slot.overtaken = false;
          const status = await store.findStatus(hash);
          if (slot.overtaken) continue;
          return status === undefined ? undefined : put(status);
        }
      } finally {
        loading.delete(hash);
      }
    };
    // Registered before the read starts, so that a message meanwhile is not lost.
    const slot = { overtaken: false, result: Promise.resolve().then(read) };
    loading.set(hash, slot);
    return slot.result;
  }

  function rereadChanged(): void {
    if (rereading) return;
    rereading = true;
    // The turn of the event loop that brought a message may bring more: one query for all.
    setImmediate(() => {
      drainChanged().catch((error: unknown) => {
        rereading = false;
        options.onError(error);
      });
    });
  }

  async function drainChanged(): Promise<void> {
    while (changed.size > 0) {
      const hashes = [...changed].slice(0, rereadChunk);
      for (const hash of hashes) changed.delete(hash);
      const readAt = clock.now();
      for (const status of await store.listChanged(hashes)) settle(status);
      for (const hash of hashes) {
        const entry = entries.get(hash);
        if (entry !== undefined) entry.confirmedAt = readAt;
      }
    }
    rereading = false;
  }

  function settle(status: RequestStatus): void {
    const entry = put(status);
    if (entry.state !== 'pending') finish(entry);
  }

  function finish(entry: IndexedRequest): void {
    pending.remove(entry);
    unwatch(entry);
    held.wake(entry.hash);
  }

  function confirm(): void {
    cancelConfirm = undefined;
    const oldest = clock.now() - confirmEveryMs;
    for (const entry of watched) {
      if (entry.state !== 'pending') unwatch(entry);
      else if (entry.confirmedAt <= oldest) {
        changed.add(entry.hash);
        if (!held.isHeld(entry.hash)) unwatch(entry);
      }
    }
    if (changed.size > 0) rereadChanged();
    if (watched.size > 0) startConfirming();
  }

  function unwatch(entry: IndexedRequest): void {
    if (!entry.watched) return;
    entry.watched = false;
    watched.delete(entry);
  }

  function startConfirming(): void {
    cancelConfirm ??= clock.schedule(confirmEveryMs, confirm);
  }

  const unsubscribe = options.bus.subscribe((message) => {
    if (message.kind !== 'request-changed') return;
    const slot = loading.get(message.authReqIdHash);
    if (slot !== undefined) slot.overtaken = true;
    if (!entries.has(message.authReqIdHash) && !held.isHeld(message.authReqIdHash)) return;
    changed.add(message.authReqIdHash);
    rereadChanged();
  });
  const stopGaps = options.bus.onGap(() => {
    for (const slot of loading.values()) slot.overtaken = true;
    for (const entry of entries.values()) if (entry.state === 'pending') entry.confirmedAt = 0;
    for (const entry of watched) changed.add(entry.hash);
    if (changed.size > 0) rereadChanged();
  });

  return {
    held,
    add: put,
    remove: drop,
    decided(hash, state, decidedAt) {
      const entry = entries.get(hash);
      if (entry === undefined || !mayMove(entry.state, state)) return;
      entry.state = state;
      entry.decidedAt = decidedAt;
      finish(entry);
    },
    get: (hash) => entries.get(hash),
    async find(hash) {
      return entries.get(hash) ?? load(hash);
    },
    async reread(hash) {
      const status = await store.findStatus(hash);
      return status === undefined ? undefined : put(status);
    },
    touch(entry) {
      const now = clock.now();
      if (now - entry.touchedAt >= touchEveryMs) {
        entry.touchedAt = now;
        entries.delete(entry.hash);
        entries.set(entry.hash, entry);
      }
      if (entry.watched) return;
      entry.watched = true;
      watched.add(entry);
      startConfirming();
    },
    pendingCount: (clientId) => pending.count(clientId),
    get size() {
      return entries.size;
    },
    clear() {
      entries.clear();
      leaving.clear();
      watched.clear();
      pending.clear();
    },
    close() {
      unsubscribe();
      stopGaps();
      cancelConfirm?.();
      held.close();
    },
  };
}

interface PendingCounter {
  add(entry: IndexedRequest): void;
  remove(entry: IndexedRequest): void;
  count(clientId: string): number;
  clear(): void;
}

/** Counts unexpired pending requests per client; those that expire unanswered leave the count in buckets of 10 s. */
function pendingCounter(clock: Clock): PendingCounter {
  const counted = new Set<IndexedRequest>();
  const perClient = new Map<string, number>();
  const expiring = new Map<number, IndexedRequest[]>();

  function remove(entry: IndexedRequest): void {
    if (!counted.delete(entry)) return;
    const left = (perClient.get(entry.clientId) ?? 1) - 1;
    if (left === 0) perClient.delete(entry.clientId);
    else perClient.set(entry.clientId, left);
  }

  return {
    add(entry) {
      counted.add(entry);
      perClient.set(entry.clientId, (perClient.get(entry.clientId) ?? 0) + 1);
      const bucket = Math.ceil(entry.expiresAt / bucketMs);
      const list = expiring.get(bucket);
      if (list === undefined) expiring.set(bucket, [entry]);
      else list.push(entry);
    },
    remove,
    count(clientId) {
      const now = clock.now();
      for (const [bucket, list] of expiring) {
        if (bucket * bucketMs > now) continue;
        expiring.delete(bucket);
        for (const entry of list) remove(entry);
      }
      return perClient.get(clientId) ?? 0;
    },
    clear() {
      counted.clear();
      perClient.clear();
      expiring.clear();
    },
  };
}
