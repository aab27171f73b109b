import {
  accessPolicyOutput,
  accessPolicyRuleOutput,
  authorizationDetailsTypeOutput,
  authorizationServerOutput,
  claimOutput,
  scopeOutput,
  serverKeyOutput,
} from '@countersign/contracts';
import { evaluateAccess } from '@countersign/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ManagementApp, openManagementApp } from '../../testing/open-management-app.js';

const ciba = 'urn:openid:params:grant-type:ciba';
let api: ManagementApp;
beforeAll(async () => {
  api = await openManagementApp();
});
afterAll(() => api.close());

interface Named {
  readonly id: string;
  readonly name: string;
}
const servers = '/authorizationServers';
const create = (name: string) =>
  api.expect<Named & { readonly credentials: { readonly signing: { readonly kid: string } } }>(201, 'POST', servers, {
    name,
    description: 'Payments',
    audiences: ['api://pay'],
  });
const cached = async (id: string) => {
  const server = await api.engine.authorizationServers.find(api.orgId, id);
  if (server === undefined) throw new Error('no server');
  return server;
};
const codeOf = async (status: number, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
  (await api.expect<{ errorCode: string }>(status, method, path, body)).errorCode;

describe('authorization servers', () => {
  it('creates one with 27 scopes, 19 claims, keys, and no policy', async () => {
    const server = await create('Payments');
    authorizationServerOutput.parse(server);
    expect(server).toMatchObject({
      issuer: `${api.orgUrl}/oauth2/${server.id}`,
      audiences: ['api://pay'],
      status: 'ACTIVE',
      default: false,
      credentials: { signing: { rotationMode: 'AUTO' } },
    });
    const scopes = await api.expect<readonly Named[]>(200, 'GET', `${servers}/${server.id}/scopes`);
    z.array(scopeOutput).parse(scopes);
    expect(scopes).toHaveLength(27);
    expect(scopes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['openid', 'offline_access', 'device_sso', 'okta.myAccount.appAuthenticator.maintenance.read']),
    );
    const claims = await api.expect<readonly (Named & { claimType: string; alwaysIncludeInToken: boolean })[]>(
      200,
      'GET',
      `${servers}/${server.id}/claims`,
    );
    z.array(claimOutput).parse(claims);
    expect(claims).toHaveLength(19);
    expect(claims.filter((claim) => claim.claimType === 'IDENTITY' && claim.alwaysIncludeInToken).map(({ name }) => name)).toEqual([
      'email',
      'name',
      'preferred_username',
    ]);
    expect(await api.expect(200, 'GET', `${servers}/${server.id}/policies`)).toEqual([]);
    const published = await api.engine.keyring.jwks(await cached(server.id));
    expect(published.keys.map((key) => key['kid'])).toContain(server.credentials.signing.kid);
  });

  it('names the default one by id and by alias, keeps it, and hides the org server', async () => {
    const byAlias = await api.expect<Named & { issuer: string; default: boolean }>(200, 'GET', `${servers}/default`);
    expect(byAlias).toMatchObject({ id: api.serverId, issuer: `${api.orgUrl}/oauth2/default`, default: true });
    expect(await codeOf(403, 'DELETE', `${servers}/default`)).toBe('E0000038');
    expect(await codeOf(404, 'GET', `${servers}/${api.orgId}`)).toBe('E0000007');
    const list = await api.expect<readonly Named[]>(200, 'GET', `${servers}?q=def`);
    expect(list.map(({ id }) => id)).toEqual([api.serverId]);
  });

  it('replaces, deactivates, activates and deletes; every node reads it anew', async () => {
    const { id } = await create('Short-lived');
    expect(await cached(id)).toMatchObject({ active: true, audience: 'api://pay' });
    const body = { name: 'Renamed', description: '', audiences: ['api://new'], credentials: { signing: { rotationMode: 'MANUAL' } } };
    const replaced = await api.expect<object>(200, 'PUT', `${servers}/${id}`, body);
    expect(authorizationServerOutput.parse(replaced).credentials.signing).not.toHaveProperty('nextRotation');
    expect(await cached(id)).toMatchObject({ name: 'Renamed', audience: 'api://new', rotationMode: 'MANUAL' });
    await api.expect(204, 'POST', `${servers}/${id}/lifecycle/deactivate`);
    expect((await cached(id)).active).toBe(false);
    await api.expect(204, 'POST', `${servers}/${id}/lifecycle/activate`);
    expect((await cached(id)).active).toBe(true);
    await api.expect(204, 'DELETE', `${servers}/${id}`);
    expect(await api.engine.authorizationServers.find(api.orgId, id)).toBeUndefined();
  });

  it('S-082 withdraws a key somebody else may have, active or not, of any server: it verifies nothing more', async () => {
    const { id } = await create('Withdrawing');
    const kids = async (of: string) => (await api.engine.keyring.jwks(await cached(of))).keys.map(({ kid }) => kid);
    const withdraw = (status: number, of: string, kid: string | undefined) =>
      api.expect(status, 'POST', `${servers}/${of}/credentials/keys/${kid}/lifecycle/withdraw`);
    await api.expect(200, 'GET', `${servers}/${id}/credentials/keys`);
    const [active, next] = await kids(id);
    await withdraw(204, id, active);
    expect(await kids(id)).toEqual([next, expect.any(String)]);
    expect((await api.engine.keyring.signingKey(await cached(id))).kid).toBe(next);
    expect(await api.engine.keyring.verificationKey(await cached(id), active ?? '')).toBeUndefined();
    const listed = await api.expect<readonly { kid: string }[]>(200, 'GET', `${servers}/${id}/credentials/keys`);
    expect(listed.map(({ kid }) => kid)).toEqual(await kids(id));
    const [, afterNext] = await kids(id);
    api.clock.advance(1);
    await withdraw(204, id, afterNext);
    expect(await kids(id)).toEqual([next, expect.any(String)]);
    expect(await kids(id)).not.toContain(afterNext);
    await withdraw(404, id, active);
    await withdraw(404, 'ausNothing', active);
    expect(await api.events('x.oauth2.key.withdraw')).toMatchObject([{ targets: [{ id }, { id: active }] }, {}]);

    const orgServer = await api.engine.authorizationServers.find(api.orgId, undefined);
    const orgKey = orgServer === undefined ? undefined : (await api.engine.keyring.signingKey(orgServer)).kid;
    await withdraw(204, api.orgId, orgKey);
    // evidence made with it can still be looked at, and is told from other evidence
    expect(await api.admin.management.transactions.listOrgKeys(api.orgId)).toContainEqual(
      expect.objectContaining({ kid: orgKey, cs_withdrawn: expect.any(String) }),
    );
  });

  it('rotates keys at once: ACTIVE to EXPIRED, NEXT to ACTIVE, a new NEXT', async () => {
    const { id } = await create('Rotating');
    interface Key {
      readonly kid: string;
      readonly status: string;
    }
    const before = await api.expect<readonly Key[]>(200, 'GET', `${servers}/${id}/credentials/keys`);
    z.array(serverKeyOutput).parse(before);
    expect(before.map(({ status }) => status)).toEqual(['ACTIVE', 'NEXT']);
    const after = await api.expect<readonly Key[]>(200, 'POST', `${servers}/${id}/credentials/lifecycle/keyRotate`, { use: 'sig' });
    expect(after.map(({ status }) => status)).toEqual(['ACTIVE', 'NEXT', 'EXPIRED']);
    expect([after[0]?.kid, after[2]?.kid]).toEqual([before[1]?.kid, before[0]?.kid]);
    expect((await api.engine.keyring.signingKey(await cached(id))).kid).toBe(after[0]?.kid);
    expect(await api.expect(200, 'GET', `${servers}/${id}/credentials/keys/${after[0]?.kid}`)).toMatchObject({ status: 'ACTIVE' });
    expect(await codeOf(404, 'GET', `${servers}/${id}/credentials/keys/none`)).toBe('E0000007');
    expect(await codeOf(400, 'POST', `${servers}/${id}/credentials/lifecycle/keyRotate`, { use: 'enc' })).toBe('E0000001');
    expect(JSON.stringify(after)).not.toContain('"d"');
    expect((await api.events('app.oauth2.as.key.rollover'))[0]?.actor.id).toBe(api.administratorId);
  });

  it.each([
    ['two audiences', { name: 'x', description: '', audiences: ['a', 'b'] }],
    ['no audience', { name: 'x', description: '', audiences: [] }],
    ['no name', { description: '', audiences: ['a'] }],
  ])('refuses %s', async (_what, body) => {
    expect(await codeOf(400, 'POST', servers, body)).toBe('E0000001');
  });
});

describe('scopes and claims', () => {
  it('adds, changes and removes a scope; system scopes keep their name and stay', async () => {
    const scopes = `${servers}/default/scopes`;
    const scope = await api.expect<Named>(201, 'POST', scopes, {
      name: 'payments:write',
      description: 'Pay',
      metadataPublish: 'ALL_CLIENTS',
    });
    scopeOutput.parse(scope);
    expect((await cached('default')).scopes.get('payments:write')).toMatchObject({ published: true, system: false });
    expect(await codeOf(400, 'POST', scopes, { name: 'payments:write' })).toBe('E0000001');
    await api.expect(200, 'PUT', `${scopes}/${scope.id}`, { name: 'payments:all', default: true });
    expect((await cached('default')).scopes.get('payments:all')).toMatchObject({ isDefault: true, published: false });
    const openid = (await api.expect<readonly Named[]>(200, 'GET', scopes)).find(({ name }) => name === 'openid');
    expect(await codeOf(403, 'DELETE', `${scopes}/${openid?.id}`)).toBe('E0000038');
    expect(await codeOf(400, 'PUT', `${scopes}/${openid?.id}`, { name: 'closedid' })).toBe('E0000001');
    expect(await api.expect(200, 'PUT', `${scopes}/${openid?.id}`, { name: 'openid', displayName: 'Sign in' })).toMatchObject({
      displayName: 'Sign in',
      system: true,
    });
    await api.expect(204, 'DELETE', `${scopes}/${scope.id}`);
    expect((await cached('default')).scopes.has('payments:all')).toBe(false);
  });

  it.each(['with blank', 'okta.something', 'okta', '*', '<both>', 'quo"te', 'back\\slash', 'ümlaut', ''])(
    'refuses the scope name %j',
    async (name) => {
      expect(await codeOf(400, 'POST', `${servers}/default/scopes`, { name })).toBe('E0000001');
    },
  );

  it('adds, changes and removes a claim; what would never reach a token is refused', async () => {
    const claims = `${servers}/default/claims`;
    const body = { name: 'department', claimType: 'RESOURCE', valueType: 'EXPRESSION', value: 'user.department' };
    const claim = await api.expect<Named>(201, 'POST', claims, body);
    claimOutput.parse(claim);
    expect((await cached('default')).claims.map(({ name }) => name)).toContain('department');
    await api.expect(200, 'PUT', `${claims}/${claim.id}`, { ...body, status: 'INACTIVE', conditions: { scopes: ['profile'] } });
    expect((await cached('default')).claims.find(({ name }) => name === 'department')).toMatchObject({
      active: false,
      scopes: ['profile'],
    });
    for (const bad of [
      { ...body, name: 'iss' },
      { ...body, value: 'Runtime.exec("rm")' },
      { ...body, valueType: 'GROUPS' },
      { ...body, alwaysIncludeInToken: false },
    ])
      expect(await codeOf(400, 'POST', claims, bad)).toBe('E0000001');
    await api.expect(204, 'DELETE', `${claims}/${claim.id}`);
    expect(await codeOf(404, 'GET', `${claims}/${claim.id}`)).toBe('E0000007');
  });

  it('of a system claim only status, scopes and inclusion change', async () => {
    const { id } = await create('Claims');
    const claims = `${servers}/${id}/claims`;
    const email = (await api.expect<readonly Named[]>(200, 'GET', claims)).find(({ name }) => name === 'email');
    const changed = await api.expect(200, 'PUT', `${claims}/${email?.id}`, { ...email, name: 'mail', alwaysIncludeInToken: false });
    expect(changed).toMatchObject({ name: 'email', system: true, valueType: 'SYSTEM', alwaysIncludeInToken: false });
    expect(await codeOf(403, 'DELETE', `${claims}/${email?.id}`)).toBe('E0000038');
  });
});

describe('types of authorization details', () => {
  const path = `${servers}/default/authorizationDetailsTypes`;
  const text = { type: 'string', maxLength: 70 };
  const loan = {
    type: 'loan',
    schema: { type: 'object', properties: { purpose: text, rate: { type: 'number' } }, required: ['purpose'] },
    display: [{ label: { en: 'Purpose', de: 'Zweck' }, path: 'purpose', format: 'text' }],
  };

  it('are added, changed and removed; every node reads them anew', async () => {
    const made = await api.expect<Named>(201, 'POST', path, loan);
    expect(authorizationDetailsTypeOutput.parse(made)).toMatchObject({ ...loan, version: 1 });
    expect(await api.expect(200, 'GET', path)).toEqual([made]);
    expect(await api.expect(200, 'GET', `${path}/${made.id}`)).toEqual(made);
    const first = (await cached('default')).authorizationDetailsTypes.get('loan');
    expect(first?.findFault({ type: 'loan', purpose: 'A house' })).toBeUndefined();
    expect(first?.findFault({ type: 'loan', amount: 'A house' })).toBeDefined();
    expect(await codeOf(400, 'POST', path, loan)).toBe('E0000001');

    const changed = { ...loan, type: 'credit', schema: { ...loan.schema, required: ['rate'] }, display: [] };
    expect(await api.expect(200, 'PUT', `${path}/${made.id}`, changed)).toMatchObject({ ...changed, id: made.id, version: 2 });
    const types = (await cached('default')).authorizationDetailsTypes;
    expect([...types.keys()]).toEqual(['credit']);
    expect(types.get('credit')?.findFault({ type: 'credit', purpose: 'A house' })).toBeDefined();
    await api.expect(204, 'DELETE', `${path}/${made.id}`);
    expect((await cached('default')).authorizationDetailsTypes.size).toBe(0);
    for (const method of ['GET', 'PUT', 'DELETE'] as const) expect(await codeOf(404, method, `${path}/${made.id}`, loan)).toBe('E0000007');

    for (const verb of ['created', 'updated', 'deleted']) {
      const [event] = await api.events(`x.oauth2.authorization_details_type.${verb}`);
      expect(event?.targets).toEqual([
        expect.objectContaining({ id: made.id, type: 'AuthorizationDetailsType' }),
        expect.objectContaining({ id: api.serverId, type: 'AuthorizationServer' }),
      ]);
    }
    const [updated] = await api.events('x.oauth2.authorization_details_type.updated');
    expect(updated?.targets[0]?.changeDetails).toMatchObject({ from: { type: 'loan' }, to: { type: 'credit' } });
  });

  it('are compiled once for each version', async () => {
    const made = await api.expect<Named>(201, 'POST', path, loan);
    const before = (await cached('default')).authorizationDetailsTypes.get('loan');
    await api.expect(201, 'POST', path, { ...loan, type: 'other' });
    expect((await cached('default')).authorizationDetailsTypes.get('loan')).toBe(before);
    await api.expect(200, 'PUT', `${path}/${made.id}`, loan);
    expect((await cached('default')).authorizationDetailsTypes.get('loan')).not.toBe(before);
  });

  it('two replacements at once do not overwrite each other unseen', async () => {
    const { id } = await api.expect<Named>(201, 'POST', path, { ...loan, type: 'raced' });
    const answers = await Promise.all([1, 2, 3].map(() => api.call('PUT', `${path}/${id}`, { ...loan, type: 'raced' })));
    expect(answers.map(({ statusCode }) => statusCode).filter((status) => status !== 200 && status !== 400)).toEqual([]);
    const versions = await api.expect<{ readonly version: number }>(200, 'GET', `${path}/${id}`);
    expect(versions.version).toBe(1 + answers.filter(({ statusCode }) => statusCode === 200).length);
  });

  it.each([
    ['a remote reference', { ...loan, schema: { type: 'object', $ref: 'https://example.com/schema' } }],
    ['a pattern that takes for ever', { ...loan, schema: { type: 'object', properties: { a: { pattern: '^(a+)+$' } } } }],
    ['a schema that makes no sense', { ...loan, schema: { type: 'object', properties: {}, required: ['a', 'a'] } }],
    ['a line that leads nowhere', { ...loan, display: [{ label: { en: 'X' }, path: 'nowhere' }] }],
    ['a line of an unknown format', { ...loan, display: [{ label: { en: 'X' }, path: 'purpose', format: 'html' }] }],
    ['another member', { ...loan, more: 1 }],
  ])('are refused with %s', async (_what, body) => {
    expect(await codeOf(400, 'POST', path, { ...body, type: 'refused' })).toBe('E0000001');
  });

  it('of another server are not found, and the org server has none', async () => {
    const { id } = await api.expect<Named>(201, 'POST', path, { ...loan, type: 'mine' });
    const other = await create('Details');
    expect(await codeOf(404, 'GET', `${servers}/${other.id}/authorizationDetailsTypes/${id}`)).toBe('E0000007');
    expect(await codeOf(404, 'GET', `${servers}/${api.orgId}/authorizationDetailsTypes`)).toBe('E0000007');
  });
});

const policyBody = (name: string, extra: object = {}) => ({
  type: 'OAUTH_AUTHORIZATION_POLICY',
  name,
  description: 'A policy',
  conditions: { clients: { include: ['ALL_CLIENTS'] } },
  ...extra,
});
const ruleBody = (name: string, extra: object = {}) => ({
  type: 'RESOURCE_ACCESS',
  name,
  conditions: {
    people: { groups: { include: ['EVERYONE'] } },
    grantTypes: { include: ['authorization_code'] },
    scopes: { include: ['*'] },
  },
  ...extra,
});

describe('access policies and rules', () => {
  it("takes the guide's step: the rule of the default policy gets the CIBA grant, and the next request is allowed", async () => {
    const policies = `${servers}/default/policies`;
    const policy = await api.expect<Named>(201, 'POST', policies, policyBody('Default Policy'));
    accessPolicyOutput.parse(policy);
    const rule = await api.expect<Named & { conditions: { grantTypes: { include: string[] } } }>(
      201,
      'POST',
      `${policies}/${policy.id}/rules`,
      ruleBody('Default Policy Rule'),
    );
    accessPolicyRuleOutput.parse(rule);
    expect(rule).toMatchObject({
      priority: 1,
      conditions: { people: { users: { include: [], exclude: [] } } },
      actions: { token: { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10_080 } },
    });
    const question = { clientId: 'any', grantType: ciba, scopes: ['openid'], user: { id: api.user.id, groupIds: [] } };
    expect(evaluateAccess(await cached('default'), question).allowed).toBe(false);
    const grantTypes = { include: [...rule.conditions.grantTypes.include, ciba] };
    await api.expect(200, 'PUT', `${policies}/${policy.id}/rules/${rule.id}`, { ...rule, conditions: { ...rule.conditions, grantTypes } });
    expect(evaluateAccess(await cached('default'), question)).toMatchObject({
      allowed: true,
      policyId: policy.id,
      ruleId: rule.id,
      lifetimes: { accessTokenSeconds: 3600 },
    });
    await api.expect(204, 'POST', `${policies}/${policy.id}/rules/${rule.id}/lifecycle/deactivate`);
    expect(evaluateAccess(await cached('default'), question).allowed).toBe(false);
    await api.expect(204, 'POST', `${policies}/${policy.id}/rules/${rule.id}/lifecycle/activate`);
    await api.expect(204, 'POST', `${policies}/${policy.id}/lifecycle/deactivate`);
    expect(evaluateAccess(await cached('default'), question).allowed).toBe(false);
    await api.expect(204, 'POST', `${policies}/${policy.id}/lifecycle/activate`);
    await api.expect(204, 'DELETE', `${policies}/${policy.id}/rules/${rule.id}`);
    expect(evaluateAccess(await cached('default'), question).allowed).toBe(false);
    await api.expect(204, 'DELETE', `${policies}/${policy.id}`);
  });

  it('whom a rule leaves out it does not concern', async () => {
    const { id } = await create('Exclusions');
    const policy = await api.expect<Named>(201, 'POST', `${servers}/${id}/policies`, policyBody('P'));
    const people = { groups: { include: ['EVERYONE'] }, users: { exclude: ['00uLeftOut'] } };
    const rule = ruleBody('R');
    await api.expect(201, 'POST', `${servers}/${id}/policies/${policy.id}/rules`, { ...rule, conditions: { ...rule.conditions, people } });
    const allowed = async (userId: string) =>
      evaluateAccess(await cached(id), { clientId: 'c', grantType: 'authorization_code', scopes: [], user: { id: userId, groupIds: [] } })
        .allowed;
    expect([await allowed('00uLeftOut'), await allowed('00uOther')]).toEqual([false, true]);
  });

  it('keeps priorities without gaps: a written record takes its place, the others move', async () => {
    const { id } = await create('Priorities');
    const path = `${servers}/${id}/policies`;
    const order = async () => {
      const policies = await api.expect<readonly (Named & { priority: number })[]>(200, 'GET', path);
      expect(policies.map(({ priority }) => priority)).toEqual(policies.map((_policy, index) => index + 1));
      return policies.map(({ name }) => name).join('');
    };
    const ids = new Map<string, string>();
    for (const name of ['A', 'B', 'C']) ids.set(name, (await api.expect<Named>(201, 'POST', path, policyBody(name))).id);
    expect(await order()).toBe('ABC');
    ids.set('D', (await api.expect<Named>(201, 'POST', path, policyBody('D', { priority: 1 }))).id);
    expect(await order()).toBe('DABC');
    const move = (name: string, priority?: number) =>
      api.expect(200, 'PUT', `${path}/${ids.get(name)}`, policyBody(name, priority === undefined ? {} : { priority }));
    await move('D', 3);
    expect(await order()).toBe('ABDC');
    await move('C', 1);
    expect(await order()).toBe('CABD');
    await move('A');
    expect(await order()).toBe('CABD');
    await move('A', 99);
    expect(await order()).toBe('CBDA');
    await api.expect(204, 'DELETE', `${path}/${ids.get('B')}`);
    expect(await order()).toBe('CDA');
    await Promise.all(['E', 'F', 'G', 'H'].map((name) => api.expect(201, 'POST', path, policyBody(name, { priority: 2 }))));
    expect((await order()).length).toBe(7);
  });

  it.each([
    ['an access token of 4 minutes', { accessTokenLifetimeMinutes: 4 }],
    ['an access token of 25 hours', { accessTokenLifetimeMinutes: 1500 }],
    ['a refresh token shorter than the access token', { refreshTokenLifetimeMinutes: 30, refreshTokenWindowMinutes: 10 }],
    ['an idle window longer than the refresh token', { refreshTokenLifetimeMinutes: 100, refreshTokenWindowMinutes: 200 }],
    ['half a minute', { accessTokenLifetimeMinutes: 60.5 }],
  ])('refuses %s', async (_what, token) => {
    const policies = await api.expect<readonly Named[]>(200, 'GET', `${servers}/default/policies`);
    const policy = policies[0] ?? (await api.expect<Named>(201, 'POST', `${servers}/default/policies`, policyBody('Limits')));
    expect(await codeOf(400, 'POST', `${servers}/default/policies/${policy.id}/rules`, ruleBody('R', { actions: { token } }))).toBe(
      'E0000001',
    );
  });

  it('a policy of another server is not found', async () => {
    const one = await create('One');
    const other = await create('Other');
    const policy = await api.expect<Named>(201, 'POST', `${servers}/${one.id}/policies`, policyBody('P'));
    expect(await codeOf(404, 'GET', `${servers}/${other.id}/policies/${policy.id}`)).toBe('E0000007');
    expect(await codeOf(404, 'DELETE', `${servers}/${other.id}/policies/${policy.id}`)).toBe('E0000007');
  });
});
