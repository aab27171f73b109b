/** Okta's own management SDK: everything the two APIs share is listed, created, changed and deleted by it. */
import { generateKeyPairSync } from 'node:crypto';
import { Client } from '@okta/okta-sdk-nodejs';
import { beforeAll, expect, it } from 'vitest';
import type { ServerInProcess } from '../support/start-server.js';

/** All of a list, page by page. */
async function all<Item>(collection: { each(visit: (item: Item) => unknown): Promise<unknown> }): Promise<readonly Item[]> {
  const items: Item[] = [];
  await collection.each((item) => void items.push(item));
  return items;
}
/** The id of what an answer is about. */
function idOf(record: { readonly id?: string | undefined }): string {
  if (record.id === undefined) throw new Error('a record without an id');
  return record.id;
}
/** The SDK's types are classes with enumerations of their own; what they come to on the wire are these objects. */
function model<Model>(value: object): Model {
  return structuredClone(value) as Model;
}
const gone = { status: 404, errorCode: 'E0000007' };
const owner = 'admin@countersign.local';

/** One journey for each kind of resource, against the server that `running` gives. */
export function oktaSdkJourneys(running: () => ServerInProcess): void {
  let okta: Client;
  beforeAll(() => {
    const config = { orgUrl: running().url, token: running().facts.apiToken, testing: { disableHttpsCheck: true } };
    okta = new Client(config);
  });

  it('people', async () => {
    const { userApi } = okta;
    const profile = { login: 'sdk@example.com', email: 'sdk@example.com', firstName: 'Sally', lastName: 'Kit' };
    const user = await userApi.createUser({ body: { profile, credentials: { password: { value: 'a pass phrase for sdks' } } } });
    const userId = idOf(user);
    expect(user).toMatchObject({ status: 'ACTIVE', profile });
    const changed = await userApi.updateUser({ userId, user: { profile: { nickName: 'Sal' } } });
    expect(changed.profile).toMatchObject({ ...profile, nickName: 'Sal' });
    await userApi.suspendUser({ userId });
    await userApi.unsuspendUser({ userId });
    expect((await all(await userApi.listUsers({ search: 'profile.login eq "sdk@example.com"' }))).map(idOf)).toEqual([userId]);
    expect((await all(await userApi.listUsers({ limit: 1 }))).length).toBeGreaterThan(2);
    expect((await all(await okta.userFactorApi.listFactors({ userId }))).length).toBe(0);
    await userApi.deactivateUser({ userId });
    await userApi.deleteUser({ userId });
    await expect(userApi.getUser({ userId })).rejects.toMatchObject(gone);
  });

  it('groups and their members', async () => {
    const { groupApi } = okta;
    const group = await groupApi.createGroup({ group: { profile: { name: 'Made by the SDK', description: 'First' } } });
    const groupId = idOf(group);
    await groupApi.replaceGroup({ groupId, group: { profile: { name: 'Made by the SDK', description: 'Second' } } });
    const userId = idOf(await okta.userApi.getUser({ userId: running().facts.user.login }));
    await groupApi.assignUserToGroup({ groupId, userId });
    expect((await all(await groupApi.listGroupUsers({ groupId }))).map(idOf)).toEqual([userId]);
    expect((await all(await okta.userApi.listUserGroups({ userId }))).map(idOf)).toContain(groupId);
    await groupApi.unassignUserFromGroup({ groupId, userId });
    const found = await all(await groupApi.listGroups({ q: 'Made by' }));
    expect(found.map((one) => one.profile?.description)).toEqual(['Second']);
    await groupApi.deleteGroup({ groupId });
    await expect(groupApi.getGroup({ groupId })).rejects.toMatchObject(gone);
  });

  it('apps, their secrets and who may use them', async () => {
    const { applicationApi, applicationSSOPublicKeysApi: secrets } = okta;
    const app = {
      name: 'oidc_client',
      label: 'Made by the SDK',
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
      settings: {
        oauthClient: {
          application_type: 'web',
          grant_types: ['authorization_code', 'urn:openid:params:grant-type:ciba'],
          redirect_uris: ['https://app.example.com/callback'],
          response_types: ['code'],
          backchannel_custom_authenticator_id: running().facts.authenticatorId,
        },
      },
    } as const;
    const appId = idOf(await applicationApi.createApplication({ application: model(app) }));
    const replaced = await applicationApi.replaceApplication({
      appId,
      application: model({ ...app, label: 'Replaced' }),
    });
    expect(replaced).toMatchObject({ label: 'Replaced', signOnMode: 'OPENID_CONNECT' });
    const second = await secrets.createOAuth2ClientSecret({ appId });
    expect(await all(await secrets.listOAuth2ClientSecrets({ appId }))).toHaveLength(2);
    await secrets.deactivateOAuth2ClientSecret({ appId, secretId: idOf(second) });
    await secrets.deleteOAuth2ClientSecret({ appId, secretId: idOf(second) });
    const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const key = {
      appId,
      keyId: idOf(await secrets.addJwk({ appId, addJwkRequest: model({ ...jwk, kid: 'sdk', use: 'sig', alg: 'ES256' }) })),
    };
    expect(await secrets.listJwk({ appId })).toMatchObject({ keys: [{ kid: 'sdk' }] });
    await secrets.deactivateOAuth2ClientJsonWebKey(key);
    await secrets.deletejwk(key);
    const userId = idOf(await okta.userApi.getUser({ userId: running().facts.user.login }));
    await applicationApi.assignUserToApplication({ appId, appUser: { id: userId, credentials: { userName: 'sally' } } });
    expect(await applicationApi.getApplicationUser({ appId, userId })).toMatchObject({ credentials: { userName: 'sally' } });
    expect((await all(await applicationApi.listApplicationUsers({ appId }))).map(idOf)).toContain(userId);
    await applicationApi.unassignUserFromApplication({ appId, userId });
    const groupId = idOf(await okta.groupApi.createGroup({ group: { profile: { name: 'Users of the app' } } }));
    await applicationApi.assignGroupToApplication({ appId, groupId });
    expect((await all(await applicationApi.listApplicationGroupAssignments({ appId }))).map(idOf)).toEqual([groupId]);
    await applicationApi.unassignApplicationFromGroup({ appId, groupId });
    await okta.groupApi.deleteGroup({ groupId });
    await applicationApi.deactivateApplication({ appId });
    await applicationApi.deleteApplication({ appId });
    await expect(applicationApi.getApplication({ appId })).rejects.toMatchObject(gone);
  });

  it('scopes, claims, policies and rules of an authorization server', async () => {
    const { authorizationServerApi: api } = okta;
    const authServerId = 'default';
    const scope = await api.createOAuth2Scope({ authServerId, oAuth2Scope: { name: 'sdk:read' } });
    const scopeId = idOf(scope);
    await api.replaceOAuth2Scope({ authServerId, scopeId, oAuth2Scope: { name: 'sdk:read', description: 'Reading' } });
    expect((await all(await api.listOAuth2Scopes({ authServerId }))).map(({ name }) => name)).toContain('sdk:read');
    const claim = { name: 'sdk', claimType: 'RESOURCE', valueType: 'EXPRESSION', value: 'user.login', alwaysIncludeInToken: true } as const;
    const claimId = idOf(await api.createOAuth2Claim({ authServerId, oAuth2Claim: claim }));
    await api.replaceOAuth2Claim({ authServerId, claimId, oAuth2Claim: { ...claim, value: 'user.email' } });
    expect(await api.getOAuth2Claim({ authServerId, claimId })).toMatchObject({ value: 'user.email' });
    const policy = {
      type: 'OAUTH_AUTHORIZATION_POLICY',
      name: 'By the SDK',
      description: 'For tests',
      status: 'ACTIVE',
      priority: 1,
      conditions: { clients: { include: ['ALL_CLIENTS'] } },
    } as const;
    const policyId = idOf(await api.createAuthorizationServerPolicy({ authServerId, policy: model(policy) }));
    await api.replaceAuthorizationServerPolicy({
      authServerId,
      policyId,
      policy: model({ ...policy, name: 'Renamed' }),
    });
    const rule = {
      type: 'RESOURCE_ACCESS',
      name: 'Everybody',
      priority: 1,
      conditions: {
        people: { groups: { include: ['EVERYONE'] } },
        grantTypes: { include: ['authorization_code'] },
        scopes: { include: ['*'] },
      },
      actions: { token: { accessTokenLifetimeMinutes: 30, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 60 } },
    } as const;
    const made = await api.createAuthorizationServerPolicyRule({ authServerId, policyId, policyRule: model(rule) });
    const ruleId = idOf(made);
    await api.deactivateAuthorizationServerPolicyRule({ authServerId, policyId, ruleId });
    expect(await all(await api.listAuthorizationServerPolicyRules({ authServerId, policyId }))).toMatchObject([{ status: 'INACTIVE' }]);
    await api.deleteAuthorizationServerPolicyRule({ authServerId, policyId, ruleId });
    await api.deleteAuthorizationServerPolicy({ authServerId, policyId });
    await api.deleteOAuth2Claim({ authServerId, claimId });
    await api.deleteOAuth2Scope({ authServerId, scopeId });
    await expect(api.getOAuth2Scope({ authServerId, scopeId })).rejects.toMatchObject(gone);
    expect((await all(await api.listAuthorizationServerKeys({ authServerId }))).map(({ status }) => status)).toContain('ACTIVE');
    expect((await all(await api.listAuthorizationServers())).map(({ name }) => name)).toContain('default');
  });

  it('an authorization server of its own, and its keys', async () => {
    const { authorizationServerApi: api } = okta;
    const facts = { name: 'By the SDK', description: 'For tests', audiences: ['https://sdk.example.com'] };
    const authServerId = idOf(await api.createAuthorizationServer({ authorizationServer: facts }));
    const replaced = await api.replaceAuthorizationServer({ authServerId, authorizationServer: { ...facts, name: 'Renamed' } });
    expect(replaced).toMatchObject({ name: 'Renamed', status: 'ACTIVE' });
    const before = await all(await api.listAuthorizationServerKeys({ authServerId }));
    const after = await all(await api.rotateAuthorizationServerKeys({ authServerId, use: model({ use: 'sig' }) }));
    const kidOf = (keys: typeof after, wanted: string) => keys.find(({ status }) => status === wanted)?.kid;
    expect(kidOf(after, 'ACTIVE')).toBe(kidOf(before, 'NEXT'));
    await api.deactivateAuthorizationServer({ authServerId });
    await api.deleteAuthorizationServer({ authServerId });
    await expect(api.getAuthorizationServer({ authServerId })).rejects.toMatchObject(gone);
  });

  it('authenticators and push providers', async () => {
    const { authenticatorApi, pushProviderApi } = okta;
    const authenticatorId = running().facts.authenticatorId;
    const known = await authenticatorApi.getAuthenticator({ authenticatorId });
    expect(known).toMatchObject({ key: 'custom_app', status: 'ACTIVE' });
    expect((await all(await authenticatorApi.listAuthenticators())).map(idOf)).toContain(authenticatorId);
    const methods = await all(await authenticatorApi.listAuthenticatorMethods({ authenticatorId }));
    expect(methods).toMatchObject([{ type: 'push', status: 'ACTIVE' }]);
    const own = {
      key: 'custom_app',
      name: 'By the SDK',
      settings: { appInstanceId: Reflect.get(Object(known), 'settings').appInstanceId },
    };
    const made = idOf(await authenticatorApi.createAuthenticator({ authenticator: model({ ...own, agreeToTerms: true }) }));
    const renamed = await authenticatorApi.replaceAuthenticator({
      authenticatorId: made,
      authenticator: model({ ...own, name: 'Renamed' }),
    });
    expect(renamed).toMatchObject({ name: 'Renamed' });
    expect(await authenticatorApi.deactivateAuthenticator({ authenticatorId: made })).toMatchObject({ status: 'INACTIVE' });
    const provider = {
      name: 'APNs by the SDK',
      providerType: 'APNS',
      configuration: { keyId: 'ABC123DEFG', teamId: 'DEF123GHIJ', tokenSigningKey: testSigningKey, fileName: 'key.p8' },
    } as const;
    const pushProviderId = idOf(await pushProviderApi.createPushProvider({ pushProvider: model(provider) }));
    await pushProviderApi.replacePushProvider({ pushProviderId, pushProvider: model({ ...provider, name: 'Renamed' }) });
    expect((await all(await pushProviderApi.listPushProviders())).map(({ name }) => name)).toContain('Renamed');
    await pushProviderApi.deletePushProvider({ pushProviderId });
    await expect(pushProviderApi.getPushProvider({ pushProviderId })).rejects.toMatchObject(gone);
  });

  it('brands and trusted origins', async () => {
    const { customizationApi, trustedOriginApi } = okta;
    const brandId = idOf(await customizationApi.createBrand({ CreateBrandRequest: { name: 'Brand by the SDK' } }));
    await customizationApi.replaceBrand({ brandId, brand: { name: 'Renamed brand' } });
    const [theme] = await all(await customizationApi.listBrandThemes({ brandId }));
    const themeId = idOf(theme ?? {});
    const colours = { primaryColorHex: '#14477d', secondaryColorHex: '#e3edf7' };
    await customizationApi.replaceBrandTheme({ brandId, themeId, theme: model(colours) });
    expect((await all(await customizationApi.listBrands())).map(({ name }) => name)).toContain('Renamed brand');
    await customizationApi.deleteBrand({ brandId });
    const trustedOrigin = { name: 'By the SDK', origin: 'https://sdk.example.com', scopes: [{ type: 'CORS' as const }] };
    const trustedOriginId = idOf(await trustedOriginApi.createTrustedOrigin({ trustedOrigin }));
    await trustedOriginApi.deactivateTrustedOrigin({ trustedOriginId });
    expect(await all(await trustedOriginApi.listTrustedOrigins({ q: 'By the' }))).toMatchObject([{ status: 'INACTIVE' }]);
    await trustedOriginApi.deleteTrustedOrigin({ trustedOriginId });
  });

  it('the system log, API tokens, roles and devices', async () => {
    const events = await okta.systemLogApi.listLogEvents({
      filter: 'eventType eq "group.lifecycle.create"',
      until: new Date(running().clock.now() + 1000).toISOString(),
    });
    const found = await all(events);
    expect(found.length).toBeGreaterThan(1);
    expect(found[0]?.published).toBeInstanceOf(Date);
    const tokens = await all(await okta.apiTokenApi.listApiTokens());
    expect(tokens.length).toBeGreaterThan(0);
    const userId = idOf(await okta.userApi.getUser({ userId: owner }));
    const role = { userId, roleId: 'READ_ONLY_ADMIN' };
    await okta.roleAssignmentApi.assignRoleToUser({ userId, assignRoleRequest: model({ type: role.roleId }) });
    await okta.roleAssignmentApi.unassignRoleFromUser(role);
    const roles = await all(await okta.roleAssignmentApi.listAssignedRolesForUser({ userId }));
    expect(roles).toMatchObject([{ type: 'SUPER_ADMIN' }]);
    expect(await all(await okta.deviceApi.listDevices())).toEqual([]);
    expect((await all(await okta.featureApi.listFeatures())).length).toBeGreaterThan(0);
  });
}

const testSigningKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2
OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r
1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G
-----END PRIVATE KEY-----
`;
