import { createHash, type KeyObject } from 'node:crypto';
import { createEventStore, createSigningKeyStore } from '@countersign/storage';
import { openTestDatabase, type TestDatabase } from '@countersign/storage/testing';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuthorizationServer } from '../authorization-server/authorization-server.js';
import { createAesCipher } from '../encryption/aes-cipher.js';
import { signJwt } from '../jwt/sign-jwt.js';
import {
  exampleGrant,
  exampleClient,
  exampleOrg,
  exampleServer,
  exampleUser,
  FixedClock,
  LocalBus,
  SeededRandom,
} from '../../testing/index.js';
import { issueTokens } from '../../oauth/tokens/issue.js';
import { verifyIdTokenHint } from '../../oauth/tokens/verify-id-token-hint.js';
import { createSigningKeyring } from './create-keyring.js';
import { generateKeyPair, type GenerateKeyPair, type KeyPair } from './generate-key.js';
import type { SigningKeyring } from './keyring.js';

const dayMs = 86_400_000;
let db: TestDatabase;
let pool: readonly KeyPair[];
beforeAll(async () => {
  db = await openTestDatabase();
  pool = await Promise.all(Array.from({ length: 8 }, () => generateKeyPair('RS256')));
});
afterAll(() => db.dispose());

let clock: FixedClock;
let server: AuthorizationServer;
let bus: LocalBus;
let made: number;
let round = 0;

beforeEach(async () => {
  clock = new FixedClock();
  bus = new LocalBus();
  made = 0;
  round += 1;
  await db.database.query({ text: 'delete from signing_key' });
  server = await insertServer(`ausKeyring${String(round).padStart(10, '0')}`);
});

/** RSA keys made once for the file: when they are asked for is under test, not how they are made. */
const prepared: GenerateKeyPair = (alg) => {
  const pair = alg === 'RS256' ? pool[made++] : undefined;
  return pair === undefined ? generateKeyPair(alg) : Promise.resolve(pair);
};

function newKeyring(on: { readonly bus?: LocalBus } = {}): SigningKeyring {
  const store = createSigningKeyStore({ database: db.database, cipher: createAesCipher([new Uint8Array(32)]) });
  return createSigningKeyring({ store, bus: on.bus ?? bus, clock, generateKeyPair: prepared });
}

async function insertServer(id: string): Promise<AuthorizationServer> {
  const at = new Date(clock.now()).toISOString();
  await db.database.query({
    text: `insert into org (id, url, name, settings, key_check, created_at, updated_at) values ($1, $2, 'Example', '{}', '', $3, $3) on conflict do nothing`,
    values: [exampleOrg.id, exampleOrg.url, at],
  });
  await db.database.query({
    text: `insert into authorization_server (id, org_id, kind, is_default, name, description, audience, issuer_mode, status, rotation_mode, signing_alg, created_at, updated_at)
      values ($1, $2, 'custom', false, 'x', '', 'api://x', 'ORG_URL', 'ACTIVE', 'AUTO', 'RS256', $3, $3)`,
    values: [id, exampleOrg.id, at],
  });
  return exampleServer({ id, isDefault: false, issuer: `${exampleOrg.url}/oauth2/${id}` });
}

const kidsOf = async (keyring: SigningKeyring, of = server) => (await keyring.jwks(of)).keys.map((key) => key['kid']);
const sign = async (keyring: SigningKeyring) => signJwt(await keyring.signingKey(server), { any: 'claim' });
const verifies = async (keyring: SigningKeyring, token: string, kid: string): Promise<boolean> => {
  const key = await keyring.verificationKey(server, kid);
  return key !== undefined && (await compactVerify(token, key)) !== undefined;
};

describe('signing keys (S-080, R-006)', () => {
  it('JWKS rotation in simulated time: the next key is published a day earlier, old tokens and hints verify, no restart', async () => {
    const keyring = newKeyring();
    const user = exampleUser();
    const client = exampleClient();
    const unused = () => Promise.reject(new Error('not needed here'));
    const users = { findById: unused, findByLogin: unused, listGroupIds: unused, listGroupNames: unused, recordLogin: unused };
    const engine = { clock, random: new SeededRandom('rotation'), keyring, users, events: { append: unused } };
    const authorizationServers = { find: () => Promise.resolve(undefined), list: unused };
    const issue = () => issueTokens(engine, { org: exampleOrg, server, client, user, grant: exampleGrant(), withIdToken: true });

    const old = await issue();
    const first = (await keyring.signingKey(server)).kid;
    clock.advance(89 * dayMs);
    await keyring.rotateDue();
    const [active, next] = await kidsOf(keyring);
    expect(active).toBe(first);
    expect(next).toBeDefined();
    expect((await keyring.signingKey(server)).kid).toBe(first);
    expect((await keyring.jwks(server)).maxAgeSeconds).toBe(86_400);

    clock.advance(dayMs - 1000);
    await keyring.rotateDue();
    expect((await keyring.signingKey(server)).kid).toBe(first);
    const justBefore = await issue();
    clock.advance(1000);
    await keyring.rotateDue();
    expect((await keyring.signingKey(server)).kid).toBe(next);
    expect(await kidsOf(keyring)).toEqual(expect.arrayContaining([first, next]));
    expect(await kidsOf(keyring)).toHaveLength(3);

    const hint = (token: string) =>
      verifyIdTokenHint({ keyring, authorizationServers }, { org: exampleOrg, server, client, token, now: clock.now() });
    expect(await hint(justBefore.id_token ?? '')).toEqual({ userId: user.id, clientId: client.clientId });
    clock.advance(2 * dayMs);
    expect(await kidsOf(keyring)).not.toContain(first);
    expect(await hint(justBefore.id_token ?? '')).toMatchObject({ userId: user.id });
    expect(await hint(old.id_token ?? '')).toBeUndefined();
    clock.advance(28 * dayMs + 3600_000);
    expect(await hint(justBefore.id_token ?? '')).toBeUndefined();
    expect(await verifies(keyring, old.access_token, first)).toBe(true);
  });

  it('R-006 publishes string members only, with thumbprints as kids, and nothing private', async () => {
    const { keys } = await newKeyring().jwks(server);
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
      expect(key).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig', e: 'AQAB' });
      expect(Object.values(key).every((value) => typeof value === 'string')).toBe(true);
      expect(key['kid']).toBe(await calculateJwkThumbprint({ ...key }));
    }
    expect(new Set(keys.map((key) => key['kid'])).size).toBe(2);
  });

  it('publishes EC keys for a server that signs with ES256', async () => {
    const ec = { ...server, signingAlg: 'ES256' } as const;
    const keyring = newKeyring();
    const { keys } = await keyring.jwks(ec);
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
      expect(key['kid']).toBe(await calculateJwkThumbprint({ ...key }));
    }
    const token = await signJwt(await keyring.signingKey(ec), { any: 'claim' });
    await compactVerify(token, await importJWK({ ...keys.find((key) => key['kid'] === headerKid(token)) }, 'ES256'));
  });

  it('keeps private keys encrypted in the store', async () => {
    const keyring = newKeyring();
    await keyring.signingKey(server);
    const { rows } = await db.database.query<{ private_key_sealed: string }>({ text: 'select private_key_sealed from signing_key' });
    for (const row of rows) expect(row.private_key_sealed).toMatch(/^v1\./);
  });

  it('two nodes that meet a new server at once agree on its keys', async () => {
    const [one, two] = [newKeyring(), newKeyring()];
    const [a, b] = await Promise.all([one.signingKey(server), two.signingKey(server)]);
    expect(a.kid).toBe(b.kid);
    expect(await kidsOf(one)).toEqual(await kidsOf(two));
  });

  it('of two nodes that rotate at once one wins, and both sign with the same key', async () => {
    const [one, two] = [newKeyring(), newKeyring()];
    const before = (await one.signingKey(server)).kid;
    await two.signingKey(server);
    clock.advance(90 * dayMs);
    await Promise.all([one.rotateDue(), two.rotateDue()]);
    const after = (await one.signingKey(server)).kid;
    expect(after).not.toBe(before);
    expect((await two.signingKey(server)).kid).toBe(after);
    expect(await kidsOf(one)).toHaveLength(3);
  });

  it('a node that hears nothing verifies new tokens, and signs with the new key within the hour', async () => {
    const deaf = new LocalBus();
    deaf.losing = true;
    const [one, two] = [newKeyring(), newKeyring({ bus: deaf })];
    const before = (await two.signingKey(server)).kid;
    await one.rotateNow(server);
    await one.rotateNow(server);
    const token = await sign(one);
    clock.advance(10_000);
    expect(await verifies(two, token, headerKid(token))).toBe(true);
    await one.rotateNow(server);
    expect(before).not.toBe((await one.signingKey(server)).kid);
    clock.advance(3_600_000);
    expect((await two.signingKey(server)).kid).toBe((await one.signingKey(server)).kid);
  });

  it('a node that hears of a change reads again at once', async () => {
    const [one, two] = [newKeyring(), newKeyring()];
    await two.signingKey(server);
    await one.rotateNow(server);
    expect((await two.signingKey(server)).kid).toBe((await one.signingKey(server)).kid);
  });

  it('costs no statement once it is warm', async () => {
    const keyring = newKeyring();
    const { kid } = await keyring.signingKey(server);
    // its own message about the new keys makes it read once more
    await keyring.signingKey(server);
    const before = db.database.statementCount();
    for (let use = 0; use < 100; use++) {
      await keyring.signingKey(server);
      await keyring.verificationKey(server, kid);
      await keyring.jwks(server);
      expect(await keyring.verificationKey(server, `unknown-${use}`)).toBeUndefined();
    }
    expect(db.database.statementCount()).toBe(before);
  });

  it('hands out the same key objects until they change: nothing is imported per request', async () => {
    const keyring = newKeyring();
    const { kid, privateKey } = await keyring.signingKey(server);
    const publicKey = await keyring.verificationKey(server, kid);
    await keyring.rotateDue();
    expect((await keyring.signingKey(server)).privateKey).toBe(privateKey);
    expect(await keyring.verificationKey(server, kid)).toBe(publicKey);
    expect(fingerprint(publicKey)).toHaveLength(64);
  });

  it('a MANUAL server changes keys on request only', async () => {
    server = { ...server, rotationMode: 'MANUAL' };
    const keyring = newKeyring();
    const { kid } = await keyring.signingKey(server);
    clock.advance(400 * dayMs);
    await keyring.rotateDue();
    expect((await keyring.signingKey(server)).kid).toBe(kid);
    await keyring.rotateNow(server);
    expect((await keyring.signingKey(server)).kid).not.toBe(kid);
  });

  it('a rotation that was due leaves one event, whichever node did it', async () => {
    const store = createSigningKeyStore({ database: db.database, cipher: createAesCipher([new Uint8Array(32)]) });
    const events = createEventStore({ database: db.database });
    const needs = { store, bus, clock, generateKeyPair: prepared, random: new SeededRandom(`events ${round}`), events };
    const [one, two] = [createSigningKeyring(needs), createSigningKeyring(needs)];
    await Promise.all([one.signingKey(server), two.signingKey(server)]);
    clock.advance(30 * dayMs);
    await one.rotateDue();
    // made older by hand: a test's database has no partition of the system log for ninety days on
    await db.database.query({ text: `update signing_key set activated_at = activated_at - interval '60 days'` });
    await Promise.all([one.rotateDue(), two.rotateDue()]);
    const { rows } = await db.database.query<{ event_type: string }>({
      text: `select event_type from system_log where targets::text like '%' || $1 || '%'`,
      values: [server.id],
    });
    expect(rows.map((row) => row.event_type)).toEqual(['app.oauth2.as.key.rollover']);
  });

  it('looks after servers that nobody used yet', async () => {
    const store = createSigningKeyStore({ database: db.database, cipher: createAesCipher([new Uint8Array(32)]) });
    const keyring = createSigningKeyring({ store, bus, clock, generateKeyPair: prepared, listServers: () => Promise.resolve([server]) });
    await keyring.rotateDue();
    expect(await store.list(server.orgId, server.id)).toHaveLength(2);
  });
});

function headerKid(token: string): string {
  const header: { kid: string } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'));
  return header.kid;
}

function fingerprint(key: KeyObject | undefined): string {
  return createHash('sha256')
    .update(key?.export({ type: 'spki', format: 'der' }) ?? '')
    .digest('hex');
}
