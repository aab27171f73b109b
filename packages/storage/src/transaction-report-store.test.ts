import type { BackchannelRequest, Enrollment, TransactionReportStore } from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAuthorizationCodeStore } from './authorization-code-store.js';
import { createBackchannelRequestStore } from './backchannel-request/backchannel-request-store.js';
import type { Database } from './database.js';
import { createGrantStore } from './grant-store.js';
import { createSessionStore } from './session-store.js';
import { countEvents, exampleEvent, exampleNow, type ExampleOrg, insertExampleOrg } from './testing/examples.js';
import { enrolExampleDevice, exampleCreation, exampleDecision, exampleRedemption, exampleRequest } from './testing/example-requests.js';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.js';
import { createTransactionReportStore } from './transaction-report-store.js';

let test: TestDatabase;
let database: Database;
let reports: TransactionReportStore;
let org: ExampleOrg;
let phone: Enrollment;
beforeAll(async () => {
  test = await openTestDatabase();
  database = test.database;
  reports = createTransactionReportStore({ database });
});
afterAll(() => test.dispose());
beforeEach(async () => {
  org = await insertExampleOrg(database);
  phone = await enrolExampleDevice(database, org);
});

const requests = () => createBackchannelRequestStore({ database });
async function asked(change: Partial<BackchannelRequest> = {}): Promise<BackchannelRequest> {
  const request = exampleRequest(org, change);
  await requests().create(exampleCreation(org, request, [phone]));
  return request;
}
const report = (request: BackchannelRequest, change: Partial<Parameters<TransactionReportStore['report']>[0]> = {}) =>
  reports.report({
    orgId: org.orgId,
    userId: org.userId,
    enrollmentId: phone.id,
    transactionId: request.transactionId,
    fraud: true,
    now: exampleNow + 60_000,
    event: exampleEvent(org, 'x.test.report'),
    ...change,
  });
const blocks = async () =>
  (await database.query({ text: 'select client_id from client_block where user_id = $1', values: [org.userId] })).rows;
const stateOf = async ({ transactionId }: BackchannelRequest) => (await requests().findByTransactionId(org.orgId, transactionId))?.state;
async function signedIn(): Promise<() => Promise<boolean>> {
  const sessions = createSessionStore({ database });
  const times = { authTime: exampleNow, createdAt: exampleNow, lastUsedAt: exampleNow, expiresAt: exampleNow + 1_000_000 };
  await sessions.insert({ hash: `session of ${org.userId}`, orgId: org.orgId, userId: org.userId, amr: ['pwd'], ...times });
  return async () => (await sessions.use(`session of ${org.userId}`, exampleNow + 1, 1_000_000)) !== undefined;
}

describe('a reported transaction (S-006, S-010)', () => {
  it('that still waits is left alone', async () => {
    const request = await asked();
    expect(await report(request)).toBe(false);
    expect([await stateOf(request), await blocks(), await countEvents(database, org, 'x.test.report')]).toEqual(['pending', [], 0]);
  });

  it('that expired blocks its client, once however often it is reported', async () => {
    const request = await asked();
    const now = request.expiresAt;
    expect([await report(request, { now }), await report(request, { now })]).toEqual([true, true]);
    expect(await blocks()).toEqual([{ client_id: org.clientId }]);
    expect(await countEvents(database, org, 'x.test.report')).toBe(2);
  });

  it('of somebody else, or not asked on this enrollment, is unknown', async () => {
    const request = await asked();
    const now = request.expiresAt;
    expect(await report(request, { now, userId: 'somebody else' })).toBe(false);
    expect(await report(request, { now, enrollmentId: 'another' })).toBe(false);
    expect(await report(request, { now, orgId: 'another' })).toBe(false);
    expect(await blocks()).toEqual([]);
  });

  it.each([true, false])('that was approved fails before it is fetched; with fraud = %s', async (fraud) => {
    const request = await asked();
    await requests().decide(exampleDecision(org, request, phone));
    expect(await report(request, { fraud })).toBe(true);
    expect(await stateOf(request)).toBe('failed');
    expect(await requests().redeem(exampleRedemption(org, request))).toBeUndefined();
    expect(await blocks()).toHaveLength(fraud ? 1 : 0);
  });

  it.each([true, false])('S-010 takes what else its client asks this person along; with fraud = %s', async (fraud) => {
    const reported = await asked();
    await requests().decide(exampleDecision(org, reported, phone, { outcome: 'denied' }));
    const [pending, approved, denied] = [await asked(), await asked(), await asked()];
    await requests().decide(exampleDecision(org, approved, phone));
    await requests().decide(exampleDecision(org, denied, phone, { outcome: 'denied' }));
    const others = [await asked({ transactionType: 'LOGIN' }), await asked({ clientId: 'another' })];
    expect(await report(reported, { fraud })).toBe(true);
    expect(await Promise.all([pending, approved, denied].map(stateOf))).toEqual(
      fraud ? ['failed', 'failed', 'denied'] : ['pending', 'approved', 'denied'],
    );
    expect(await Promise.all(others.map(stateOf))).toEqual(['pending', 'pending']);
    expect(await requests().decide(exampleDecision(org, pending, phone))).toBe(!fraud);
    expect((await requests().redeem(exampleRedemption(org, approved))) === undefined).toBe(fraud);
    const { rows } = await database.query({
      text: `select jsonb_path_query_array(targets, '$[*].id') as ids from system_log where org_id = $1 and event_type = 'x.test.report'`,
      values: [org.orgId],
    });
    const ended = [pending, approved].map(({ transactionId }) => transactionId);
    expect(rows).toEqual([{ ids: fraud ? expect.arrayContaining(ended) : expect.not.arrayContaining(ended) }]);
  });

  it('S-010 of one client at the same time as answers to its other questions leaves each of them decided or failed', async () => {
    const reported = await asked();
    await requests().decide(exampleDecision(org, reported, phone, { outcome: 'denied' }));
    const pending = await Promise.all(Array.from({ length: 20 }, () => asked()));
    const [done, ...decided] = await Promise.all([
      report(reported),
      ...pending.map((request) => requests().decide(exampleDecision(org, request, phone, { outcome: 'denied' }))),
    ]);
    expect(done).toBe(true);
    expect(await Promise.all(pending.map(stateOf))).toEqual(decided.map((won) => (won ? 'denied' : 'failed')));
  });

  it('that was fetched loses its grant, also when both happen at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const request = await asked();
      await requests().decide(exampleDecision(org, request, phone));
      const redemption = exampleRedemption(org, request);
      const [redeemed] = await Promise.all([requests().redeem(redemption), report(request, { fraud: false })]);
      expect(await createGrantStore({ database }).isLive(org.orgId, redemption.grant.id, 'jti')).toBe(false);
      expect(await stateOf(request)).toBe(redeemed === undefined ? 'failed' : 'redeemed');
    }
  });

  it('that was a sign-in ends the sessions of the person; there is no client to block', async () => {
    const isSignedIn = await signedIn();
    const request = await asked({ transactionType: 'LOGIN' });
    await requests().decide(exampleDecision(org, request, phone));
    expect(await report(request, { fraud: false })).toBe(true);
    expect(await isSignedIn()).toBe(true);
    expect(await report(request)).toBe(true);
    expect([await isSignedIn(), await blocks()]).toEqual([false, []]);
  });

  it('S-006 that was a sign-in takes along what applications got from it; not what came of other sign-ins', async () => {
    const login = await asked({ transactionType: 'LOGIN' });
    await requests().decide(exampleDecision(org, login, phone));
    const approvedAt = exampleNow + 10_000;
    const made: readonly (readonly [string, number, readonly string[]])[] = [
      ['this sign-in', approvedAt - 5_000, ['pwd', 'swk', 'mfa']],
      ['without a device', approvedAt - 5_000, ['pwd', 'otp', 'mfa']],
      ['a later sign-in', approvedAt + 1_000, ['pwd', 'swk', 'mfa']],
    ];
    const codes = createAuthorizationCodeStore({ database });
    const live = async () =>
      Promise.all(
        made.map(async ([name]) => [name, await createGrantStore({ database }).isLive(org.orgId, `${name} ${org.userId}`, 'jti')]),
      );
    for (const [name, authTime, amr] of made) {
      const createdAt = approvedAt + 2_000;
      const common = { orgId: org.orgId, authorizationServerId: org.serverId, clientId: org.clientId, userId: org.userId };
      const signIn = { ...common, scopes: ['openid'], authTime, amr, acr: undefined, createdAt };
      const grant = { ...signIn, id: `${name} ${org.userId}`, grantType: 'authorization_code', transactionId: undefined };
      const lifetimes = { accessTokenSeconds: 3_600, refreshTokenIdleSeconds: 0, refreshExpiresAt: undefined };
      await createGrantStore({ database }).create({
        grant: { ...grant, ...lifetimes },
        refreshToken: undefined,
        event: exampleEvent(org),
      });
      const code = { redirectUri: 'https://client.example/', nonce: undefined, codeChallenge: undefined, maxAgeRequested: false };
      await codes.insert({ ...signIn, ...code, hash: `${name} ${org.userId}`, expiresAt: createdAt + 60_000 });
    }
    expect(await report(login, { fraud: false })).toBe(true);
    expect((await live()).every(([, isLive]) => isLive)).toBe(true);
    expect(await report(login)).toBe(true);
    expect(Object.fromEntries(await live())).toEqual({ 'this sign-in': false, 'without a device': true, 'a later sign-in': true });
    const used = await Promise.all(made.map(([name]) => codes.consume(`${name} ${org.userId}`, 'grant', approvedAt)));
    expect(used.map(({ outcome }) => outcome)).toEqual(['unknown', 'consumed', 'consumed']);
  });
});
