import { createHash, generateKeyPairSync } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Claim } from '../../domain/authorization-server/authorization-server.js';
import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { ReadyKey } from '../../domain/signing-key/keyring.js';
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
import { sha256 } from '../../domain/digest.js';
import { issueTokens, type IssueInput, newRefreshToken } from './issue.js';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ecPair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsaKey: ReadyKey = { kid: 'rsa-1', alg: 'RS256', privateKey: pair.privateKey };
const ecKey: ReadyKey = { kid: 'ec-1', alg: 'ES256', privateKey: ecPair.privateKey };
const unused = () => Promise.reject(new Error('not needed to issue tokens'));

const clock = new FixedClock();
const nowSeconds = clock.now() / 1000;
let events: SystemLogEvent[];
let groupReads: number;
beforeEach(() => {
  events = [];
  groupReads = 0;
});

function issue(changes: Partial<IssueInput> = {}) {
  const engine: Parameters<typeof issueTokens>[0] = {
    clock,
    random: new SeededRandom('tokens'),
    keyring: {
      signingKey: (server) => Promise.resolve(server.signingAlg === 'RS256' ? rsaKey : ecKey),
      verificationKey: unused,
      jwks: unused,
      rotateDue: unused,
      rotateNow: unused,
      withdraw: unused,
    },
    users: {
      findById: unused,
      findByLogin: unused,
      listGroupIds: unused,
      recordLogin: unused,
      listGroupNames() {
        groupReads += 1;
        return Promise.resolve(['Everyone', 'Payers', 'Payment admins']);
      },
    },
    events: {
      append(event) {
        events.push(event);
        return Promise.resolve();
      },
    },
  };
  const input = {
    org: exampleOrg,
    server: exampleServer(),
    client: exampleClient(),
    user: exampleUser(),
    grant: exampleGrant(),
    withIdToken: true,
  };
  return issueTokens(engine, { ...input, ...changes });
}
const accessClaims = async (changes: Partial<IssueInput> = {}) => decodeJwt((await issue(changes)).access_token);
const idClaims = async (changes: Partial<IssueInput> = {}) => decodeJwt((await issue(changes)).id_token ?? '');
const claim = (changes: Partial<Claim>): Claim => ({
  name: 'x',
  claimType: 'RESOURCE',
  valueType: 'EXPRESSION',
  value: '"y"',
  groupFilterType: undefined,
  alwaysIncludeInToken: true,
  scopes: [],
  active: true,
  ...changes,
});

describe('token response (RFC 6749 5.1, R-001)', () => {
  it('has the members of the guide, and a refresh token only when there is one', async () => {
    const response = await issue();
    expect(Object.keys(response)).toEqual(['token_type', 'expires_in', 'access_token', 'scope', 'id_token']);
    expect(response).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'openid profile email' });
    expect(await issue({ refreshToken: 'rt', withIdToken: false })).toMatchObject({ refresh_token: 'rt' });
    expect(await issue({ withIdToken: false })).not.toHaveProperty('id_token');
  });

  it('refresh tokens have 256 random bits and are known by their hash', () => {
    const random = new SeededRandom('refresh');
    const { token, hash } = newRefreshToken({ random });
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(hash).toBe(sha256(token));
    expect(newRefreshToken({ random }).token).not.toBe(token);
  });
});

describe('access token (okta-api 2.10)', () => {
  it('is signed with RS256, its header has alg and kid only', async () => {
    const { access_token } = await issue();
    expect(decodeProtectedHeader(access_token)).toEqual({ alg: 'RS256', kid: 'rsa-1' });
    await compactVerify(access_token, pair.publicKey);
  });

  it('R-053 of a custom server: exactly these claims', async () => {
    expect(await accessClaims()).toEqual({
      ver: 1,
      jti: expect.stringMatching(/^AT\.[A-Za-z0-9_-]{43}\.oarExampleGrant00001$/),
      iss: 'https://id.example.com/oauth2/default',
      aud: 'api://default',
      sub: 'test.user@email.com',
      cid: '0oaExampleClient0001',
      client_id: '0oaExampleClient0001',
      uid: '00uExampleUser000001',
      scp: ['openid', 'profile', 'email'],
      iat: nowSeconds,
      exp: nowSeconds + 3600,
      auth_time: Date.UTC(2026, 0, 1) / 1000,
    });
  });

  it('of the server of the org: issuer and audience are the org', async () => {
    expect(await accessClaims({ server: exampleOrgServer() })).toMatchObject({ iss: exampleOrg.url, aud: exampleOrg.url });
  });

  it('lives as long as the grant says, carries the acr that was met, and narrower scopes when asked', async () => {
    const grant = exampleGrant({ accessTokenSeconds: 300, acr: 'urn:okta:loa:1fa:any' });
    const claims = await accessClaims({ grant, requestedScopes: ['openid'], accessTokenExtra: { device: 'guo1', jti: 'mine' } });
    expect(claims).toMatchObject({ exp: nowSeconds + 300, acr: 'urn:okta:loa:1fa:any', scp: ['openid'], device: 'guo1' });
    expect(claims.jti).toMatch(/^AT\./);
  });
});

describe('ID token (okta-api 2.11)', () => {
  it('has sub = user id, a plain string as audience, the hash of the access token, and the thin set of claims', async () => {
    const response = await issue();
    const hash = createHash('sha256').update(response.access_token).digest().subarray(0, 16).toString('base64url');
    expect(decodeJwt(response.id_token ?? '')).toEqual({
      ver: 1,
      sub: '00uExampleUser000001',
      iss: 'https://id.example.com/oauth2/default',
      aud: '0oaExampleClient0001',
      iat: nowSeconds,
      exp: nowSeconds + 3600,
      jti: expect.stringMatching(/^ID\.[A-Za-z0-9_-]{43}$/),
      amr: ['swk'],
      idp: exampleOrg.id,
      auth_time: Date.UTC(2026, 0, 1) / 1000,
      at_hash: hash,
      name: 'Test User',
      preferred_username: 'test.user@email.com',
      email: 'test.user@email.com',
    });
    await compactVerify(response.id_token ?? '', pair.publicKey);
  });

  it('lives an hour whatever the rule says', async () => {
    expect(await idClaims({ grant: exampleGrant({ accessTokenSeconds: 300 }) })).toMatchObject({ exp: nowSeconds + 3600 });
  });

  it('echoes the nonce, and names the acr that was met (C-049)', async () => {
    const grant = exampleGrant({ acr: 'urn:okta:loa:2fa:any' });
    expect(await idClaims({ nonce: 'n-1', grant })).toMatchObject({ nonce: 'n-1', acr: 'urn:okta:loa:2fa:any' });
    expect(await idClaims()).not.toHaveProperty('nonce');
  });

  it('S-112 names the approval it came from, so that its evidence can be found', async () => {
    expect(await idClaims({ grant: exampleGrant({ transactionId: 'ftExample' }) })).toMatchObject({ cs_transaction: 'ftExample' });
  });

  it('says of the person only what the scopes release', async () => {
    const bare = await idClaims({ grant: exampleGrant({ scopes: ['openid'] }) });
    for (const name of ['name', 'preferred_username', 'email', 'email_verified', 'given_name']) expect(bare).not.toHaveProperty(name);
  });

  it('always has a name when profile was granted', async () => {
    expect(await idClaims({ user: exampleUser({ profile: {} }) })).toMatchObject({ name: 'test.user@email.com' });
  });

  it('is signed with ES256 on a server that chose it', async () => {
    const { id_token = '' } = await issue({ server: exampleServer({ signingAlg: 'ES256' }) });
    expect(decodeProtectedHeader(id_token)).toEqual({ alg: 'ES256', kid: 'ec-1' });
    await compactVerify(id_token, ecPair.publicKey);
  });
});

describe('claims an administrator defines (okta-api 3.7)', () => {
  const user = exampleUser({ profile: { department: 'Payments', level: 3, tags: ['a', 'b'], secret: { nested: true } } });
  const values: readonly (readonly [string, Partial<Claim>, unknown])[] = [
    ['a literal', { value: '"fixed"' }, 'fixed'],
    ['a literal in single quotes', { value: "'fixed'" }, 'fixed'],
    ['a member of the profile', { value: 'user.department' }, 'Payments'],
    ['a number', { value: 'user.level' }, 3],
    ['a list of texts', { value: 'user.tags' }, ['a', 'b']],
    ['the login', { value: 'user.login' }, 'test.user@email.com'],
    ['the client', { value: 'app.clientId' }, '0oaExampleClient0001'],
    ['a member nobody has', { value: 'user.nothing' }, undefined],
    ['a member of the prototype', { value: 'user.constructor' }, undefined],
    ['an object', { value: 'user.secret' }, undefined],
    ['a system claim', { name: 'email', valueType: 'SYSTEM', value: '' }, 'test.user@email.com'],
    ['groups by their start', { valueType: 'GROUPS', groupFilterType: 'STARTS_WITH', value: 'Pay' }, ['Payers', 'Payment admins']],
    ['groups by name', { valueType: 'GROUPS', groupFilterType: 'EQUALS', value: 'Payers' }, ['Payers']],
    ['groups by part', { valueType: 'GROUPS', groupFilterType: 'CONTAINS', value: 'admin' }, ['Payment admins']],
    ['all groups', { valueType: 'GROUPS', groupFilterType: 'REGEX', value: '.*' }, ['Everyone', 'Payers', 'Payment admins']],
    ['an inactive claim', { active: false }, undefined],
    ['a claim of a scope that was not granted', { scopes: ['payments'] }, undefined],
    ['a claim of a granted scope', { scopes: ['email'] }, 'y'],
  ];
  it.each(values)('%s', async (_case, change, expected) => {
    const only = claim({ name: 'x', ...change });
    const claims = await accessClaims({ user, server: exampleServer({ claims: [only] }) });
    expect(claims[only.name]).toEqual(expected);
    expect(events).toEqual([]);
  });

  it('the stock subject claim gives the login', async () => {
    const stock = claim({ name: 'sub', value: '(appuser != null) ? appuser.userName : app.clientId' });
    expect(await accessClaims({ server: exampleServer({ claims: [stock] }) })).toMatchObject({ sub: 'test.user@email.com' });
  });

  const ignored: readonly (readonly [string, Partial<Claim>, string])[] = [
    ['iss', { name: 'iss', value: '"https://evil.example"' }, 'https://id.example.com/oauth2/default'],
    ['scp', { name: 'scp', value: '"admin"' }, 'openid,profile,email'],
    ['an unknown function', { name: 'f', value: 'String.toUpperCase(user.login)' }, 'undefined'],
    ['a regular expression over groups', { name: 'g', valueType: 'GROUPS', groupFilterType: 'REGEX', value: '(a+)+$' }, 'undefined'],
  ];
  it.each(ignored)('what is reserved or not understood is left out and reported once: %s', async (_case, change, expected) => {
    const server = exampleServer({ claims: [claim(change)] });
    expect(String((await accessClaims({ server }))[change.name ?? ''])).toBe(expected);
    await issue({ server: exampleServer({ claims: [claim(change)] }) });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ eventType: 'x.oauth2.claim.ignored', severity: 'WARN' });
  });

  it('identity claims enter the ID token when they are always included, and can switch the stock ones off', async () => {
    const claims = [
      claim({ name: 'department', claimType: 'IDENTITY', value: 'user.department' }),
      claim({ name: 'level', claimType: 'IDENTITY', value: 'user.level', alwaysIncludeInToken: false }),
      claim({ name: 'email', claimType: 'IDENTITY', valueType: 'SYSTEM', value: '', active: false }),
      claim({ name: 'name', claimType: 'IDENTITY', valueType: 'SYSTEM', value: '', scopes: ['profile'] }),
    ];
    const token = await idClaims({ user, server: exampleServer({ claims }) });
    expect(token).toMatchObject({ department: 'Payments', name: 'test.user@email.com', preferred_username: 'test.user@email.com' });
    expect(token).not.toHaveProperty('level');
    expect(token).not.toHaveProperty('email');
    expect(await accessClaims({ user, server: exampleServer({ claims }) })).not.toHaveProperty('department');
  });

  it('groups are read only when a claim asks for them', async () => {
    await issue({ server: exampleServer({ claims: [claim({})] }) });
    expect(groupReads).toBe(0);
  });
});
