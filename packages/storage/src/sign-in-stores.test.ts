import type { TotpFactor } from '@countersign/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFactorStore } from './factor-store.js';
import { createInteractionStore } from './interaction-store.js';
import { createSignInFailureStore } from './sign-in-failure-store.js';
import {
  exampleCipher as cipher,
  exampleEvent,
  exampleId,
  exampleNow as now,
  type ExampleOrg,
  insertExampleOrg,
} from './testing/examples.js';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.js';

let test: TestDatabase;
let org: ExampleOrg;
beforeAll(async () => {
  test = await openTestDatabase();
  org = await insertExampleOrg(test.database);
});
afterAll(() => test.dispose());

const both = async <Store>(
  create: (needs: { database: TestDatabase['database']; cipher: typeof cipher }) => Store,
): Promise<readonly [Store, Store]> => [
  create({ database: test.database, cipher }),
  create({ database: await test.openAnother(), cipher }),
];
/** As many at once as a guesser could send, half of them to each node. */
const atOnce = <Result>(count: number, stores: readonly [unknown, unknown], run: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index % stores.length)));

describe('what counts once, on all nodes together', () => {
  it('a code of an app', async () => {
    const stores = await both(createFactorStore);
    const factor: TotpFactor = {
      id: exampleId('ost'),
      orgId: org.orgId,
      userId: org.userId,
      kind: 'totp',
      name: 'Phone',
      secret: 'JBSWY3DPEHPK3PXP',
      lastStep: 1,
      createdAt: now,
      lastUsedAt: undefined,
    };
    const add = { factor, limit: 1, event: exampleEvent(org) };
    await expect(stores[0].add(add)).resolves.toBe(true);
    await expect(stores[1].add({ ...add, factor: { ...factor, id: exampleId('ost') } })).resolves.toBe(false);
    await expect(stores[1].list(org.orgId, org.userId)).resolves.toEqual([factor]);
    const { rows } = await test.database.query<{ secret_sealed: string }>({
      text: 'select secret_sealed from factor where id = $1',
      values: [factor.id],
    });
    expect(rows[0]?.secret_sealed).not.toContain(factor.secret);
    const use = { orgId: org.orgId, factorId: factor.id, step: 7, now };
    expect((await atOnce(10, stores, (index) => (index === 0 ? stores[0] : stores[1]).useStep(use))).filter(Boolean)).toHaveLength(1);
    await expect(stores[0].useStep({ ...use, step: 6 })).resolves.toBe(false);
    await expect(stores[0].useStep({ ...use, step: 8 })).resolves.toBe(true);
  });

  it('a page between two others', async () => {
    const stores = await both(createInteractionStore);
    const interaction = {
      hash: exampleId('interaction'),
      orgId: org.orgId,
      userId: org.userId,
      browserHash: 'browser',
      details: { kind: 'enroll-totp', secret: 'JBSWY3DPEHPK3PXP' },
      createdAt: now,
      expiresAt: now + 1_000,
    } as const;
    await stores[0].insert(interaction);
    await expect(stores[1].find(org.orgId, interaction.hash, now)).resolves.toEqual(interaction);
    await expect(stores[1].find(org.orgId, interaction.hash, interaction.expiresAt)).resolves.toBeUndefined();
    const ends = await atOnce(10, stores, (index) => (index === 0 ? stores[0] : stores[1]).consume(org.orgId, interaction.hash));
    expect(ends.filter(Boolean)).toHaveLength(1);
  });
});

describe('failed sign-ins', () => {
  it('stay counted where an unlock is not about them', async () => {
    const other = await insertExampleOrg(test.database);
    const store = createSignInFailureStore({ database: test.database });
    const { orgId, userId } = other;
    const failure = { orgId, userId, windowEndsAt: now + 900_000, lockedUntil: now + 900_000, now, event: exampleEvent(other) };
    await store.record({ ...failure, subject: `${userId} factor`, maxFailures: 2 });
    await expect(store.record({ ...failure, subject: userId, maxFailures: 1 })).resolves.toBe(true);
    await store.unlock({ orgId, userId, subject: userId, now, event: exampleEvent(other, 'user.account.unlock') });
    await expect(store.listLocks(orgId, userId, now)).resolves.toEqual([]);
    // the second of two
    const second = { ...failure, subject: `${userId} factor`, maxFailures: 2, event: exampleEvent(other, 'user.account.lock') };
    await expect(store.record(second)).resolves.toBe(true);
  });

  it('lock at the last one allowed, however many come at once and wherever; the lock ends, and a count begins anew', async () => {
    const stores = await both(createSignInFailureStore);
    const [store] = stores;
    const failure = {
      orgId: org.orgId,
      subject: org.userId,
      userId: org.userId,
      maxFailures: 5,
      windowEndsAt: now + 900_000,
      lockedUntil: now + 900_000,
      now,
      event: exampleEvent(org, 'user.account.lock'),
    };
    const statusOf = async () =>
      (await test.database.query<{ status: string }>({ text: 'select status from directory_user where id = $1', values: [org.userId] }))
        .rows[0]?.status;
    const locks = await atOnce(4, stores, (index) => (index === 0 ? stores[0] : stores[1]).record(failure));
    expect(locks).toEqual([false, false, false, false]);
    expect(await statusOf()).toBe('ACTIVE');
    await expect(stores[1].record({ ...failure, event: exampleEvent(org, 'user.account.lock') })).resolves.toBe(true);
    expect(await statusOf()).toBe('LOCKED_OUT');
    await expect(store.listLocks(org.orgId, org.userId, now)).resolves.toEqual([{ subject: org.userId, lockedUntil: failure.lockedUntil }]);
    await expect(store.releaseDue(failure.lockedUntil - 1, org.userId)).resolves.toBe(0);
    await expect(store.releaseDue(failure.lockedUntil, org.userId)).resolves.toBe(1);
    expect(await statusOf()).toBe('ACTIVE');
    await expect(store.record({ ...failure, now: failure.lockedUntil, windowEndsAt: now + 1_800_000 })).resolves.toBe(false);
  });
});
