import {
  type BackchannelRequest,
  type BackchannelRequestStore,
  type BusMessage,
  defaultPromptLimits,
  type LimitedBackchannelRequest,
  type PromptLimits,
} from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countEvents, exampleEvent, exampleNow, type ExampleOrg, insertExampleOrg } from '../testing/examples.js';
import { createPostgresBus } from '../postgres-bus.js';
import { enrolExampleDevice, exampleCreation, exampleRequest } from '../testing/example-requests.js';
import { openTestDatabase, type TestDatabase } from '../testing/open-test-database.js';
import { createBackchannelRequestStore } from './backchannel-request-store.js';

let test: TestDatabase;
let store: BackchannelRequestStore;
let org: ExampleOrg;

beforeAll(async () => {
  test = await openTestDatabase();
  store = createBackchannelRequestStore({ database: test.database });
});
afterAll(() => test.dispose());
beforeEach(async () => void (org = await insertExampleOrg(test.database)));

const minute = 60_000;
const hour = 60 * minute;
const generous: PromptLimits = {
  live: 100,
  livePerClient: 100,
  perTenMinutes: 100,
  perDay: 100,
  refusedPerClientAndHour: 100,
  refusedPerHour: 100,
};

function limited(change: Partial<BackchannelRequest> = {}, limits: PromptLimits = defaultPromptLimits): LimitedBackchannelRequest {
  return { ...exampleCreation(org, exampleRequest(org, change), []), limits, refusal: exampleEvent(org, 'x.test.refusal') };
}

/** Rows of the past, without any limit. */
async function asked(count: number, change: Partial<BackchannelRequest> & { readonly ago?: number } = {}): Promise<void> {
  const { ago = 0, ...request } = change;
  const createdAt = exampleNow - ago;
  for (let n = 0; n < count; n += 1)
    await store.create(exampleCreation(org, exampleRequest(org, { createdAt, expiresAt: createdAt + 300_000, ...request }), []));
}

const decision = { enrollmentId: 'e', deviceId: 'd', amr: [], userVerified: false, acr: undefined, reason: '' };
const denied = { state: 'denied', decision } as const;
const approved = { state: 'approved', decision } as const;

describe('prompt limits (S-007, S-008, S-009)', () => {
  it.each<[string, () => Promise<void>, Partial<PromptLimits>, string | undefined]>([
    ['nobody asked yet', async () => undefined, defaultPromptLimits, undefined],
    ['one live of this client', () => asked(1), { livePerClient: 1 }, 'livePerClient'],
    ['one live of another client', () => asked(1, { clientId: 'other' }), { livePerClient: 1 }, undefined],
    ['three live of others', () => asked(3, { clientId: 'other' }), { live: 3 }, 'live'],
    ['sign-ins count too', () => asked(3, { clientId: 'other', transactionType: 'LOGIN' }), { live: 3 }, 'live'],
    ['prompts of somebody else', () => asked(5, { userId: 'somebody else' }), { live: 1, perDay: 1 }, undefined],
    ['a prompt whose time is over', () => asked(1, { ago: 5 * minute }), { livePerClient: 1 }, undefined],
    ['five answered in ten minutes', () => asked(5, { ...approved, ago: minute }), { perTenMinutes: 5 }, 'perTenMinutes'],
    ['five answered before', () => asked(5, { ...approved, ago: 10 * minute }), { perTenMinutes: 5 }, undefined],
    ['denials count double', () => asked(2, { ...denied, ago: minute }), { perTenMinutes: 4 }, 'perTenMinutes'],
    ['denials count double, but no more', () => asked(2, { ...denied, ago: minute }), { perTenMinutes: 5 }, undefined],
    ['unanswered prompts count double', () => asked(2, { ago: 6 * minute }), { perTenMinutes: 4 }, 'perTenMinutes'],
    [
      'what expired after an answer counts once',
      () => asked(2, { ...approved, state: 'expired', ago: 6 * minute }),
      { perTenMinutes: 4 },
      undefined,
    ],
    ['twenty in a day', () => asked(20, { ...approved, ago: 23 * hour }), { perDay: 20 }, 'perDay'],
    ['twenty yesterday', () => asked(20, { ...approved, ago: 24 * hour }), { perDay: 20 }, undefined],
    [
      'three denials of this client',
      () => asked(3, { ...denied, ago: 59 * minute }),
      { refusedPerClientAndHour: 3 },
      'refusedPerClientAndHour',
    ],
    ['three denials an hour ago', () => asked(3, { ...denied, ago: hour }), { refusedPerClientAndHour: 3 }, undefined],
    ['denials of another client', () => asked(3, { ...denied, clientId: 'other' }), { refusedPerClientAndHour: 3 }, undefined],
    ['five denials of all clients', () => asked(5, { ...denied, clientId: 'other' }), { refusedPerHour: 5 }, 'refusedPerHour'],
    ['five unanswered', () => asked(5, { state: 'expired', clientId: 'other', ago: 30 * minute }), { refusedPerHour: 5 }, 'refusedPerHour'],
  ])('%s', async (_name, history, limits, expected) => {
    await history();
    const creation = limited({}, { ...generous, ...limits });
    expect(await store.createWithinLimits(creation)).toBe(expected);
    const written = await store.findByTransactionId(org.orgId, creation.request.transactionId);
    expect(written).toEqual(expected === undefined ? creation.request : undefined);
    expect(await countEvents(test.database, org, 'x.test.refusal')).toBe(expected === undefined ? 0 : 1);
    expect(await countEvents(test.database, org, 'x.test.create')).toBeGreaterThanOrEqual(expected === undefined ? 1 : 0);
  });

  it('names the limit in the refusal', async () => {
    await asked(1);
    await store.createWithinLimits(limited());
    const text = `select outcome->>'reason' as reason from system_log where org_id = $1 and event_type = 'x.test.refusal'`;
    const { rows } = await test.database.query({ text, values: [org.orgId] });
    expect(rows).toEqual([{ reason: 'prompt limit: livePerClient' }]);
  });

  it('tell every node of the challenges that were made, and of no others', async () => {
    const heard: BusMessage[] = [];
    const bus = await createPostgresBus({ database: test.database });
    bus.subscribe((message) => heard.push(message));
    const phone = await enrolExampleDevice(test.database, org);
    const creations = ['a', 'a'].map((clientId) => {
      const creation = exampleCreation(org, exampleRequest(org, { clientId }), [phone]);
      return { ...creation, limits: defaultPromptLimits, refusal: exampleEvent(org, 'x.test.refusal') };
    });
    expect(await Promise.all(creations.map((creation) => store.createWithinLimits(creation)))).toEqual([undefined, 'livePerClient']);
    await expect.poll(() => heard).toContainEqual({ kind: 'outbox-due' });
    const [written] = creations.map(({ request }) => request.transactionId);
    expect(heard.filter(({ kind }) => kind === 'challenge-created')).toEqual([
      { kind: 'challenge-created', enrollmentId: phone.id, transactionId: written },
    ]);
    const text = 'select transaction_id from challenge where org_id = $1 union all select payload->>$2 from outbox where org_id = $1';
    const { rows } = await test.database.query({ text, values: [org.orgId, 'transactionId'] });
    expect(rows).toEqual([{ transaction_id: written }, { transaction_id: written }]);
    await bus.close();
  });

  it('are exact when many ask at once on two nodes', async () => {
    const another = createBackchannelRequestStore({ database: await test.openAnother() });
    const limits = { ...generous, livePerClient: 2, live: 5 };
    const clients = ['a', 'b', 'c', 'd'];
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        const clientId = clients[n % 4] ?? '';
        const reached = await (n % 8 < 4 ? store : another).createWithinLimits(limited({ clientId }, limits));
        return { clientId, reached };
      }),
    );
    const written = outcomes.filter(({ reached }) => reached === undefined).map(({ clientId }) => clientId);
    expect(written).toHaveLength(5);
    for (const client of clients) expect(written.filter((clientId) => clientId === client).length).toBeLessThanOrEqual(2);
  });

  it('of different people are judged in one batch', async () => {
    const before = test.database.statementCount();
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, n) => store.createWithinLimits(limited({ userId: `person ${n}` }))));
    expect(outcomes).toEqual(Array.from({ length: 30 }, () => undefined));
    expect(test.database.statementCount() - before).toBeLessThanOrEqual(4);
  });
});
