import type { BackchannelRequest, BackchannelRequestStore, Enrollment } from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBackchannelRequestStore } from './backchannel-request/backchannel-request-store.js';
import { createEventStore } from './event-store.js';
import { toTimestamp } from './parameters.js';
import { createSweeper, defaultRetentionMs } from './sweeper.js';
import { ensureSystemLogPartitions } from './system-log-partitions.js';
import { countEvents, exampleEvent, exampleNow, type ExampleOrg, insertExampleOrg } from './testing/examples.js';
import { enrolExampleDevice, exampleCreation, exampleDecision, exampleRedemption, exampleRequest } from './testing/example-requests.js';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.js';

const second = 1_000;
const day = 86_400 * second;
let test: TestDatabase;
let store: BackchannelRequestStore;
let org: ExampleOrg;
let phone: Enrollment;
beforeAll(async () => {
  test = await openTestDatabase();
  store = createBackchannelRequestStore({ database: test.database });
});
afterAll(() => test.dispose());
beforeEach(async () => {
  // A test may have let so much time go by that these months are gone.
  await ensureSystemLogPartitions(test.database, exampleNow);
  org = await insertExampleOrg(test.database);
  phone = await enrolExampleDevice(test.database, org);
});

const sweeperAt = (now: number) => createSweeper({ database: test.database, clock: { now: () => now } });
const stateOf = async (request: BackchannelRequest) => (await store.findStatus(request.authReqIdHash))?.state;
async function created(change: Partial<BackchannelRequest> = {}): Promise<BackchannelRequest> {
  const request = exampleRequest(org, change);
  await store.create(exampleCreation(org, request, [phone]));
  return request;
}
const count = async (text: string, values: readonly unknown[] = []) =>
  (await test.database.query<{ count: number }>({ text: `select count(*) as count from ${text}`, values })).rows[0]?.count;

describe('expiry', () => {
  it('ends pending requests at their time, with their challenges and an event that names them', async () => {
    const request = await created();
    const later = await created({ expiresAt: exampleNow + 301 * second });
    expect(await sweeperAt(request.expiresAt - 1).expire()).toBe(0);
    expect(await sweeperAt(request.expiresAt).expire()).toBe(1);
    expect([await stateOf(request), await stateOf(later)]).toEqual(['expired', 'pending']);
    expect(await count("challenge where transaction_id = $1 and state = 'expired'", [request.transactionId])).toBe(1);
    const { rows } = await test.database.query({
      text: "select published_at, actor ->> 'id' as actor, targets, outcome from system_log where org_id = $1 and event_type = 'x.ciba.request.expire'",
      values: [org.orgId],
    });
    expect(rows).toEqual([
      {
        published_at: request.expiresAt,
        actor: 'system',
        targets: [
          { id: request.transactionId, type: 'BackchannelRequest' },
          { id: org.clientId, type: 'PublicClientApp' },
          { id: org.userId, type: 'User' },
        ],
        outcome: { result: 'FAILURE', reason: 'expired' },
      },
    ]);
    await sweeperAt(later.expiresAt).expire();
  });

  it('leaves an approved request its redemption window', async () => {
    const request = await created();
    const decidedAt = request.expiresAt - 10 * second;
    await store.decide(exampleDecision(org, request, phone, { now: decidedAt }));
    await sweeperAt(decidedAt + 59 * second).expire();
    expect(await stateOf(request)).toBe('approved');
    await sweeperAt(decidedAt + 60 * second).expire();
    expect(await stateOf(request)).toBe('expired');
    expect(await store.redeem(exampleRedemption(org, request, { now: decidedAt }))).toBeUndefined();
  });

  it('touches nothing that ended otherwise', async () => {
    const request = await created();
    await store.decide(exampleDecision(org, request, phone, { outcome: 'denied' }));
    await sweeperAt(request.expiresAt + day).expire();
    expect(await stateOf(request)).toBe('denied');
  });

  it('goes on until nothing is due, also when two nodes do it at once, and expires none twice', async () => {
    const requests = Array.from({ length: 2_300 }, () => exampleRequest(org));
    await Promise.all(requests.map((request) => store.create(exampleCreation(org, request, [phone]))));
    const other = createSweeper({ database: await test.openAnother(), clock: { now: () => exampleNow + 300 * second } });
    const expired = await Promise.all([sweeperAt(exampleNow + 300 * second).expire(), other.expire()]);
    // One may find rows the other has locked; they are due at its next turn.
    const rest = await sweeperAt(exampleNow + 300 * second).expire();
    expect(expired.reduce((a, b) => a + b, rest)).toBe(2_300);
    expect(await countEvents(test.database, org, 'x.ciba.request.expire')).toBe(2_300);
  });
});

describe('retention', () => {
  const at = toTimestamp(exampleNow);
  const short: readonly (readonly [table: string, insert: string])[] = [
    ['session', "insert into session select 'old', $1, $2, $3, '[]', $3, $3, $3"],
    [
      'authorization_code',
      "insert into authorization_code select 'old', $1, 's', 'c', $2, 'r', '[]', null, null, $3, '[]', null, false, $3, $3",
    ],
    ['used_statement', "insert into used_statement select 'k', $1, $2, $3"],
    ['revoked_token', 'insert into revoked_token select $2, $1, $3'],
    [
      'outbox',
      "insert into outbox (id, org_id, kind, payload, due_at, created_at, expires_at, finished_at) select $2, $1, 'push-challenge', '{}', $3, $3, $3, $3",
    ],
  ];

  it.each(short)('keeps %s rows for 24 hours after they expire', async (table, insert) => {
    await test.database.query({ text: insert.replaceAll('$3', '$3::timestamptz'), values: [org.orgId, org.userId, at] });
    const present = () => count(`${table} where ${table === 'used_statement' ? 'issuer' : 'org_id'} = $1`, [org.orgId]);
    await sweeperAt(exampleNow + day).sweep();
    expect(await present()).toBe(1);
    await sweeperAt(exampleNow + day + 1).sweep();
    expect(await present()).toBe(0);
  });

  it('keeps requests, their evidence, their grants and the system log for 13 months', async () => {
    const request = await created();
    await store.decide(exampleDecision(org, request, phone));
    const redemption = exampleRedemption(org, request);
    await store.redeem(redemption);
    const present = async () => [
      await stateOf(request),
      await count('challenge where transaction_id = $1', [request.transactionId]),
      await count('oauth_grant where id = $1', [redemption.grant.id]),
      await countEvents(test.database, org, 'x.test.redeem'),
    ];
    await sweeperAt(exampleNow + defaultRetentionMs).sweep();
    expect(await present()).toEqual(['redeemed', 1, 1, 1]);
    await sweeperAt(exampleNow + defaultRetentionMs + 31 * day).sweep();
    expect(await present()).toEqual([undefined, 0, 0, 0]);
  });

  it('keeps a grant of any age while a refresh token of it can be used', async () => {
    const request = await created({ lifetimes: { accessTokenSeconds: 60, refreshTokenSeconds: 0, refreshTokenIdleSeconds: 500 * 86_400 } });
    await store.decide(exampleDecision(org, request, phone));
    const redemption = exampleRedemption(org, request);
    await store.redeem(redemption);
    await sweeperAt(exampleNow + defaultRetentionMs + day).sweep();
    expect(await count('oauth_grant where id = $1', [redemption.grant.id])).toBe(1);
    await sweeperAt(exampleNow + 502 * day).sweep();
    expect(await count('oauth_grant where id = $1', [redemption.grant.id])).toBe(0);
  });

  it('makes the months of the system log ahead of time', async () => {
    const now = Date.UTC(2030, 5, 30);
    await sweeperAt(now).sweep();
    await createEventStore({ database: test.database }).append({ ...exampleEvent(org), publishedAt: Date.UTC(2030, 8, 30) });
  });
});
