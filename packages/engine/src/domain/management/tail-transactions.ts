/** New transactions and what becomes of them, as a tail (live-tail.ts). */
import type { Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';
import type { TransactionQuery, TransactionSummary } from '../../ports/management/transaction-store.js';
import type { Actor, Administration } from './administration.js';

export type TransactionTailFilter = Pick<TransactionQuery, 'state' | 'clientId' | 'userId' | 'deviceId'>;

export interface TransactionTail {
  /** In the order they were made: those that are new, changed, or no longer match. */
  read(): Promise<{ readonly transactions: readonly TransactionSummary[]; readonly position: string; readonly more: boolean }>;
}

/** No request lives longer, and none can change after it: an hour, and a minute to fetch an approval. */
const watchedMs = 3_700_000;
/** The latest ones; who wants all reads the list. */
const maxWatched = 200;
/** What happened so long ago at the latest is in the store. */
const settledAfterMs = 5_000;

const positionForm = /^\d{1,14}$/;

/** From `lastPosition` on, or from now; a place that is long ago or none at all counts as the earliest there is. */
export function tailTransactions(
  { management, engine }: Pick<Administration, 'management'> & { readonly engine: Pick<Engine, 'clock'> },
  { filter, lastPosition }: { readonly filter: TransactionTailFilter; readonly lastPosition: string | undefined },
  actor: Pick<Actor, 'orgId'>,
): TransactionTail {
  const from = lastPosition === undefined ? engine.clock.now() : positionForm.test(lastPosition) ? Number(lastPosition) : 0;
  /** What the reader knows, by transaction. */
  let known: ReadonlyMap<string, string> | undefined;
  const { state, ...others } = filter;

  const isNews = (summary: TransactionSummary): boolean => {
    const before = known?.get(summary.request.transactionId);
    if (before === versionOf(summary)) return false;
    if (known === undefined && changedAt(summary) < from) return false;
    return state === undefined || summary.request.state === state || before?.startsWith(`${state} `) === true;
  };
  return {
    async read() {
      const now = engine.clock.now();
      const query = { ...others, state: undefined, since: now - watchedMs, until: undefined, after: undefined, limit: maxWatched };
      const found = await management.transactions.list(actor.orgId, query);
      const transactions = found.filter(isNews).reverse();
      known = new Map(found.map((summary) => [summary.request.transactionId, versionOf(summary)]));
      return { transactions, position: String(now - settledAfterMs), more: false };
    },
  };
}

function versionOf({ request, redeemedAt }: TransactionSummary): string {
  return `${request.state} ${request.decidedAt ?? ''} ${redeemedAt ?? ''}`;
}

function changedAt({ request, redeemedAt }: TransactionSummary): Instant {
  const ended = request.state === 'expired' ? request.expiresAt : 0;
  return Math.max(request.createdAt, request.decidedAt ?? 0, redeemedAt ?? 0, ended);
}
