import type { BusMessage, EnrolledDevice, EnrollmentStore } from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from './database.js';
import { createEnrollmentStore } from './enrollment-store.js';
import {
  countEvents,
  exampleCipher,
  exampleDevice,
  exampleEnrollment,
  exampleEvent,
  exampleNow,
  type ExampleOrg,
  insertExampleOrg,
} from './testing/examples.js';
import { createPostgresBus } from './postgres-bus.js';
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

const store = () => createEnrollmentStore({ database, cipher: exampleCipher });

const add = (change: Partial<Parameters<EnrollmentStore['add']>[0]> & Pick<EnrolledDevice, 'enrollment' | 'device'>) =>
  store().add({ event: exampleEvent(org, 'x.test.event'), twinAppKey: undefined, limit: 50, ...change });

async function enrolled(change: Parameters<typeof exampleEnrollment>[2] = {}, deviceChange: Parameters<typeof exampleDevice>[1] = {}) {
  const device = exampleDevice(org, deviceChange);
  const enrollment = exampleEnrollment(org, device, change);
  expect(await add({ enrollment, device })).toBe('added');
  return { device, enrollment };
}

const deleted = (enrollmentId: string) =>
  store().delete({
    orgId: org.orgId,
    enrollmentId,
    now: exampleNow,
    event: exampleEvent(org, 'x.test.deleted'),
    requestEvent: exampleEvent(org, 'x.test.ended'),
  });

describe('enrollments', () => {
  it('come back as they were saved, by every key', async () => {
    const saved = await enrolled({ pushToken: '00aa11bb', apsEnvironment: 'DEVELOPMENT' }, { authenticatorAppKey: 'install-1' });
    const { enrollment, device } = saved;
    await expect(store().findById(org.orgId, enrollment.id)).resolves.toEqual(saved);
    await expect(store().findByMethodId(org.orgId, enrollment.methodId)).resolves.toEqual(saved);
    await expect(store().findByAppKey(org.orgId, org.userId, org.authenticatorId, 'install-1')).resolves.toEqual(saved);
    await expect(store().findByDevice(org.orgId, org.userId, org.authenticatorId, device.id)).resolves.toEqual(saved);
    await expect(store().findDevice(org.orgId, device.id)).resolves.toEqual(device);
    await expect(store().findById('another org', enrollment.id)).resolves.toBeUndefined();
    expect(await countEvents(database, org, 'x.test.event')).toBe(1);
  });

  it('hold the push token only encrypted', async () => {
    const { enrollment } = await enrolled({ pushToken: 'a-very-secret-token' });
    const { rows } = await database.query<{ push_token_sealed: string }>({
      text: 'select push_token_sealed from enrollment where id = $1',
      values: [enrollment.id],
    });
    expect(rows[0]?.push_token_sealed).toMatch(/^v1\./);
    expect(rows[0]?.push_token_sealed).not.toContain('a-very-secret-token');
  });

  it('a change never brings back a deleted enrollment, nor overrides a suspension', async () => {
    const { enrollment, device } = await enrolled();
    await expect(deleted(enrollment.id)).resolves.toEqual([]);
    await expect(deleted(enrollment.id)).resolves.toBeUndefined();
    expect(await countEvents(database, org, 'x.test.deleted')).toBe(1);
    await expect(store().save({ enrollment, device, event: exampleEvent(org, 'x.test.late') })).resolves.toBe(false);
    expect((await store().findById(org.orgId, enrollment.id))?.enrollment.status).toBe('DELETED');
    expect(await countEvents(database, org, 'x.test.late')).toBe(0);

    const other = await enrolled();
    await database.query({ text: `update device set status = 'SUSPENDED' where id = $1`, values: [other.device.id] });
    await store().save({ ...other, event: exampleEvent(org) });
    expect((await store().findDevice(org.orgId, other.device.id))?.status).toBe('SUSPENDED');
  });

  it('of two changes made from the same reading one is written, the other told so', async () => {
    const { enrollment, device } = await enrolled();
    const readAt = enrollment.updatedAt;
    const change = (pushToken: string, updatedAt: number) =>
      store().save({
        enrollment: { ...enrollment, pushToken, updatedAt },
        device: { ...device, profile: { displayName: pushToken } },
        event: exampleEvent(org, 'x.test.change'),
        readAt,
      });
    expect((await Promise.all([change('one', readAt + 1), change('two', readAt + 2)])).sort()).toEqual([false, true]);
    await expect(change('three', readAt + 3)).resolves.toBe(false);
    expect(await countEvents(database, org, 'x.test.change')).toBe(1);
    const stored = await store().findById(org.orgId, enrollment.id);
    expect(stored?.enrollment.pushToken).toMatch(/^(one|two)$/);
  });

  it('a change leaves the device alone: what another enrollment of the phone wrote to it since stays', async () => {
    const { enrollment, device } = await enrolled();
    const readAt = enrollment.updatedAt;
    const newKey = { ...device.clientInstanceKey, kid: 'new-instance' };
    const again = { enrollment: { ...enrollment, updatedAt: readAt + 1 }, device: { ...device, clientInstanceKey: newKey } };
    await expect(store().save({ ...again, event: exampleEvent(org) })).resolves.toBe(true);
    const patched = { ...enrollment, pushToken: 'patched', updatedAt: readAt + 2 };
    await expect(store().save({ enrollment: patched, device, event: exampleEvent(org), readAt: readAt + 1 })).resolves.toBe(true);
    const stored = await store().findById(org.orgId, enrollment.id);
    expect(stored).toMatchObject({ enrollment: { pushToken: 'patched' }, device: { clientInstanceKey: { kid: 'new-instance' } } });
  });

  it('the same phone enrolling many times at once gets one enrollment, by its device or its install id', async () => {
    const device = exampleDevice(org, { authenticatorAppKey: 'install-2' });
    const attempts = Array.from({ length: 6 }, (_, index) => {
      const own = index % 2 === 0 ? device : exampleDevice(org, { authenticatorAppKey: 'install-2' });
      return add({ enrollment: exampleEnrollment(org, own), device: own, twinAppKey: 'install-2' });
    });
    const outcomes = await Promise.all(attempts);
    expect(outcomes.filter((outcome) => outcome === 'added')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'changed-meanwhile')).toHaveLength(5);
    expect(await countEvents(database, org, 'x.test.event')).toBe(1);
  });

  it('a user has no more than the limit, whoever asks at once; deleted ones do not count', async () => {
    const addOne = () => {
      const device = exampleDevice(org);
      return add({ enrollment: exampleEnrollment(org, device), device, limit: 3 });
    };
    const outcomes = await Promise.all(Array.from({ length: 8 }, addOne));
    expect(outcomes.toSorted()).toEqual([...Array<string>(3).fill('added'), ...Array<string>(5).fill('too-many')]);
    await database.query({
      text: `update enrollment set status = 'DELETED' where id in (select id from enrollment where user_id = $1 limit 1)`,
      values: [org.userId],
    });
    expect([await addOne(), await addOne()]).toEqual(['added', 'too-many']);
  });

  it.each([
    [`update directory_user set status = 'SUSPENDED' where id = $1 and $2 <> ''`, 'user-inactive'],
    [`delete from directory_user where id = $1 and $2 <> ''`, 'user-inactive'],
    [`update device set status = 'DEACTIVATED' where id = $2 and $1 <> ''`, 'changed-meanwhile'],
  ])('S-069 nothing is added after %s', async (text, outcome) => {
    const { device } = await enrolled();
    await database.query({ text: 'delete from enrollment where device_id = $1', values: [device.id] });
    await database.query({ text, values: [org.userId, device.id] });
    expect(await add({ enrollment: exampleEnrollment(org, device), device, event: exampleEvent(org, 'x.test.late') })).toBe(outcome);
    expect(await countEvents(database, org, 'x.test.late')).toBe(0);
  });

  it('deleting ends the open challenges, and says so to the nodes whose live channels show them', async () => {
    const { enrollment } = await enrolled();
    const at = new Date(exampleNow).toISOString();
    await database.query({
      text: `insert into challenge (transaction_id, enrollment_id, org_id, nonce, transaction_type, user_verification, state, created_at, expires_at)
        values ($1, $2, $3, 'n', 'CIBA', 'NONE', 'open', $4, $4)`,
      values: [`ft${enrollment.id}`, enrollment.id, org.orgId, at],
    });
    const bus = await createPostgresBus({ database });
    const heard: BusMessage[] = [];
    bus.subscribe((message) => heard.push(message));
    await deleted(enrollment.id);
    const toldOf = { kind: 'challenge-created', enrollmentId: enrollment.id, transactionId: `ft${enrollment.id}` };
    await expect.poll(() => heard).toContainEqual(toldOf);
    await bus.close();
    const { rows } = await database.query<{ state: string }>({
      text: 'select state from challenge where enrollment_id = $1',
      values: [enrollment.id],
    });
    expect(rows).toEqual([{ state: 'expired' }]);
  });
});
