import { askableEnrollment } from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from './database.js';
import { createEnrollmentStore } from './enrollment-store.js';
import { toTimestamp } from './parameters.js';
import { createRecipientStore } from './recipient-store.js';
import {
  exampleCipher,
  exampleDevice,
  exampleEnrollment,
  exampleEvent,
  exampleId,
  exampleNow,
  type ExampleOrg,
  insertExampleOrg,
} from './testing/examples.js';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.js';

let test: TestDatabase;
let database: Database;
let org: ExampleOrg;
beforeAll(async () => {
  test = await openTestDatabase();
  database = test.database;
});
afterAll(() => test.dispose());
beforeEach(async () => {
  org = await insertExampleOrg(database);
});

const find = (hint: { login: string } | { userId: string }) =>
  createRecipientStore({ database }).find({
    orgId: org.orgId,
    appId: org.appId,
    authenticatorId: org.authenticatorId,
    hint,
  });
const login = () => `${org.userId}@example.com`;

async function enrolled(change: Parameters<typeof exampleEnrollment>[2] = {}, deviceChange: Parameters<typeof exampleDevice>[1] = {}) {
  const device = exampleDevice(org, deviceChange);
  const enrollment = exampleEnrollment(org, device, change);
  await createEnrollmentStore({ database, cipher: exampleCipher }).add({
    enrollment,
    device,
    event: exampleEvent(org),
    twinAppKey: undefined,
    limit: 50,
  });
  return enrollment;
}

async function insertUser(userLogin: string, email: string): Promise<string> {
  const id = exampleId('00u');
  await database.query({
    text: `insert into directory_user (id, org_id, status, login, email, profile, created_at, updated_at) values ($1, $2, 'ACTIVE', $3, $4, '{}', $5, $5)`,
    values: [id, org.orgId, userLogin, email, toTimestamp(exampleNow)],
  });
  return id;
}

async function insertGroup(kind: 'BUILT_IN' | 'OKTA_GROUP'): Promise<string> {
  const id = exampleId('00g');
  await database.query({
    text: `insert into directory_group (id, org_id, kind, name, description, created_at, updated_at, membership_updated_at) values ($1, $2, $3, $1, '', $4, $4, $4)`,
    values: [id, org.orgId, kind, toTimestamp(exampleNow)],
  });
  return id;
}

describe('recipients', () => {
  it('are found by login in any case and by id, never in another org', async () => {
    expect((await find({ login: login().toUpperCase() }))?.user.id).toBe(org.userId);
    expect((await find({ userId: org.userId }))?.user.id).toBe(org.userId);
    const home = org;
    org = { ...(await insertExampleOrg(database)) };
    expect(await find({ login: `${home.userId}@example.com` })).toBeUndefined();
    expect(await find({ userId: home.userId })).toBeUndefined();
  });

  it('are found by an e-mail address that one user alone has; a login wins over it', async () => {
    const id = await insertUser('ann', 'ann@example.org');
    expect((await find({ login: 'Ann@example.org' }))?.user.id).toBe(id);
    await insertUser('bob', 'ann@example.org');
    expect(await find({ login: 'ann@example.org' })).toBeUndefined();
    const owner = await insertUser('ann@example.org', 'other@example.org');
    expect((await find({ login: 'ann@example.org' }))?.user.id).toBe(owner);
  });

  it.each([
    ['an active enrollment that takes CIBA is asked', {}, {}, true],
    ['one without CIBA is not', { transactionTypes: ['LOGIN'] as const }, {}, false],
    ['a suspended one is not', { status: 'SUSPENDED' as const }, {}, false],
    ['a deleted one is not', { status: 'DELETED' as const }, {}, false],
    ['one on a suspended device is not', {}, { status: 'SUSPENDED' as const }, false],
  ])('must-have 20: %s', async (_, change, deviceChange, asked) => {
    const enrollment = await enrolled({ pushToken: 'token', ...change }, deviceChange);
    expect((await find({ login: login() }))?.enrollments).toEqual(asked ? [askableEnrollment(enrollment)] : []);
  });

  it.each(['nobody', 'the user', 'a group of the user', 'everyone'])('know the assignment of %s', async (to) => {
    const everyone = await insertGroup('BUILT_IN');
    const group = await insertGroup('OKTA_GROUP');
    const at = toTimestamp(exampleNow);
    await database.query({
      text: 'insert into group_member (org_id, group_id, user_id) values ($1, $2, $3)',
      values: [org.orgId, group, org.userId],
    });
    // the example app is for everyone
    await database.query({ text: `update app set document = '{}' where id = $1`, values: [org.appId] });
    const assignGroup = 'insert into app_group (org_id, app_id, group_id, priority, profile, updated_at) values ($1, $2, $3, 0, $4, $5)';
    if (to === 'the user') {
      await database.query({
        text: `insert into app_user (org_id, app_id, user_id, user_name, profile, created_at, updated_at) values ($1, $2, $3, 'x', '{}', $4, $4)`,
        values: [org.orgId, org.appId, org.userId, at],
      });
    } else if (to !== 'nobody') {
      await database.query({ text: assignGroup, values: [org.orgId, org.appId, to === 'everyone' ? everyone : group, {}, at] });
    }
    const recipient = await find({ login: login() });
    expect(recipient?.assigned).toBe(to !== 'nobody');
    expect(new Set(recipient?.groupIds)).toEqual(new Set([everyone, group]));
  });

  it('asked for at the same time cost one statement, and each caller gets its own', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, (_, n) => insertUser(`user${n}`, `user${n}@example.net`)));
    const store = createRecipientStore({ database });
    const before = database.statementCount();
    const found = await Promise.all(
      ids.map((_, n) =>
        store.find({ orgId: org.orgId, appId: org.appId, authenticatorId: org.authenticatorId, hint: { login: `user${n}` } }),
      ),
    );
    expect(database.statementCount() - before).toBe(1);
    expect(found.map((recipient) => recipient?.user.id)).toEqual(ids);
  });
});
