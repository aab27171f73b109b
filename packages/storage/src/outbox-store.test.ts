import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutboxStore, PushState } from '@countersign/engine';
import { createBackchannelRequestStore } from './backchannel-request/backchannel-request-store.js';
import { createOutboxStore } from './outbox-store.js';
import { exampleNow, insertExampleOrg } from './testing/examples.js';
import { enrolExampleDevice, exampleCreation, exampleRequest } from './testing/example-requests.js';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.js';

let test: TestDatabase;
let outbox: OutboxStore;
beforeAll(async () => {
  test = await openTestDatabase();
  outbox = createOutboxStore({ database: test.database });
});
afterAll(() => test.dispose());
beforeEach(async () => {
  await test.database.query({ text: 'delete from outbox' });
});

async function written(count: number): Promise<readonly string[]> {
  const { database } = test;
  const org = await insertExampleOrg(database);
  const phone = await enrolExampleDevice(database, org);
  const store = createBackchannelRequestStore({ database });
  const creations = Array.from({ length: count }, (_, n) =>
    exampleCreation(org, exampleRequest(org, { createdAt: exampleNow + n }), [phone]),
  );
  await Promise.all(creations.map((creation) => store.create(creation)));
  return creations.map((creation) => creation.outbox[0]?.id ?? '');
}

const settled = (id: string, detail: string, push: PushState = 'sent') => ({ id, detail, push, now: exampleNow + 20 });

const row = async (id: string) =>
  (
    await test.database.query<object>({
      text: 'select attempts, finished_at, outcome, detail, due_at from outbox where id = $1',
      values: [id],
    })
  ).rows[0];

describe('the outbox', () => {
  it('gives due messages with their content, oldest first, for the length of a lease', async () => {
    const ids = await written(3);
    const claimed = await outbox.claim(2, 30_000, exampleNow + 10);
    expect(claimed.map((message) => message.id).sort()).toEqual(ids.slice(0, 2).sort());
    expect(claimed[0]).toMatchObject({ kind: 'push-challenge', attempts: 0, payload: { transactionId: expect.stringMatching(/^ft/) } });
    expect((await outbox.claim(9, 30_000, exampleNow + 10)).map((message) => message.id)).toEqual(ids.slice(2));
    expect(await outbox.claim(9, 30_000, exampleNow + 10)).toEqual([]);
  });

  it('gives none twice when several nodes claim at once', async () => {
    const ids = await written(200);
    const others = [
      outbox,
      createOutboxStore({ database: await test.openAnother() }),
      createOutboxStore({ database: await test.openAnother() }),
    ];
    const claims = await Promise.all(Array.from({ length: 30 }, (_, n) => others[n % 3]?.claim(10, 30_000, exampleNow + 1_000) ?? []));
    const claimed = claims.flat().map((message) => message.id);
    expect(new Set(claimed).size).toBe(claimed.length);
    // What another claim had locked at that moment is left for the next turn.
    const rest = await outbox.claim(256, 30_000, exampleNow + 1_000);
    expect([...claimed, ...rest.map((message) => message.id)].sort()).toEqual([...ids].sort());
  });

  it('gives a message again when the lease of a node that died runs out', async () => {
    const [id] = await written(1);
    await outbox.claim(1, 30_000, exampleNow + 10);
    expect(await outbox.nextDueAt()).toBe(exampleNow + 30_010);
    expect(await outbox.claim(1, 30_000, exampleNow + 30_009)).toEqual([]);
    expect(await outbox.claim(1, 30_000, exampleNow + 30_010)).toMatchObject([{ id, attempts: 1 }]);
  });

  it('keeps what was sent and what is dead, with the reason, and gives neither again', async () => {
    const [sent = '', dead = ''] = await written(2);
    await outbox.claim(2, 30_000, exampleNow + 10);
    await Promise.all([outbox.markSent(settled(sent, 'accepted: 201')), outbox.markDead(settled(dead, 'gone'))]);
    expect(await row(sent)).toMatchObject({ outcome: 'sent', detail: 'accepted: 201', finished_at: exampleNow + 20 });
    expect(await row(dead)).toMatchObject({ outcome: 'dead', detail: 'gone', finished_at: exampleNow + 20 });
    expect(await outbox.claim(9, 30_000, exampleNow + 90_000)).toEqual([]);
    expect(await outbox.nextDueAt()).toBeUndefined();
    await outbox.retryAt(exampleNow + 30, settled(sent, 'too late'));
    expect(await row(sent)).toMatchObject({ outcome: 'sent' });
  });

  it('gives a message that is to be retried when its time has come', async () => {
    const [id = ''] = await written(1);
    await outbox.claim(1, 30_000, exampleNow + 10);
    await outbox.retryAt(exampleNow + 5_000, settled(id, '503'));
    expect(await outbox.nextDueAt()).toBe(exampleNow + 5_000);
    expect(await outbox.claim(1, 30_000, exampleNow + 4_999)).toEqual([]);
    expect(await outbox.claim(1, 30_000, exampleNow + 5_000)).toMatchObject([{ id, attempts: 1 }]);
  });

  it('records the outcomes of many in one statement', async () => {
    const ids = await written(100);
    await outbox.claim(100, 30_000, exampleNow + 1_000);
    const before = test.database.statementCount();
    await Promise.all(ids.map((id) => outbox.markSent(settled(id, 'accepted'))));
    expect(test.database.statementCount() - before).toBe(1);
    expect(await outbox.nextDueAt()).toBeUndefined();
  });

  it('shows with each challenge, in the same statement, what became of its push', async () => {
    const [sent = '', busy = '', gone = ''] = await written(3);
    const shown = async (id: string) =>
      (
        await test.database.query<object>({
          text: `select push_state, push_detail, push_at from challenge c join outbox o
            on o.payload->>'transactionId' = c.transaction_id and o.payload->>'enrollmentId' = c.enrollment_id where o.id = $1`,
          values: [id],
        })
      ).rows[0];
    expect(await shown(sent)).toEqual({ push_state: 'queued', push_detail: null, push_at: null });
    const before = test.database.statementCount();
    await Promise.all([
      outbox.markSent(settled(sent, 'APNs 200')),
      outbox.retryAt(exampleNow + 5_000, settled(busy, 'APNs 503', 'queued')),
      outbox.markDead(settled(gone, 'unregistered: APNs 410', 'retired')),
    ]);
    expect(test.database.statementCount() - before).toBe(1);
    expect(await shown(sent)).toEqual({ push_state: 'sent', push_detail: 'APNs 200', push_at: exampleNow + 20 });
    expect(await shown(busy)).toMatchObject({ push_state: 'queued', push_detail: 'APNs 503' });
    expect(await shown(gone)).toMatchObject({ push_state: 'retired', push_detail: 'unregistered: APNs 410' });
    // the late word of a node whose lease ran out changes nothing
    await outbox.markDead(settled(sent, 'late', 'failed'));
    expect(await shown(sent)).toMatchObject({ push_state: 'sent' });
  });

  it('has no push for a challenge whose device pulls', async () => {
    const org = await insertExampleOrg(test.database);
    const phone = await enrolExampleDevice(test.database, org);
    const creation = exampleCreation(org, exampleRequest(org), [phone]);
    await createBackchannelRequestStore(test).create({ ...creation, outbox: [] });
    const { rows } = await test.database.query<object>({
      text: 'select push_state from challenge where transaction_id = $1',
      values: [creation.request.transactionId],
    });
    expect(rows).toEqual([{ push_state: 'none' }]);
  });
});
