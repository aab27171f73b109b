import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleOrg, insertExampleOrg } from '../testing/examples.js';
import { listPlans } from '../testing/list-plans.js';
import { fillDirectory, fillTransactions } from '../testing/many-rows.js';
import { openTestDatabase, testStore, type TestDatabase } from '../testing/open-test-database.js';
import { touchedRows } from '../testing/touched-rows.js';

let test: TestDatabase;
let org: ExampleOrg;

describe.runIf(testStore() === 'postgres')('lists over a directory of some size', () => {
  beforeAll(async () => {
    test = await openTestDatabase({ fresh: true });
    org = await insertExampleOrg(test.database);
    await fillDirectory(test.database, org, 5_000);
    await fillTransactions(test.database, org, 5_000);
    await test.database.query({ text: 'analyze' });
  });
  afterAll(() => test.dispose());

  it('read no table and sort none', async () => {
    const wrong: string[] = [];
    for (const { what, read, atMost } of listPlans(org)) {
      const touched = await touchedRows(test.database, read);
      if (touched.most > atMost) wrong.push(`${what}: ${touched.most} of at most ${atMost}`);
    }
    expect(wrong).toEqual([]);
  });
});
