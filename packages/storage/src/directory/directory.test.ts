/** The directory as the engine reads it, from what management writes: writers and readers of the JSON columns must agree. */
import {
  accessPolicyInput,
  accessPolicyRuleInput,
  appGroupInput,
  appInput,
  appUserInput,
  authenticatorInput,
  authorizationServerInput,
  pushProviderInput,
  userInput,
} from '@countersign/contracts';
import { grantTypes } from '@countersign/contracts/wire';
import {
  assignGroup,
  assignUser,
  createAccessPolicy,
  createAccessPolicyRule,
  createApp,
  createAuthenticator,
  createAuthorizationServer,
  createEveryone,
  createOrgAuthorizationServer,
  createPushProvider,
  createUser,
  newId,
  sha256,
  suspendUser,
  systemAdministrator,
  type Actor,
  type PeopleAdministration,
  type SigningKey,
} from '@countersign/engine';
import { FixedClock, LocalBus, SeededRandom } from '@countersign/engine/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createManagementStores } from '../management/create-management-stores.js';
import { exampleCipher as cipher } from '../testing/examples.js';
import { openTestDatabase, type TestDatabase } from '../testing/open-test-database.js';
import { createAuthenticatorStore } from './authenticator-store.js';
import { createAuthorizationServerStore } from './authorization-server-store.js';
import { createClientStore } from './client-store.js';
import { createOrgStore } from './org-store.js';
import { createPushCredentialStore } from './push-credential-store.js';
import { createSetupStore } from './setup-store.js';
import { toTimestamp } from '../parameters.js';
import { createSigningKeyStore } from './signing-key-store.js';
import { createUserStore } from './user-store.js';

const clock = new FixedClock();
const random = new SeededRandom('directory');
let test: TestDatabase;
let bus: LocalBus;
let admin: PeopleAdministration;
let actor: Actor;
let orgId: string;

beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.dispose());
beforeEach(async () => {
  const { database } = test;
  await database.query({ text: 'truncate org, system_log cascade' });
  bus = new LocalBus();
  const passwords = { hash: async (text: string) => `hash of ${text}`, verify: async () => false, wrap: async () => '' };
  admin = { management: createManagementStores({ database, cipher }), engine: { bus, clock, random, passwords } };
  orgId = newId(random, '00o');
  actor = systemAdministrator(orgId);
  await createSetupStore({ database }).insertOrg(
    {
      id: orgId,
      url: 'https://id.example.com',
      name: 'Example',
      keyCheck: 'k',
      settings: { maxRequestExpirySeconds: 900 },
      quickstart: false,
    },
    clock.now(),
  );
});

const needs = () => ({ database: test.database, bus, clock, cipher });
const person = (login: string, email = login) =>
  createUser(admin, { input: userInput.parse({ profile: { login, email, firstName: 'Ann', lastName: 'Lee' } }), activate: true }, actor);

function webApp(changes: Readonly<Record<string, unknown>> = {}, label = 'Bank') {
  const oauthClient = { grant_types: [grantTypes.authorizationCode], redirect_uris: ['https://bank.example/cb'], ...changes };
  return appInput.parse({
    name: 'oidc_client',
    signOnMode: 'OPENID_CONNECT',
    label,
    credentials: { oauthClient: {} },
    settings: { oauthClient },
  });
}

describe('org', () => {
  it('fills in the settings nobody chose', async () => {
    const org = await createOrgStore(needs()).get();
    expect(org).toMatchObject({
      id: orgId,
      url: 'https://id.example.com',
      settings: { maxRequestExpirySeconds: 900, maxPendingPerClient: 10_000, pushContent: 'full' },
    });
  });

  it('does not exist before the first start', async () => {
    await test.database.query({ text: 'truncate org cascade' });
    await expect(createOrgStore(needs()).get()).rejects.toThrow('no org');
  });
});

describe('clients', () => {
  it('are compiled from the app as it was written, secrets opened and hashed', async () => {
    const { app, secret = '' } = await createApp(admin, { input: webApp(), active: true }, actor);
    const client = await createClientStore(needs()).findByClientId(orgId, app.clientId);
    expect(client).toMatchObject({
      appId: app.id,
      name: 'Bank',
      active: true,
      applicationType: 'web',
      authMethod: 'client_secret_basic',
      strictAuthMethod: false,
      redirectUris: ['https://bank.example/cb'],
      responseTypes: ['code'],
      refreshToken: { rotation: 'STATIC', leewaySeconds: 0 },
      authorizationDetailsTypes: new Set(),
      backchannel: undefined,
    });
    expect(client?.grantTypes).toEqual(new Set([grantTypes.authorizationCode]));
    expect(client?.secrets.map(({ value, digest }) => [value, Buffer.from(digest).toString('base64url')])).toEqual([
      [secret, sha256(secret)],
    ]);
  });

  it('have backchannel settings exactly while they have the CIBA grant', async () => {
    const { app: mobile } = await createApp(
      admin,
      {
        input: webApp({ application_type: 'native', grant_types: [grantTypes.authorizationCode, grantTypes.refreshToken] }, 'Phone'),
        active: true,
      },
      actor,
    );
    const authenticator = await createAuthenticator(
      admin,
      {
        input: authenticatorInput.parse({ key: 'custom_app', name: 'Approve', agreeToTerms: true, settings: { appInstanceId: mobile.id } }),
        active: true,
      },
      actor,
    );
    const input = webApp({
      grant_types: [grantTypes.ciba],
      backchannel_custom_authenticator_id: authenticator.id,
      backchannel_hold_polls: true,
    });
    const { app } = await createApp(admin, { input, active: true }, actor);
    const client = await createClientStore(needs()).findByClientId(orgId, app.clientId);
    expect(client?.backchannel).toEqual({
      authenticatorId: authenticator.id,
      deliveryMode: 'poll',
      requestSigningAlg: undefined,
      holdPolls: true,
      uniformHints: false,
      bindingMessagePolicy: 'standard',
      allowNotificationActions: false,
      newDeviceHours: 0,
      numberChallenge: 'off',
    });
    const authenticators = createAuthenticatorStore(needs());
    expect(await authenticators.findByMobileClientId(orgId, mobile.clientId)).toEqual(
      await authenticators.findById(orgId, authenticator.id),
    );
    expect(await authenticators.findById(orgId, authenticator.id)).toMatchObject({
      name: 'Approve',
      active: true,
      mobileClientId: mobile.clientId,
      pushActive: true,
      transactionTypes: ['LOGIN', 'CIBA'],
      apns: undefined,
      fcm: undefined,
    });
    expect(await authenticators.findByMobileClientId(orgId, app.clientId)).toBeUndefined();
  });

  it('of another org, unknown ones and ids with SQL in them are not found', async () => {
    const { app } = await createApp(admin, { input: webApp(), active: true }, actor);
    const clients = createClientStore(needs());
    for (const [org, id] of [
      [newId(random, '00o'), app.clientId],
      [orgId, 'nobody'],
      [orgId, "' or 1=1 --"],
      [orgId, 'a b c'],
    ] as const) {
      expect(await clients.findByClientId(org, id)).toBeUndefined();
    }
  });

  describe('assignment', () => {
    it('is direct or by a group such as Everyone', async () => {
      const clients = createClientStore(needs());
      const { app } = await createApp(admin, { input: webApp(), active: true }, actor);
      const client = await clients.findByClientId(orgId, app.clientId);
      if (client === undefined) throw new Error('the client is missing');
      const [direct, other] = [await person('ann@example.com'), await person('bob@example.com')];
      const assigned = async () => [await clients.isAssigned(client, direct.id), await clients.isAssigned(client, other.id)];
      expect(await assigned()).toEqual([false, false]);

      await assignUser(admin, { appId: app.id, input: appUserInput.parse({ id: direct.id }) }, actor);
      expect(await assigned()).toEqual([true, false]);

      const everyone = await createEveryone(admin, actor);
      await assignGroup(admin, { appId: app.id, groupId: everyone.id, input: appGroupInput.parse({}) }, actor);
      expect(await assigned()).toEqual([true, true]);
    });

    it('is everyone’s where the app says so', async () => {
      const clients = createClientStore(needs());
      const open = webApp();
      const input = { ...open, settings: { ...open.settings, implicitAssignment: true } };
      const { app } = await createApp(admin, { input, active: true }, actor);
      const client = await clients.findByClientId(orgId, app.clientId);
      const ann = await person('ann@example.com');
      expect(client !== undefined && (await clients.isAssigned(client, ann.id))).toBe(true);
    });
  });
});

describe('authorization servers', () => {
  it('are read whole: issuer, scopes, claims, policies and rules in order', async () => {
    const org = await createOrgAuthorizationServer(admin, 'https://id.example.com', actor);
    const input = { name: 'Payments', description: '', audiences: ['api://pay'], issuerMode: 'ORG_URL' as const };
    const standard = await createAuthorizationServer(admin, { input: authorizationServerInput.parse(input), isDefault: true }, actor);
    const custom = await createAuthorizationServer(
      admin,
      { input: authorizationServerInput.parse({ ...input, name: 'Other' }), isDefault: false },
      actor,
    );
    const policy = await createAccessPolicy(
      admin,
      {
        serverId: standard.id,
        input: accessPolicyInput.parse({
          type: 'OAUTH_AUTHORIZATION_POLICY',
          name: 'All',
          description: '',
          conditions: { clients: { include: ['ALL_CLIENTS'] } },
        }),
      },
      actor,
    );
    const rule = (name: string, priority: number) =>
      createAccessPolicyRule(
        admin,
        {
          serverId: standard.id,
          policyId: policy.id,
          input: accessPolicyRuleInput.parse({
            type: 'RESOURCE_ACCESS',
            name,
            priority,
            conditions: { grantTypes: { include: [grantTypes.ciba] }, scopes: { include: ['*'] } },
            actions: { token: { accessTokenLifetimeMinutes: 30 } },
          }),
        },
        actor,
      );
    await rule('second', 1);
    await rule('first', 1);

    const servers = createAuthorizationServerStore(needs());
    const found = await servers.find(orgId, 'default');
    expect(found).toMatchObject({
      id: standard.id,
      issuer: 'https://id.example.com/oauth2/default',
      audience: 'api://pay',
      kind: 'custom',
      isDefault: true,
      active: true,
      signingAlg: 'RS256',
      rotationMode: 'AUTO',
    });
    expect(found).toBe(await servers.find(orgId, standard.id));
    expect(found?.scopes.get('openid')).toMatchObject({ system: true, published: true, consent: 'IMPLICIT' });
    expect(found?.claims.find((claim) => claim.name === 'email')).toMatchObject({
      claimType: 'IDENTITY',
      alwaysIncludeInToken: true,
      scopes: ['email'],
      active: true,
    });
    expect(found?.policies[0]?.rules.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(found?.policies[0]?.rules[0]).toMatchObject({
      groups: ['EVERYONE'],
      scopes: ['*'],
      lifetimes: { accessTokenSeconds: 1800, refreshTokenSeconds: 0, refreshTokenIdleSeconds: 604_800 },
    });

    expect(await servers.find(orgId, undefined)).toMatchObject({ id: org.id, kind: 'org', issuer: 'https://id.example.com', policies: [] });
    expect((await servers.find(orgId, custom.id))?.issuer).toBe(`https://id.example.com/oauth2/${custom.id}`);
    expect(await servers.find(orgId, 'ausUnknown0000000000')).toBeUndefined();
    expect(await servers.list(orgId)).toHaveLength(3);
    expect(await servers.list('00oOther')).toEqual([]);
  });

  it('cost one query, however many callers and servers', async () => {
    await createOrgAuthorizationServer(admin, 'https://id.example.com', actor);
    const servers = createAuthorizationServerStore(needs());
    const before = test.database.statementCount();
    await Promise.all(Array.from({ length: 20 }, () => servers.find(orgId, undefined)));
    await servers.find(orgId, 'nothing');
    expect(test.database.statementCount() - before).toBe(1);
  });
});

describe('users', () => {
  it('are found by login without regard to case, then by an address only one has', async () => {
    const ann = await person('ann@example.com', 'shared@example.com');
    const bob = await person('bob@example.com', 'bob.b@example.com');
    const users = createUserStore(test);
    expect((await users.findByLogin(orgId, 'ANN@example.COM'))?.id).toBe(ann.id);
    expect((await users.findByLogin(orgId, 'Bob.B@example.com'))?.id).toBe(bob.id);
    expect((await users.findByLogin(orgId, 'shared@example.com'))?.id).toBe(ann.id);
    await person('eve@example.com', 'shared@example.com');
    expect(await users.findByLogin(orgId, 'shared@example.com')).toBeUndefined();
    // somebody's login, although it is another one's address
    await person('bob.b@example.com', 'else@example.com');
    expect((await users.findByLogin(orgId, 'bob.b@example.com'))?.id).not.toBe(bob.id);
    for (const login of ["' or 1=1 --", '%', '', '\u202Eann@example.com']) expect(await users.findByLogin(orgId, login)).toBeUndefined();
    expect(await users.findByLogin('00oOther', 'ann@example.com')).toBeUndefined();
  });

  it('show a change of status at once', async () => {
    const profile = { login: 'ann@example.com', email: 'ann@example.com', firstName: 'Ann', lastName: 'Lee' };
    const input = userInput.parse({ profile, credentials: { password: { value: 'long enough' } } });
    const user = await createUser(admin, { input, activate: true }, actor);
    const users = createUserStore(test);
    expect((await users.findById(orgId, user.id))?.status).toBe('ACTIVE');
    await suspendUser(admin, user, actor);
    expect((await users.findById(orgId, user.id))?.status).toBe('SUSPENDED');
  });

  it('are in Everyone and in the groups they were added to', async () => {
    const ann = await person('ann@example.com');
    const everyone = await createEveryone(admin, actor);
    const users = createUserStore(test);
    expect(await users.listGroupIds(orgId, ann.id)).toEqual([everyone.id]);
    expect(await users.listGroupNames?.(orgId, ann.id)).toEqual(['Everyone']);
    await users.recordLogin(orgId, ann.id, clock.now() + 5);
    expect((await users.findById(orgId, ann.id))?.lastLoginAt).toBe(clock.now() + 5);
  });
});

describe('signing keys', () => {
  const key = (kid: string, status: SigningKey['status']): SigningKey => ({
    kid,
    orgId,
    authorizationServerId: orgId,
    alg: 'RS256',
    status,
    publicJwk: { kty: 'RSA', kid },
    privateKeyPem: `secret of ${kid}`,
    createdAt: clock.now(),
    activatedAt: status === 'ACTIVE' ? clock.now() : undefined,
    expiredAt: undefined,
  });
  const states = async () =>
    (await createSigningKeyStore({ database: test.database, cipher }).list(orgId, orgId))
      .map(({ kid, status }) => `${kid} ${status}`)
      .sort();

  beforeEach(async () => {
    await createOrgAuthorizationServer(admin, 'https://id.example.com', actor);
  });

  it('come back as they went in, private halves sealed at rest', async () => {
    const store = createSigningKeyStore({ database: test.database, cipher });
    await store.insert([key('k1', 'ACTIVE'), key('k2', 'NEXT')]);
    expect(await store.list(orgId, orgId)).toEqual([key('k1', 'ACTIVE'), key('k2', 'NEXT')]);
    const { rows } = await test.database.query<{ text: string }>({
      text: 'select string_agg(k::text, $1) as text from signing_key k',
      values: [' '],
    });
    expect(rows[0]?.text).not.toContain('secret of');
  });

  it('of the node that was first win', async () => {
    const store = createSigningKeyStore({ database: test.database, cipher });
    await Promise.all([store.insert([key('a1', 'ACTIVE'), key('a2', 'NEXT')]), store.insert([key('b1', 'ACTIVE'), key('b2', 'NEXT')])]);
    expect([
      ['a1 ACTIVE', 'a2 NEXT'],
      ['b1 ACTIVE', 'b2 NEXT'],
    ]).toContainEqual(await states());
  });

  it('rotate once, however many nodes try', async () => {
    const stores = [test.database, await test.openAnother()].map((database) => createSigningKeyStore({ database, cipher }));
    await stores[0]?.insert([key('k1', 'ACTIVE'), key('k2', 'NEXT')]);
    const turns = Array.from({ length: 6 }, (_, index) =>
      stores[index % 2]?.rotate({ orgId, authorizationServerId: orgId, activeKid: 'k1', next: key(`n${index}`, 'NEXT'), now: clock.now() }),
    );
    const outcomes = await Promise.all(turns);
    expect(outcomes.filter((outcome) => outcome === true)).toHaveLength(1);
    const after = await states();
    expect(after).toHaveLength(3);
    expect(after.slice(0, 2)).toEqual(['k1 EXPIRED', 'k2 ACTIVE']);
  });

  it('do not rotate to nothing', async () => {
    const store = createSigningKeyStore({ database: test.database, cipher });
    await store.insert([key('k1', 'ACTIVE')]);
    expect(await store.rotate({ orgId, authorizationServerId: orgId, activeKid: 'k1', next: key('k2', 'NEXT'), now: clock.now() })).toBe(
      false,
    );
    expect(await states()).toEqual(['k1 ACTIVE', 'k2 NEXT']);
  });
});

describe('push credentials', () => {
  it('open for sending', async () => {
    const pem = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----';
    const parsed = pushProviderInput.safeParse({
      providerType: 'APNS',
      name: 'Apple',
      configuration: { keyId: 'ABCDE12345', teamId: 'TEAM123456', tokenSigningKey: pem },
    });
    if (!parsed.success) throw new Error(parsed.error.message);
    const provider = await createPushProvider(admin, parsed.data, actor);
    const store = createPushCredentialStore({ database: test.database, cipher });
    expect(await store.find(orgId, provider.id)).toEqual({
      type: 'APNS',
      keyId: 'ABCDE12345',
      teamId: 'TEAM123456',
      tokenSigningKey: expect.stringContaining('PRIVATE KEY'),
    });
    expect(await store.find('00oOther', provider.id)).toBeUndefined();
  });
});

it('names every key that something stored is sealed with, and no other', async () => {
  const setup = createSetupStore(test);
  const before = await setup.listSealingKeys();
  await test.database.query({
    text: `insert into push_provider (id, org_id, provider_type, name, configuration, credentials_sealed, created_at, updated_at)
      values ('ppcSealed', $1, 'FCM', 'sealed', '{}', 'v1.earlierKey0.nonce.body', $2, $2)`,
    values: [orgId, toTimestamp(clock.now())],
  });
  expect((await setup.listSealingKeys()).toSorted()).toEqual([...before, 'earlierKey0'].toSorted());
  expect(before.every((id) => /^[\w-]{11}$/.test(id))).toBe(true);
});

describe('setup tokens', () => {
  it('work once, end all others, and are forgotten when old', async () => {
    const setup = createSetupStore(test);
    const now = clock.now();
    const add = (hash: string, at: number) => setup.insertSetupToken({ hash, orgId, now: at, tooOld: at - 1_000 });
    await add('old', now - 5_000);
    await add('one', now);
    await add('two', now);
    expect((await setup.listSetupTokens(orgId, now - 1)).toSorted()).toEqual(['one', 'two']);
    const uses = await Promise.all([1, 2, 3].map(() => setup.useSetupToken(orgId, 'one')));
    expect(uses.filter(Boolean)).toHaveLength(1);
    expect(await setup.useSetupToken(orgId, 'two')).toBe(false);
  });

  it('the database tells its time', async () => {
    expect(Math.abs((await createSetupStore(test).readTime()) - Date.now())).toBeLessThan(60_000);
  });
});
