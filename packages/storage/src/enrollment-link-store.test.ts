import type { EnrollmentLink, EnrollmentLinkStore } from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from './database.js';
import { createEnrollmentLinkStore } from './enrollment-link-store.js';
import { createEnrollmentStore } from './enrollment-store.js';
import {
  countEvents,
  exampleCipher,
  exampleDevice,
  exampleEnrollment,
  exampleEvent,
  exampleId,
  exampleNow as now,
  type ExampleOrg,
  insertExampleOrg,
} from './testing/examples.js';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.js';

let test: TestDatabase;
let database: Database;
let org: ExampleOrg;
let links: EnrollmentLinkStore;
beforeAll(async () => {
  test = await openTestDatabase();
  database = test.database;
  links = createEnrollmentLinkStore({ database });
});
afterAll(() => test.dispose());
beforeEach(async () => {
  org = await insertExampleOrg(database);
});

const exampleLink = (change: Partial<EnrollmentLink> = {}): EnrollmentLink => ({
  id: exampleId('enl'),
  orgId: org.orgId,
  userId: org.userId,
  authenticatorId: org.authenticatorId,
  createdBy: { id: 'admin', type: 'User', alternateId: 'admin@example.com' },
  authentication: { authTime: now - 1_000, amr: ['pwd', 'mfa'] },
  createdAt: now,
  expiresAt: now + 600_000,
  openedAt: undefined,
  grantId: undefined,
  usedAt: undefined,
  enrollmentId: undefined,
  deviceName: undefined,
  cancelledAt: undefined,
  ...change,
});

async function created(change: Partial<EnrollmentLink> = {}, store = links): Promise<EnrollmentLink & { readonly codeHash: string }> {
  const link = exampleLink(change);
  const codeHash = exampleId('hash');
  await store.create({ link, codeHash, event: exampleEvent(org, 'x.made'), supersededEvent: exampleEvent(org, 'x.superseded') });
  return { ...link, codeHash };
}

const open = (id: string, store = links, at = now) =>
  store.open({
    orgId: org.orgId,
    id,
    grantId: exampleId('oar'),
    now: at,
    expiresAt: at + 600_000,
    event: exampleEvent(org, 'x.opened'),
  });
const cancel = (id: string, at = now) => links.cancel({ orgId: org.orgId, id, now: at, event: exampleEvent(org, 'x.cancelled') });

/** Enrols with the token of this link. */
function enroll(enrollmentLinkId: string) {
  const device = exampleDevice(org, { profile: { displayName: 'Pixel 9' } });
  const enrollment = exampleEnrollment(org, device);
  const addition = { enrollment, device, event: exampleEvent(org, 'x.enrolled'), twinAppKey: undefined, limit: 50, enrollmentLinkId };
  return { enrollment, device, add: (store = createEnrollmentStore({ database, cipher: exampleCipher })) => store.add(addition) };
}

describe('enrollment links', () => {
  it('come back as they were saved, by id, by the hash of their code, and of a user', async () => {
    const { codeHash, ...link } = await created();
    await expect(links.findById(org.orgId, link.id)).resolves.toEqual(link);
    await expect(links.findByCode(org.orgId, codeHash)).resolves.toEqual(link);
    await expect(links.findById('another org', link.id)).resolves.toBeUndefined();
    const made = await created({ authentication: undefined, createdAt: now + 1 });
    const list = await links.listOfUser(org.orgId, org.userId, 20);
    expect(list.map(({ id, authentication }) => [id, authentication])).toEqual([
      [made.id, undefined],
      [link.id, link.authentication],
    ]);
    await expect(links.listOfUser(org.orgId, org.userId, 1)).resolves.toHaveLength(1);
  });

  it('supersede each other: of those made at the same moment one is open, and the log names the others', async () => {
    const another = createEnrollmentLinkStore({ database: await test.openAnother() });
    const all = await Promise.all(Array.from({ length: 6 }, (_, n) => created({}, n % 2 === 0 ? links : another)));
    const states = await Promise.all(all.map(async ({ id }) => (await links.findById(org.orgId, id))?.cancelledAt));
    expect(states.filter((cancelledAt) => cancelledAt === undefined)).toHaveLength(1);
    const { rows } = await database.query<{ targets: readonly { id: string; type: string }[] }>({
      text: `select targets from system_log where org_id = $1 and event_type = 'x.superseded'`,
      values: [org.orgId],
    });
    const cancelled = all.map(({ id }) => id).filter((_, n) => states[n] !== undefined);
    expect(rows.flatMap(({ targets }) => targets.map(({ id }) => id)).sort()).toEqual(cancelled.sort());
    expect(await countEvents(database, org, 'x.made')).toBe(6);
  });

  it('leave one whose time is up as it is', async () => {
    const over = await created();
    await created({ createdAt: over.expiresAt, expiresAt: over.expiresAt + 600_000 });
    await expect(links.findById(org.orgId, over.id)).resolves.toMatchObject({ cancelledAt: undefined });
    expect(await countEvents(database, org, 'x.superseded')).toBe(0);
  });

  it('are opened once under 20 parallel requests on two nodes, with one event', async () => {
    const { id } = await created();
    const another = createEnrollmentLinkStore({ database: await test.openAnother() });
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => open(id, n % 2 === 0 ? links : another)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await countEvents(database, org, 'x.opened')).toBe(1);
    await expect(links.findById(org.orgId, id)).resolves.toMatchObject({ openedAt: now, expiresAt: now + 600_000 });
  });

  it('cannot be opened or cancelled at their end, nor opened once cancelled', async () => {
    const expired = await created({ expiresAt: now + 1 });
    expect(await open(expired.id, links, now + 1)).toBe(false);
    expect(await cancel(expired.id, now + 1)).toBe(false);
    const link = await created();
    expect(await cancel(link.id)).toBe(true);
    expect(await cancel(link.id)).toBe(false);
    expect(await open(link.id)).toBe(false);
    expect(await countEvents(database, org, 'x.cancelled')).toBe(1);
  });
});

describe('the enrollment a link is for', () => {
  it('is one: of ten devices at the same moment one enrols, and the link names it', async () => {
    const { id } = await created();
    await open(id);
    const elsewhere = createEnrollmentStore({ database: await test.openAnother(), cipher: exampleCipher });
    const tries = Array.from({ length: 10 }, () => enroll(id));
    const outcomes = await Promise.all(tries.map(({ add }, n) => (n % 2 === 0 ? add() : add(elsewhere))));
    expect(outcomes.toSorted()).toEqual(['added', ...Array.from({ length: 9 }, () => 'link-spent')]);
    const winner = tries[outcomes.indexOf('added')];
    await expect(links.findById(org.orgId, id)).resolves.toMatchObject({
      enrollmentId: winner?.enrollment.id,
      deviceName: 'Pixel 9',
      usedAt: now,
    });
    expect(await cancel(id)).toBe(false);
    expect(await countEvents(database, org, 'x.enrolled')).toBe(1);
  });

  it('is none after it was cancelled, and none for another user', async () => {
    const cancelled = await created();
    await open(cancelled.id);
    await cancel(cancelled.id);
    expect(await enroll(cancelled.id).add()).toBe('link-spent');
    const foreign = org;
    const link = await created();
    org = await insertExampleOrg(database);
    expect(await enroll(link.id).add()).toBe('link-spent');
    await expect(links.findById(foreign.orgId, link.id)).resolves.toMatchObject({ enrollmentId: undefined });
  });

  it('may be one the phone had before: enrolling again uses the link too, once', async () => {
    const first = await created();
    await open(first.id);
    const { enrollment, device, add } = enroll(first.id);
    expect(await add()).toBe('added');
    const second = await created();
    await open(second.id);
    const store = createEnrollmentStore({ database, cipher: exampleCipher });
    const again = (enrollmentLinkId: string) => store.save({ enrollment, device, event: exampleEvent(org, 'x.again'), enrollmentLinkId });
    expect(await again(first.id)).toBe(false);
    expect(await again(second.id)).toBe(true);
    expect(await again(second.id)).toBe(false);
    await expect(links.findById(org.orgId, second.id)).resolves.toMatchObject({ enrollmentId: enrollment.id });
    expect(await countEvents(database, org, 'x.again')).toBe(1);
  });
});
