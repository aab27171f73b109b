import type { AuthorizationCode, Session } from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAuthorizationCodeStore } from './authorization-code-store.js';
import type { Database } from './database.js';
import { createReplayStore } from './replay-store.js';
import { createSessionStore } from './session-store.js';
import { exampleId, exampleNow as now, type ExampleOrg, insertExampleOrg } from './testing/examples.js';
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

const exampleCode = (): AuthorizationCode => ({
  hash: exampleId('code'),
  orgId: org.orgId,
  authorizationServerId: org.serverId,
  clientId: org.clientId,
  userId: org.userId,
  redirectUri: 'https://client.example/callback',
  scopes: ['openid'],
  nonce: 'n',
  codeChallenge: undefined,
  authTime: now,
  amr: ['pwd'],
  acr: undefined,
  maxAgeRequested: false,
  createdAt: now,
  expiresAt: now + 300_000,
});

describe('authorization codes', () => {
  it('R-041 are consumed once; a later use names the grant the first one made', async () => {
    const codes = createAuthorizationCodeStore({ database });
    const code = exampleCode();
    await codes.insert(code);
    const other = createAuthorizationCodeStore({ database: await test.openAnother() });
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? codes : other).consume(code.hash, `oar${n}`, now)),
    );
    const winners = outcomes.flatMap((result, n) => (result.outcome === 'consumed' ? [n] : []));
    expect(winners).toHaveLength(1);
    expect(outcomes[winners[0] ?? -1]).toEqual({ outcome: 'consumed', code });
    for (const loser of outcomes.filter((result) => result.outcome !== 'consumed')) {
      expect(loser).toEqual({ outcome: 'used', code, grantId: `oar${winners[0]}` });
    }
  });

  it('end at their expiry', async () => {
    const codes = createAuthorizationCodeStore({ database });
    const code = exampleCode();
    await codes.insert(code);
    await expect(codes.consume(code.hash, 'oar1', code.expiresAt)).resolves.toEqual({ outcome: 'unknown' });
  });
});

describe('sessions', () => {
  const exampleSession = (): Session => ({
    hash: exampleId('session'),
    orgId: org.orgId,
    userId: org.userId,
    authTime: now,
    amr: ['pwd'],
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + 100_000,
  });

  it('last while used, until their end', async () => {
    const sessions = createSessionStore({ database });
    const session = exampleSession();
    await sessions.insert(session);
    await expect(sessions.use(session.hash, now + 9_000, 10_000)).resolves.toEqual({ ...session, lastUsedAt: now + 9_000 });
    await expect(sessions.use(session.hash, now + 18_000, 10_000)).resolves.toBeDefined();
    await expect(sessions.use(session.hash, now + 28_000, 10_000)).resolves.toBeUndefined();
    await expect(sessions.use(session.hash, now + 100_000, 1_000_000)).resolves.toBeUndefined();
    await sessions.delete(session.hash);
    await expect(sessions.use(session.hash, now, 10_000)).resolves.toBeUndefined();
  });
});

describe('signed statements', () => {
  it('S-031 count once, whichever node gets them, until they expire', async () => {
    const here = createReplayStore({ database });
    const there = createReplayStore({ database: await test.openAnother() });
    const use = { kind: 'assertion', issuer: org.clientId, jti: 'j', expiresAt: now + 1_000, now };
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? here : there).useOnce(use)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    await expect(here.useOnce({ ...use, issuer: 'another' })).resolves.toBe(true);
    await expect(here.useOnce({ ...use, kind: 'another' })).resolves.toBe(true);
    await expect(here.useOnce({ ...use, now: now + 1_000, expiresAt: now + 2_000 })).resolves.toBe(true);
  });
});
