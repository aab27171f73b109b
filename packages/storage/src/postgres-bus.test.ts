import type { BusMessage } from '@countersign/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresBus, type PostgresBus } from './postgres-bus.js';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.js';

let test: TestDatabase;
let here: PostgresBus;
let there: PostgresBus;
beforeAll(async () => {
  test = await openTestDatabase({ migrated: false });
  here = await createPostgresBus({ database: test.database });
  there = await createPostgresBus({ database: await test.openAnother() });
});
afterAll(async () => {
  await here.close();
  await there.close();
  await test.dispose();
});

describe('the bus over NOTIFY', () => {
  it('reaches every node, also the one that published', async () => {
    const heard: BusMessage[] = [];
    const stops = [here, there].map((bus) => bus.subscribe((message) => heard.push(message)));
    const message: BusMessage = { kind: 'changed', record: 'client', id: '0oa1' };
    await here.publish([message]);
    await expect.poll(() => heard).toEqual([message, message]);
    for (const stop of stops) stop();
    await there.publish([message]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard).toHaveLength(2);
  });

  it('sends what is published at the same time in one statement, and nothing for nothing', async () => {
    const heard = new Set<string>();
    const stop = there.subscribe((message) => message.kind === 'request-changed' && heard.add(message.authReqIdHash));
    const before = test.database.statementCount();
    await Promise.all(Array.from({ length: 200 }, (_, n) => here.publish([{ kind: 'request-changed', authReqIdHash: `h${n}` }])));
    await here.publish([]);
    expect(test.database.statementCount() - before).toBe(1);
    await expect.poll(() => heard.size).toBe(200);
    stop();
  });
});
