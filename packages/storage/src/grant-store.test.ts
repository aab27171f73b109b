import type { Grant, RefreshToken } from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from './database.js';
import { createGrantStore } from './grant-store.js';
import { countEvents, exampleEvent, exampleId, exampleNow, type ExampleOrg, insertExampleOrg } from './testing/examples.js';
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

const store = () => createGrantStore({ database });

function exampleGrant(): Grant {
  return {
    id: exampleId('oar'),
    orgId: org.orgId,
    authorizationServerId: org.serverId,
    clientId: org.clientId,
    userId: org.userId,
    grantType: 'authorization_code',
    scopes: ['openid', 'offline_access'],
    authTime: exampleNow - 1_000,
    amr: ['pwd'],
    acr: undefined,
    transactionId: undefined,
    authorizationDetails: [{ type: 'payment', amount: '1.00' }],
    accessTokenSeconds: 3_600,
    refreshTokenIdleSeconds: 604_800,
    createdAt: exampleNow,
    refreshExpiresAt: undefined,
  };
}

const exampleToken = (grant: Grant, change: Partial<RefreshToken> = {}): RefreshToken => ({
  hash: exampleId('hash'),
  grantId: grant.id,
  issuedAt: exampleNow,
  idleExpiresAt: exampleNow + 1_000,
  replacedAt: undefined,
  ...change,
});

async function granted() {
  const grant = exampleGrant();
  const token = exampleToken(grant);
  await store().create({ grant, refreshToken: token, event: exampleEvent(org) });
  return { grant, token };
}

describe('grants', () => {
  it('come back with their refresh token', async () => {
    const { grant, token } = await granted();
    await expect(store().findRefreshToken(token.hash)).resolves.toEqual({ token, grant, revoked: false });
    await expect(store().findRefreshToken('unknown')).resolves.toBeUndefined();
  });

  it('S-065 live until revoked, in the statement after', async () => {
    const { grant, token } = await granted();
    await expect(store().isLive(org.orgId, grant.id, 'AT.1')).resolves.toBe(true);
    await store().revokeJti({ orgId: org.orgId, jti: 'AT.1', expiresAt: exampleNow + 1, event: exampleEvent(org) });
    await expect(store().isLive(org.orgId, grant.id, 'AT.1')).resolves.toBe(false);
    await expect(store().isLive(org.orgId, grant.id, 'AT.2')).resolves.toBe(true);
    await store().revoke({ orgId: org.orgId, grantId: grant.id, now: exampleNow, event: exampleEvent(org) });
    await expect(store().isLive(org.orgId, grant.id, 'AT.2')).resolves.toBe(false);
    expect((await store().findRefreshToken(token.hash))?.revoked).toBe(true);
  });

  it.each([
    ['user', `update directory_user set status = 'SUSPENDED' where id = $1`, () => org.userId],
    ['client', `update app set status = 'INACTIVE' where id = $1`, () => org.appId],
  ])('S-071 do not live while their %s is frozen', async (_, text, id) => {
    const { grant } = await granted();
    await database.query({ text, values: [id()] });
    await expect(store().isLive(org.orgId, grant.id, 'AT.1')).resolves.toBe(false);
  });

  it('R-051 a rotated token keeps the moment it was first replaced; past its leeway, or when its grant is revoked, it rotates no more', async () => {
    const { grant, token } = await granted();
    const rotate = (now: number) =>
      store().rotateRefreshToken({
        hash: token.hash,
        successor: exampleToken(grant),
        leewayMs: 5,
        now,
        event: exampleEvent(org, 'x.test.rotated'),
      });
    await expect(rotate(exampleNow + 5)).resolves.toBe(true);
    await expect(rotate(exampleNow + 9)).resolves.toBe(true);
    expect((await store().findRefreshToken(token.hash))?.token.replacedAt).toBe(exampleNow + 5);
    await expect(rotate(exampleNow + 10)).resolves.toBe(false);
    await store().revoke({ orgId: org.orgId, grantId: grant.id, now: exampleNow, event: exampleEvent(org) });
    await expect(rotate(exampleNow + 9)).resolves.toBe(false);
    expect(await countEvents(database, org, 'x.test.rotated')).toBe(2);
  });

  it('a token that is not rotated gets a new idle window', async () => {
    const { token } = await granted();
    await expect(store().touchRefreshToken(token.hash, exampleNow + 9_000, exampleEvent(org))).resolves.toBe(true);
    expect((await store().findRefreshToken(token.hash))?.token.idleExpiresAt).toBe(exampleNow + 9_000);
    await expect(store().touchRefreshToken('unknown', exampleNow, exampleEvent(org))).resolves.toBe(false);
  });
});
