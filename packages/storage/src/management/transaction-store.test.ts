import type { TransactionQuery } from '@countersign/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toTimestamp } from '../parameters.js';
import { exampleNow, type ExampleOrg, insertExampleOrg } from '../testing/examples.js';
import { openTestDatabase, testStore, type TestDatabase } from '../testing/open-test-database.js';
import { type TouchedRows, touchedRows } from '../testing/touched-rows.js';
import { countHoursSql } from './statistics-store.js';
import { createTransactionStore } from './transaction-store.js';

let test: TestDatabase;
let org: ExampleOrg;

const queryOf = (more: Partial<TransactionQuery>): TransactionQuery => ({
  state: undefined,
  clientId: undefined,
  userId: undefined,
  since: undefined,
  until: undefined,
  after: undefined,
  limit: 100,
  ...more,
});

describe.runIf(testStore() === 'postgres')('lists of 50 000 transactions', () => {
  let young: TouchedRows;

  beforeAll(async () => {
    test = await openTestDatabase({ fresh: true });
    org = await insertExampleOrg(test.database);
    await test.database.query({
      text: `insert into backchannel_request (auth_req_id_hash, transaction_id, org_id, transaction_type, authorization_server_id, client_id, user_id, login_hint,
          scopes, display, acr_values, lifetimes, interval_seconds, state, created_at, expires_at, requested_from)
        select 'h' || n, 'ft' || n, $1, 'CIBA', 's', case when n % 500 = 0 then 'quiet' else 'busy' end, 'u' || n % 2000, '', '[]', '{}', '[]', '{}', 5,
          case when n < 20 then 'pending' when n % 700 = 0 then 'denied' when n % 900 = 0 then 'cancelled' when n % 3 = 0 then 'expired' else 'redeemed' end,
          $2::timestamptz - n * interval '40 seconds', $2::timestamptz, '{}'
        from generate_series(1, 50000) n`,
      values: [org.orgId, toTimestamp(exampleNow)],
    });
    young = await touchedRows(test.database, (database) => createTransactionStore({ database }).list(org.orgId, queryOf({})));
    await test.database.query({ text: 'analyze backchannel_request' });
  });
  afterAll(() => test.dispose());

  it('touch no more rows than they answer with before the table has statistics', () => {
    expect(young.most, young.plan).toBeLessThanOrEqual(105);
  });

  const day = 86_400_000;
  it.each<readonly [what: string, query: Partial<TransactionQuery>, found: number, atMost: number]>([
    ['the latest', {}, 100, 105],
    ['a page in the middle', { after: { createdAt: exampleNow - 9 * day, transactionId: 'ft1' } }, 100, 105],
    ['of a day', { since: exampleNow - 9 * day, until: exampleNow - 8 * day }, 100, 105],
    ['those that wait', { state: 'pending' }, 19, 19],
    ['the denied', { state: 'denied' }, 71, 71],
    ['the expired', { state: 'expired' }, 100, 350],
    ['the redeemed', { state: 'redeemed' }, 100, 350],
    ['of a quiet client', { clientId: 'quiet' }, 100, 105],
    ['of a busy client', { clientId: 'busy' }, 100, 105],
    ['of a person', { userId: 'u7' }, 25, 25],
    ['the denied of a quiet client', { clientId: 'quiet', state: 'denied' }, 14, 171],
    ['the redeemed of a person and a client', { userId: 'u7', clientId: 'busy', state: 'redeemed' }, 16, 25],
  ])('touch no more rows than they must: %s', async (_what, query, found, atMost) => {
    const touched = await touchedRows(test.database, (database) => createTransactionStore({ database }).list(org.orgId, queryOf(query)));
    expect(touched.answered).toBe(found);
    expect(touched.most, touched.plan).toBeLessThanOrEqual(atMost);
  });

  it('count an hour without looking at others', async () => {
    const values = [org.orgId, toTimestamp(exampleNow - day), toTimestamp(exampleNow - day + 3_600_000)];
    const touched = await touchedRows(test.database, async (database) => (await database.query({ text: countHoursSql, values })).rows);
    expect(touched.answered).toBe(1);
    expect(touched.most, touched.plan).toBeLessThanOrEqual(95);
  });
});
