import type { BackchannelRequest, BackchannelRequestStore, BusMessage, Enrollment } from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database.js';
import { createGrantStore } from '../grant-store.js';
import { createPostgresBus, type PostgresBus } from '../postgres-bus.js';
import { countEvents, exampleNow, type ExampleOrg, insertExampleOrg } from '../testing/examples.js';
import { enrolExampleDevice, exampleCreation, exampleDecision, exampleRedemption, exampleRequest } from '../testing/example-requests.js';
import { openTestDatabase, type TestDatabase } from '../testing/open-test-database.js';
import { createBackchannelRequestStore } from './backchannel-request-store.js';

let test: TestDatabase;
let database: Database;
let store: BackchannelRequestStore;
let bus: PostgresBus;
const heard: BusMessage[] = [];
let org: ExampleOrg;
let phone: Enrollment;
let tablet: Enrollment;

beforeAll(async () => {
  test = await openTestDatabase();
  database = test.database;
  store = createBackchannelRequestStore({ database });
  bus = await createPostgresBus({ database });
  bus.subscribe((message) => heard.push(message));
});
afterAll(async () => {
  await bus.close();
  await test.dispose();
});
beforeEach(async () => {
  org = await insertExampleOrg(database);
  phone = await enrolExampleDevice(database, org);
  tablet = await enrolExampleDevice(database, org);
});

async function created(change: Partial<BackchannelRequest> = {}): Promise<BackchannelRequest> {
  const request = exampleRequest(org, change);
  await store.create(exampleCreation(org, request, [phone, tablet]));
  return request;
}

async function approved(change: Partial<BackchannelRequest> = {}): Promise<BackchannelRequest> {
  const request = await created(change);
  expect(await store.decide(exampleDecision(org, request, phone))).toBe(true);
  return request;
}

const stateOf = async (request: BackchannelRequest) => (await store.findStatus(request.authReqIdHash))?.state;
const countWritten = async (requests: readonly BackchannelRequest[]) =>
  (await Promise.all(requests.map(stateOf))).filter((state) => state !== undefined).length;
const challengesOf = async (request: BackchannelRequest) => {
  const text = 'select enrollment_id, state, response_jwt, answered_at from challenge where transaction_id = $1 order by state';
  return (await database.query<{ enrollment_id: string; state: string }>({ text, values: [request.transactionId] })).rows;
};
const told = (request: BackchannelRequest) =>
  heard.filter((message) => message.kind === 'request-changed' && message.authReqIdHash === request.authReqIdHash).length;

describe('create', () => {
  it('writes request, challenges, messages and event together, and tells every node', async () => {
    const request = await created();
    expect(await store.findByTransactionId(org.orgId, request.transactionId)).toEqual(request);
    expect(await challengesOf(request)).toMatchObject([{ state: 'open' }, { state: 'open' }]);
    const { rows } = await database.query<{ payload: object }>({
      text: 'select payload from outbox where org_id = $1',
      values: [org.orgId],
    });
    expect(rows.map((row) => row.payload)).toEqual(
      expect.arrayContaining([phone, tablet].map(({ id }) => ({ transactionId: request.transactionId, enrollmentId: id }))),
    );
    expect(await countEvents(database, org, 'x.test.create')).toBe(1);
    await expect
      .poll(() => heard)
      .toContainEqual({ kind: 'challenge-created', enrollmentId: phone.id, transactionId: request.transactionId });
    expect(heard).toContainEqual({ kind: 'outbox-due' });
  });

  it('keeps a request without a user, whom nobody is asked about (S-041)', async () => {
    const request = exampleRequest(org, { userId: undefined, bindingMessage: undefined });
    await store.create(exampleCreation(org, request, []));
    expect(await store.findByTransactionId(org.orgId, request.transactionId)).toEqual(request);
  });

  it('costs one statement for 128 concurrent callers: commits ÷ acknowledgements ≤ 1/8', async () => {
    const requests = Array.from({ length: 128 }, () => exampleRequest(org));
    const before = database.statementCount();
    await Promise.all(requests.map((request) => store.create(exampleCreation(org, request, [phone]))));
    expect(database.statementCount() - before).toBeLessThanOrEqual(16);
    const statuses = await Promise.all(requests.map((request) => store.findStatus(request.authReqIdHash)));
    expect(new Set(statuses.map((status) => status?.authReqIdHash))).toEqual(new Set(requests.map((request) => request.authReqIdHash)));
  });

  it('names those that are no longer pending at their first pace, in one statement', async () => {
    const [fresh, paced, denied] = [exampleRequest(org), exampleRequest(org), exampleRequest(org)];
    await Promise.all([fresh, paced, denied].map((request) => store.create(exampleCreation(org, request, [phone]))));
    await store.recordPoll({ authReqIdHash: paced.authReqIdHash, polledAt: exampleNow + 1, previousPolledAt: exampleNow });
    await store.decide(exampleDecision(org, denied, phone, { outcome: 'denied' }));
    const before = database.statementCount();
    const changed = await store.listChanged([fresh, paced, denied].map((request) => request.authReqIdHash));
    expect(database.statementCount() - before).toBe(1);
    expect(new Map(changed.map((status) => [status.authReqIdHash, [status.state, status.paced]]))).toEqual(
      new Map([
        [paced.authReqIdHash, ['pending', true]],
        [denied.authReqIdHash, ['denied', false]],
      ]),
    );
  });

  it('lets a bad row among 128 fail alone, with its whole creation', async () => {
    const requests = Array.from({ length: 128 }, (_, n) => exampleRequest(org, n === 77 ? { loginHint: 'bad \u0000 hint' } : {}));
    const results = await Promise.allSettled(requests.map((request) => store.create(exampleCreation(org, request, [phone]))));
    expect(results.flatMap((result, n) => (result.status === 'rejected' ? [n] : []))).toEqual([77]);
    expect(await countWritten(requests)).toBe(127);
    expect(await countEvents(database, org, 'x.test.create')).toBe(127);
  });

  it('writes each of many requests made by two nodes at once exactly once', async () => {
    const other = createBackchannelRequestStore({ database: await test.openAnother() });
    const requests = Array.from({ length: 200 }, () => exampleRequest(org));
    await Promise.all(requests.map((request, n) => (n % 2 === 0 ? store : other).create(exampleCreation(org, request, [phone]))));
    expect(await countWritten(requests)).toBe(200);
    expect(await countEvents(database, org, 'x.test.create')).toBe(200);
  });
});

describe('status', () => {
  it('is read for concurrent callers in one query, each getting its own', async () => {
    const known = await created();
    const before = database.statementCount();
    const [one, same, none] = await Promise.all(
      [known.authReqIdHash, known.authReqIdHash, 'unknown'].map((hash) => store.findStatus(hash)),
    );
    expect(database.statementCount() - before).toBe(1);
    expect(one).toEqual({
      authReqIdHash: known.authReqIdHash,
      clientId: org.clientId,
      authorizationServerId: org.serverId,
      state: 'pending',
      intervalSeconds: 5,
      paced: false,
      expiresAt: known.expiresAt,
      decidedAt: undefined,
    });
    expect(same).toEqual(one);
    expect(none).toBeUndefined();
  });

  it('does not find a transaction of another org', async () => {
    const request = await created();
    expect(await store.findByTransactionId('00o-another', request.transactionId)).toBeUndefined();
  });
});

describe('decide', () => {
  it('answers one challenge, supersedes the others, keeps the evidence and tells every node', async () => {
    const request = await created();
    expect(await store.decide(exampleDecision(org, request, phone))).toBe(true);
    expect(await store.findByTransactionId(org.orgId, request.transactionId)).toMatchObject({
      state: 'approved',
      decidedAt: exampleNow + 10_000,
      decision: { enrollmentId: phone.id, amr: ['swk', 'user'], userVerified: true },
    });
    expect(await challengesOf(request)).toEqual([
      { enrollment_id: phone.id, state: 'answered', response_jwt: 'header.claims.signature', answered_at: exampleNow + 10_000 },
      { enrollment_id: tablet.id, state: 'superseded', response_jwt: null, answered_at: null },
    ]);
    expect(await countEvents(database, org, 'x.test.decide')).toBe(1);
    await expect.poll(() => told(request)).toBe(1);
  });

  it('counts the first answer only, whatever comes later and from wherever', async () => {
    const request = await approved();
    expect(await store.decide(exampleDecision(org, request, phone))).toBe(false);
    expect(await store.decide(exampleDecision(org, request, tablet, { outcome: 'denied' }))).toBe(false);
    expect(await stateOf(request)).toBe('approved');
    expect(await countEvents(database, org, 'x.test.decide')).toBe(1);
  });

  it('lets a denial win over approvals of the same batch, whatever their order', async () => {
    const request = await created();
    const results = await Promise.all([
      store.decide(exampleDecision(org, request, phone)),
      store.decide(exampleDecision(org, request, tablet, { outcome: 'denied' })),
      store.decide(exampleDecision(org, request, phone)),
    ]);
    expect(results).toEqual([false, true, false]);
    expect(await stateOf(request)).toBe('denied');
  });

  it('has one winner when two nodes approve and deny at once, and both agree who', async () => {
    const other = createBackchannelRequestStore({ database: await test.openAnother() });
    const requests = await Promise.all(Array.from({ length: 40 }, () => created()));
    const results = await Promise.all(
      requests.map(async (request) => {
        const [approval, denial] = await Promise.all([
          store.decide(exampleDecision(org, request, phone)),
          other.decide(exampleDecision(org, request, tablet, { outcome: 'denied' })),
        ]);
        return { approval, denial, state: await stateOf(request) };
      }),
    );
    for (const { approval, denial, state } of results) {
      expect([approval, denial].filter(Boolean)).toHaveLength(1);
      expect(state).toBe(approval ? 'approved' : 'denied');
    }
    expect(await countEvents(database, org, 'x.test.decide')).toBe(40);
  });

  it('is too late from the instant of expiry', async () => {
    const request = await created();
    expect(await store.decide(exampleDecision(org, request, phone, { now: request.expiresAt }))).toBe(false);
    expect(await store.decide(exampleDecision(org, request, phone, { now: request.expiresAt - 1 }))).toBe(true);
  });

  it.each([
    ['user', "update directory_user set status = 'SUSPENDED' where id = $1", () => org.userId],
    ['device', "update device set status = 'SUSPENDED' where id = $1", () => phone.deviceId],
    ['enrollment', "update enrollment set status = 'SUSPENDED' where id = $1", () => phone.id],
  ])('refuses the answer of a %s that is not active', async (_, text, id) => {
    const request = await created();
    await database.query({ text, values: [id()] });
    expect(await store.decide(exampleDecision(org, request, phone))).toBe(false);
    expect(await stateOf(request)).toBe('pending');
  });

  it('refuses the answer of an enrollment that was not asked, of another user, or for another org', async () => {
    const request = exampleRequest(org);
    await store.create(exampleCreation(org, request, [phone]));
    expect(await store.decide(exampleDecision(org, request, tablet))).toBe(false);
    expect(await store.decide(exampleDecision(org, request, phone, { orgId: '00o-another' }))).toBe(false);
    const stranger = await insertExampleOrg(database);
    const foreign = await enrolExampleDevice(database, stranger);
    const asked = exampleRequest(org);
    await store.create(exampleCreation(org, asked, [foreign]));
    expect(await store.decide(exampleDecision(org, asked, foreign))).toBe(false);
  });

  it('tells of more winners than fit into one notification', async () => {
    const requests = Array.from({ length: 250 }, () => exampleRequest(org));
    await Promise.all(requests.map((request) => store.create(exampleCreation(org, request, [phone]))));
    const before = database.statementCount();
    const results = await Promise.all(requests.map((request) => store.decide(exampleDecision(org, request, phone))));
    expect(results.every(Boolean)).toBe(true);
    expect(database.statementCount() - before).toBe(1);
    await expect.poll(() => requests.filter((request) => told(request) === 1).length).toBe(250);
  });
});

describe('redeem', () => {
  it('gives the winner everything tokens are made of, and writes grant, refresh token and event', async () => {
    const request = await approved();
    const redemption = exampleRedemption(org, request);
    const won = await store.redeem(redemption);
    expect(won).toMatchObject({
      request: { transactionId: request.transactionId, state: 'redeemed', bindingMessage: request.bindingMessage },
      user: { id: org.userId, status: 'ACTIVE', profile: { firstName: 'Ann' }, createdAt: exampleNow, lastLoginAt: undefined },
    });
    expect(won?.grant).toEqual({
      id: redemption.grant.id,
      orgId: org.orgId,
      authorizationServerId: org.serverId,
      clientId: org.clientId,
      userId: org.userId,
      grantType: redemption.grant.grantType,
      scopes: ['openid', 'offline_access'],
      authTime: exampleNow + 10_000,
      amr: ['swk', 'user'],
      acr: 'urn:okta:loa:2fa:any',
      transactionId: request.transactionId,
      accessTokenSeconds: 3600,
      refreshTokenIdleSeconds: 604_800,
      createdAt: exampleNow + 20_000,
      refreshExpiresAt: undefined,
    });
    const found = await createGrantStore({ database }).findRefreshToken(redemption.refreshToken?.hash ?? '');
    expect(found).toEqual({
      grant: won?.grant,
      revoked: false,
      token: {
        hash: redemption.refreshToken?.hash,
        grantId: redemption.grant.id,
        issuedAt: redemption.now,
        idleExpiresAt: redemption.now + 604_800_000,
        replacedAt: undefined,
      },
    });
    expect(await countEvents(database, org, 'x.test.redeem')).toBe(1);
  });

  it('ends the refresh token with the absolute end of its grant', async () => {
    const request = await approved({ lifetimes: { accessTokenSeconds: 60, refreshTokenSeconds: 3600, refreshTokenIdleSeconds: 604_800 } });
    const redemption = exampleRedemption(org, request);
    const won = await store.redeem(redemption);
    expect(won?.grant.refreshExpiresAt).toBe(redemption.now + 3_600_000);
    const found = await createGrantStore({ database }).findRefreshToken(redemption.refreshToken?.hash ?? '');
    expect(found?.token.idleExpiresAt).toBe(redemption.now + 3_600_000);
    expect(found?.grant).toEqual(won?.grant);
  });

  it('writes no refresh token without offline_access', async () => {
    const request = await approved({ scopes: ['openid'] });
    const redemption = exampleRedemption(org, request);
    expect((await store.redeem(redemption))?.grant.refreshExpiresAt).toBeUndefined();
    expect(await createGrantStore({ database }).findRefreshToken(redemption.refreshToken?.hash ?? '')).toBeUndefined();
  });

  it('has exactly one winner among 50 parallel redeems on two nodes', async () => {
    const other = createBackchannelRequestStore({ database: await test.openAnother() });
    for (let round = 0; round < 5; round += 1) {
      const request = await approved();
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? store : other).redeem(exampleRedemption(org, request))),
      );
      expect(results.filter((result) => result !== undefined)).toHaveLength(1);
      const text = 'select count(*) as count from oauth_grant where transaction_id = $1';
      expect((await database.query({ text, values: [request.transactionId] })).rows).toEqual([{ count: 1 }]);
    }
    expect(await countEvents(database, org, 'x.test.redeem')).toBe(5);
  });

  it('does nothing for a request that is pending, denied, of another client, of another org, or unknown', async () => {
    const pending = await created();
    expect(await store.redeem(exampleRedemption(org, pending))).toBeUndefined();
    const denied = await created();
    await store.decide(exampleDecision(org, denied, phone, { outcome: 'denied' }));
    expect(await store.redeem(exampleRedemption(org, denied))).toBeUndefined();
    const request = await approved();
    expect(await store.redeem(exampleRedemption(org, request, { clientId: 'another' }))).toBeUndefined();
    expect(await store.redeem(exampleRedemption(org, request, { orgId: 'another' }))).toBeUndefined();
    expect(await store.redeem(exampleRedemption(org, request, { authReqIdHash: 'unknown' }))).toBeUndefined();
    expect(await stateOf(request)).toBe('approved');
    expect(await store.redeem(exampleRedemption(org, request))).toBeDefined();
  });

  it('leaves an approval of the last moment 60 seconds, and no longer', async () => {
    const decide = async (request: BackchannelRequest) =>
      store.decide(exampleDecision(org, request, phone, { now: request.expiresAt - 1 }));
    const early = await created();
    await decide(early);
    expect(await store.redeem(exampleRedemption(org, early, { now: early.expiresAt + 59_998 }))).toBeDefined();
    const late = await created();
    await decide(late);
    expect(await store.redeem(exampleRedemption(org, late, { now: late.expiresAt + 59_999 }))).toBeUndefined();
  });

  it.each([
    ['user', 'user_inactive', "update directory_user set status = 'DEPROVISIONED' where id = $1", () => org.userId],
    ['client', 'client_inactive', "update app set status = 'INACTIVE' where id = $1", () => org.appId],
    ['device', 'device_inactive', "update device set status = 'SUSPENDED' where id = $1", () => phone.deviceId],
    ['assignment', 'user_not_assigned', "update app set document = '{}' where id = $1", () => org.appId],
  ])('S-071 fails the request when the %s is no longer there, and says so in the log', async (_, reason, text, id) => {
    const request = await approved();
    await database.query({ text, values: [id()] });
    const redemption = exampleRedemption(org, request);
    expect(await store.redeem(redemption)).toBeUndefined();
    expect(await stateOf(request)).toBe('failed');
    const { rows } = await database.query({
      text: 'select severity, outcome from system_log where uuid = $1',
      values: [redemption.event.uuid],
    });
    expect(rows).toEqual([{ severity: 'WARN', outcome: { result: 'FAILURE', reason } }]);
    expect((await database.query({ text: 'select id from oauth_grant where id = $1', values: [redemption.grant.id] })).rows).toEqual([]);
  });
});

describe('recordPoll', () => {
  const poll = (request: BackchannelRequest, seconds: number, previous: number) =>
    store.recordPoll({
      authReqIdHash: request.authReqIdHash,
      polledAt: exampleNow + seconds * 1000,
      previousPolledAt: exampleNow + previous * 1000,
    });

  it('grows the interval by 5 s for a poll that came too early, and tells the nodes (CIBA Core 11)', async () => {
    const request = await created();
    expect(await poll(request, 4, 0)).toEqual({ tooEarly: true, intervalSeconds: 10 });
    expect(await store.findStatus(request.authReqIdHash)).toMatchObject({ intervalSeconds: 10, paced: true });
    await expect.poll(() => told(request)).toBe(1);
  });

  it('judges by the last poll the row knows, not by what the caller remembers', async () => {
    const request = await created();
    expect(await poll(request, 4, 0)).toEqual({ tooEarly: true, intervalSeconds: 10 });
    expect(await poll(request, 13, 0)).toEqual({ tooEarly: true, intervalSeconds: 15 });
    expect(await poll(request, 28, 0)).toEqual({ tooEarly: false, intervalSeconds: 15 });
  });

  it('judges polls that arrive together one after the other', async () => {
    const request = await created();
    const judged = await Promise.all([poll(request, 10, 0), poll(request, 10, 0), poll(request, 10, 0)]);
    expect(judged).toEqual([
      { tooEarly: false, intervalSeconds: 5 },
      { tooEarly: true, intervalSeconds: 10 },
      { tooEarly: true, intervalSeconds: 15 },
    ]);
  });

  it('loses no growth when two nodes judge at once', async () => {
    const other = createBackchannelRequestStore({ database: await test.openAnother() });
    const request = await created();
    const at = { authReqIdHash: request.authReqIdHash, polledAt: exampleNow + 1_000, previousPolledAt: exampleNow };
    await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? store : other).recordPoll(at)));
    expect((await store.findStatus(request.authReqIdHash))?.intervalSeconds).toBe(55);
  });

  it('has nothing to say about a request that is no longer pending', async () => {
    expect((await poll(await approved(), 1, 0)).tooEarly).toBe(false);
  });
});

describe('cancel', () => {
  const cancel = (
    request: BackchannelRequest,
    outcome: 'cancelled' | 'failed' = 'cancelled',
    name: { readonly transactionId: string } | { readonly authReqIdHash: string } = { transactionId: request.transactionId },
  ) =>
    store.cancel({
      orgId: org.orgId,
      ...name,
      outcome,
      reason: 'an administrator said so',
      now: exampleNow + 1_000,
      event: exampleDecision(org, request, phone).event,
    });

  it('ends a pending request, its challenges and its pushes, and keeps the reason in the log', async () => {
    const request = await created();
    expect(await cancel(request)).toBe(true);
    expect(await stateOf(request)).toBe('cancelled');
    expect(await challengesOf(request)).toMatchObject([{ state: 'superseded' }, { state: 'superseded' }]);
    const { rows } = await database.query({
      text: "select debug_data from system_log where org_id = $1 and event_type = 'x.test.decide'",
      values: [org.orgId],
    });
    expect(rows).toEqual([{ debug_data: { reason: 'an administrator said so' } }]);
    await expect.poll(() => told(request)).toBe(1);
    expect(await store.decide(exampleDecision(org, request, phone))).toBe(false);
  });

  it('finds the request by the name its client has for it too', async () => {
    const request = await created();
    expect(await cancel(request, 'cancelled', { authReqIdHash: request.authReqIdHash })).toBe(true);
    expect(await stateOf(request)).toBe('cancelled');
  });

  it('changes nothing that was decided', async () => {
    const request = await approved();
    expect(await cancel(request, 'failed')).toBe(false);
    expect(await stateOf(request)).toBe('approved');
    expect(await countEvents(database, org, 'x.test.decide')).toBe(1);
  });
});
