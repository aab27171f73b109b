import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBackchannelRequestStore } from './backchannel-request/backchannel-request-store.js';
import { createDeviceLockStore } from './device-lock-store.js';
import { toTimestamp } from './parameters.js';
import { countEvents, exampleEvent, exampleNow as now, type ExampleOrg, insertExampleOrg } from './testing/examples.js';
import { enrolExampleDevice, exampleCreation, exampleRequest } from './testing/example-requests.js';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.js';

let test: TestDatabase;
let org: ExampleOrg;
beforeAll(async () => {
  test = await openTestDatabase();
  org = await insertExampleOrg(test.database);
});
afterAll(() => test.dispose());

const windowMs = 86_400_000;

it('S-W8 the fifth bad signature suspends the device, on all nodes together; what only it could answer ends', async () => {
  const { database } = test;
  const stores = [createDeviceLockStore({ database }), createDeviceLockStore({ database: await test.openAnother() })] as const;
  const requests = createBackchannelRequestStore({ database });
  const [bad, good] = [await enrolExampleDevice(database, org), await enrolExampleDevice(database, org)];
  const { deviceId } = bad;
  const [alone, both] = [exampleRequest(org), exampleRequest(org)];
  await requests.create(exampleCreation(org, alone, [bad]));
  await requests.create(exampleCreation(org, both, [bad, good]));
  const count = (at: number, node: 0 | 1 = 0) =>
    stores[node].countBadSignature({
      orgId: org.orgId,
      deviceId,
      maxFailures: 5,
      windowEndsAt: at + windowMs,
      now: at,
      event: exampleEvent(org, 'x.test.lock'),
      requestEvent: exampleEvent(org, 'x.test.lock.request'),
    });
  const status = async () => {
    const { rows } = await database.query<{ status: string }>({ text: 'select status from device where id = $1', values: [deviceId] });
    return rows[0]?.status;
  };
  // four in one window, and the next one a day later
  expect(await Promise.all([0, 1, 0, 1].map((node) => count(now, node === 0 ? 0 : 1)))).toEqual(Array(4).fill(undefined));
  expect(await count(now + windowMs)).toBeUndefined();
  expect(await status()).toBe('ACTIVE');
  expect(await Promise.all([0, 1, 0, 1].map((node) => count(now + windowMs + 1, node === 0 ? 0 : 1)))).toEqual(
    expect.arrayContaining([undefined, undefined, undefined, [alone.authReqIdHash]]),
  );
  expect(await status()).toBe('SUSPENDED');
  expect((await requests.findByTransactionId(org.orgId, both.transactionId))?.state).toBe('pending');
  expect(await countEvents(database, org, 'x.test.lock')).toBe(1);
  expect(await countEvents(database, org, 'x.test.lock.request')).toBe(1);
  // an administrator brought it back: the count begins again
  await database.query({
    text: `update device set status = 'ACTIVE', updated_at = $2 where id = $1`,
    values: [deviceId, toTimestamp(now)],
  });
  expect(await count(now + windowMs + 2)).toBeUndefined();
  expect(await status()).toBe('ACTIVE');
});
