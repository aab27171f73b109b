import { describe, expect, it } from 'vitest';
import type { TransactionQuery, TransactionSummary } from '../../ports/management/transaction-store.js';
import { FixedClock } from '../../testing/index.js';
import { tailTransactions } from './tail-transactions.js';

const clock = new FixedClock();
const start = clock.now();
const transaction = (id: string, state: string, at: { readonly created: number; readonly decided?: number }) =>
  // what a tail looks at
  ({
    request: {
      transactionId: id,
      state,
      createdAt: start + at.created,
      expiresAt: start + 300_000,
      decidedAt: at.decided === undefined ? undefined : start + at.decided,
    },
    redeemedAt: undefined,
  }) as unknown as TransactionSummary;

function open(filter: { readonly state?: 'pending' } = {}, lastPosition?: string) {
  const store: { rows: readonly TransactionSummary[]; queries: TransactionQuery[] } = { rows: [], queries: [] };
  const list = async (_org: string, query: TransactionQuery) => {
    store.queries.push(query);
    return store.rows;
  };
  const reader = { management: { transactions: { list } }, engine: { clock } } as unknown as Parameters<typeof tailTransactions>[0];
  const none = { state: undefined, clientId: 'c', userId: undefined, deviceId: undefined };
  const tail = tailTransactions(reader, { filter: { ...none, ...filter }, lastPosition }, { orgId: 'o' });
  return {
    store,
    read: async () => (await tail.read()).transactions.map(({ request }) => `${request.transactionId} ${request.state}`),
    tail,
  };
}

describe('a tail of transactions', () => {
  it('tells of each new one and of each change once, oldest first, by a bounded read of the recent ones', async () => {
    const { store, read } = open();
    store.rows = [transaction('old', 'pending', { created: -1_000 })];
    expect(await read()).toEqual([]);
    store.rows = [
      transaction('b', 'pending', { created: 2 }),
      transaction('a', 'pending', { created: 1 }),
      transaction('old', 'denied', { created: -1_000, decided: 2 }),
    ];
    expect(await read()).toEqual(['old denied', 'a pending', 'b pending']);
    expect(await read()).toEqual([]);
    expect(store.queries[0]).toMatchObject({ clientId: 'c', state: undefined, limit: 200, since: start - 3_700_000 });
  });

  it('tells a reader of one state also of those that leave it', async () => {
    const { store, read } = open({ state: 'pending' });
    store.rows = [transaction('b', 'denied', { created: 2, decided: 3 }), transaction('a', 'pending', { created: 1 })];
    expect(await read()).toEqual(['a pending']);
    store.rows = [transaction('b', 'denied', { created: 2, decided: 3 }), transaction('a', 'approved', { created: 1, decided: 5 })];
    expect(await read()).toEqual(['a approved']);
  });

  it('goes on where a reader was', async () => {
    const rows = [transaction('b', 'denied', { created: -9_000, decided: -500 }), transaction('a', 'pending', { created: -9_000 })];
    const resumed = open({}, String(start - 1_000));
    resumed.store.rows = rows;
    expect(await resumed.read()).toEqual(['b denied']);
    const lost = open({}, 'elsewhere');
    lost.store.rows = rows;
    expect(await lost.read()).toEqual(['a pending', 'b denied']);
    expect((await lost.tail.read()).position).toBe(String(start - 5_000));
  });
});
