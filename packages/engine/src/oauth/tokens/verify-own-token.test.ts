import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { ReadyKey } from '../../domain/signing-key/keyring.js';
import type { Engine } from '../../engine.js';
import {
  exampleClient,
  exampleGrant,
  exampleOrg,
  exampleOrgServer,
  exampleServer,
  exampleUser,
  FixedClock,
  SeededRandom,
} from '../../testing/index.js';
import { authenticateBearer } from './authenticate-bearer.js';
import { issueTokens } from './issue.js';
import { hintWindowMs, verifyIdTokenHint } from './verify-id-token-hint.js';

const makeKey = (kid: string): ReadyKey => ({
  kid,
  alg: 'RS256',
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
});
const server = exampleServer();
const own = exampleOrgServer();
const foreign = exampleServer({ id: 'ausForeignServer0001', isDefault: false, issuer: `${exampleOrg.url}/oauth2/ausForeignServer0001` });
const keys = new Map<AuthorizationServer, ReadyKey>([
  [server, makeKey('default-1')],
  [own, makeKey('org-1')],
  [foreign, makeKey('foreign-1')],
]);
const client = exampleClient();
const user = exampleUser();
const clock = new FixedClock();
const unused = () => Promise.reject(new Error('not needed here'));

const keyOf = (of: AuthorizationServer): ReadyKey => keys.get(of) ?? makeKey('none');
const engine: Pick<Engine, 'authorizationServers' | 'clock' | 'events' | 'grants' | 'keyring' | 'random' | 'users'> = {
  authorizationServers: {
    find: (_org, name) => Promise.resolve(name === undefined ? own : server),
    list: () => Promise.resolve([own, server, foreign]),
  },
  clock,
  events: { append: unused },
  grants: {
    create: unused,
    isLive: (orgId, grantId) => Promise.resolve(orgId === exampleOrg.id && grantId === exampleGrant().id),
    findRefreshToken: unused,
    rotateRefreshToken: unused,
    touchRefreshToken: unused,
    revoke: unused,
    revokeJti: unused,
  },
  keyring: {
    signingKey: (of) => Promise.resolve(keyOf(of)),
    verificationKey: (of, kid) => Promise.resolve(keyOf(of).kid === kid ? createPublicKey(keyOf(of).privateKey) : undefined),
    jwks: unused,
    rotateDue: unused,
    rotateNow: unused,
    withdraw: unused,
  },
  random: new SeededRandom('own tokens'),
  users: { findById: unused, findByLogin: unused, listGroupIds: unused, listGroupNames: unused, recordLogin: unused },
};

const issue = async (by: AuthorizationServer, grant = exampleGrant()) => {
  const response = await issueTokens(engine, { org: exampleOrg, server: by, client, user, grant, withIdToken: true });
  return { access: response.access_token, id: response.id_token ?? '' };
};
const resign = (
  token: string,
  changes: Record<string, unknown>,
  options: { readonly key: KeyObject; readonly header: { alg: string; kid: string; typ?: string } },
) => new SignJWT({ ...decodeJwt(token), ...changes }).setProtectedHeader(options.header).sign(options.key);

let tokens: { readonly access: string; readonly id: string };
let ofOrg: typeof tokens;
let ofForeign: typeof tokens;
beforeAll(async () => {
  tokens = await issue(server);
  ofOrg = await issue(own);
  ofForeign = await issue(foreign);
});

describe('id_token_hint (C-046, C-047)', () => {
  const hint = (token: string, changes: Partial<Parameters<typeof verifyIdTokenHint>[1]> = {}) =>
    verifyIdTokenHint(engine, { org: exampleOrg, server, client, token, now: clock.now(), ...changes });
  const found = { userId: user.id, clientId: client.clientId };

  it('names the user of a token the addressed server, or the one of the org, issued to this client', async () => {
    expect(await hint(tokens.id)).toEqual(found);
    expect(await hint(ofOrg.id)).toEqual(found);
    expect(await hint(tokens.id, { client: undefined })).toEqual(found);
  });

  it('refuses tokens of another client, another server and another kind', async () => {
    expect(await hint(tokens.id, { client: exampleClient({ clientId: '0oaOther000000000001' }) })).toBeUndefined();
    expect(await hint(ofForeign.id)).toBeUndefined();
    expect(await hint(tokens.id, { server: own })).toBeUndefined();
    expect(await hint(tokens.access)).toBeUndefined();
    for (const text of ['', 'a.b.c', 'x'.repeat(20_000)]) expect(await hint(text)).toBeUndefined();
  });

  it('S-045 refuses a sub nobody signed', async () => {
    const { privateKey } = keyOf(server);
    const header = { alg: 'RS256', kid: 'default-1' };
    expect(await hint(await resign(tokens.id, {}, { key: privateKey, header }))).toEqual(found);
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect(await hint(await resign(tokens.id, { sub: 'victim' }, { key: stranger, header }))).toBeUndefined();
    expect(await hint(await resign(tokens.id, {}, { key: privateKey, header: { alg: 'PS256', kid: 'default-1' } }))).toBeUndefined();
    const [head, , signature] = tokens.id.split('.');
    const altered = Buffer.from(JSON.stringify({ ...decodeJwt(tokens.id), sub: 'victim' })).toString('base64url');
    expect(await hint(`${head}.${altered}.${signature}`)).toBeUndefined();
    expect(await hint(`${Buffer.from('{"alg":"none","kid":"default-1"}').toString('base64url')}.${altered}.x`)).toBeUndefined();
  });

  it('accepts an expired token for thirty days', async () => {
    const expiresAt = clock.now() + 3_600_000;
    expect(await hint(tokens.id, { now: expiresAt + hintWindowMs })).toEqual(found);
    expect(await hint(tokens.id, { now: expiresAt + hintWindowMs + 1 })).toBeUndefined();
  });
});

describe('bearer tokens (RFC 6750, R-049)', () => {
  const bearer = (token: string, at?: AuthorizationServer) => authenticateBearer(engine, { org: exampleOrg, token, server: at });
  const refused = { code: 'invalid_token', status: 401 };

  it('any active server of the org counts, unless one is named', async () => {
    expect(await bearer(tokens.access)).toMatchObject({ userId: user.id, clientId: client.clientId, grantId: exampleGrant().id, server });
    expect((await bearer(ofForeign.access)).server).toBe(foreign);
    expect((await bearer(tokens.access)).scopes).toEqual(new Set(['openid', 'profile', 'email']));
    await expect(bearer(ofForeign.access, server)).rejects.toMatchObject(refused);
  });

  it('no other kind of token passes for an access token', async () => {
    await expect(bearer(tokens.id)).rejects.toMatchObject(refused);
    const options = { key: keyOf(server).privateKey, header: { alg: 'RS256', kid: 'default-1', typ: 'okta-pushbind+jwt' } };
    await expect(bearer(await resign(tokens.access, {}, options))).rejects.toMatchObject(refused);
  });

  it('a token signed by the key of one server for the issuer of another is refused', async () => {
    const options = { key: keyOf(foreign).privateKey, header: { alg: 'RS256', kid: 'foreign-1' } };
    await expect(bearer(await resign(tokens.access, {}, options))).rejects.toMatchObject(refused);
  });

  it('ends when it expires, to the second, and with its grant', async () => {
    const short = await issue(server, exampleGrant({ accessTokenSeconds: 300 }));
    clock.advance(299_999);
    await bearer(short.access);
    clock.advance(1);
    await expect(bearer(short.access)).rejects.toMatchObject(refused);
    const dead = await issue(server, exampleGrant({ id: 'oarRevokedGrant00001' }));
    await expect(bearer(dead.access)).rejects.toMatchObject(refused);
  });
});
