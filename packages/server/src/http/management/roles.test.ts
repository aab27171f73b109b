import { readFileSync } from 'node:fs';
import { accessResources, adminRoles, managementOperations, type AdminRole, type Operation } from '@countersign/contracts';
import { createApiToken, createUser, grantAdminRole, randomBase64url, sha256, systemAdministrator, type User } from '@countersign/engine';
import { toTimestamp } from '@countersign/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pkce, webRedirect } from '../../testing/browser-flow.js';
import { openManagementApp, type ManagementApp } from '../../testing/open-management-app.js';
import type { TestClient } from '../../testing/open-oauth-app.js';

let api: ManagementApp;
/** An administrator of each role, with a token. */
const administrators = new Map<AdminRole, { readonly user: User; readonly token: string }>();

beforeAll(async () => {
  api = await openManagementApp();
  for (const role of adminRoles) administrators.set(role, await addAdministrator(role, `${role.toLowerCase()}@example.com`));
});
afterAll(() => api.close());

/** Active, without a password: hashing one takes longer than everything else here. */
async function addPerson(login: string): Promise<User> {
  const input = { profile: { login, email: login, firstName: 'Some', lastName: 'Body' }, credentials: null, groupIds: [] };
  const user = await createUser(api.admin, { input, activate: true }, systemAdministrator(api.orgId));
  await api.database.query({ text: `update directory_user set status = 'ACTIVE' where id = $1`, values: [user.id] });
  return { ...user, status: 'ACTIVE' };
}

async function addAdministrator(role: AdminRole, login: string) {
  const user = await addPerson(login);
  await grantAdminRole(api.admin, { user, role }, systemAdministrator(api.orgId));
  const { token } = await createApiToken(api.admin, { input: { name: role }, owner: user }, systemAdministrator(api.orgId));
  return { user, token };
}

const of = (role: AdminRole) => {
  const found = administrators.get(role);
  if (found === undefined) throw new Error(role);
  return found;
};

/** As an administrator of this role. */
const as = (role: AdminRole, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
  api.call(method, path, body, { authorization: `SSWS ${of(role).token}` });

/** Answers of no type there is: who may call hears so (406), before anything is done. */
const nothing = { accept: 'image/png' };

const roleTable = /^\| `(okta\.[\w.]+)` \| (\w+) \| (\w+) \| (\w+) \| (\w+) \|$/gm;

/** The table of the documentation: what people are told is what is tested. */
function documented(): ReadonlyMap<string, readonly string[]> {
  const page = readFileSync(new URL('../../../../../docs/administrators.md', import.meta.url), 'utf8');
  return new Map([...page.matchAll(roleTable)].map(([, scope = '', ...verbs]) => [scope, verbs]));
}

describe('an app that was granted scopes of this API', () => {
  it('is changed, and its secrets read, by super administrators only: it would be a way to their tokens', async () => {
    const body = {
      name: 'oidc_client',
      label: 'Automation',
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_post' } },
      settings: {
        oauthClient: {
          redirect_uris: ['https://app.example/cb'],
          response_types: ['code'],
          grant_types: ['authorization_code'],
          application_type: 'web',
        },
      },
    };
    const { id } = (await as('APP_ADMIN', 'POST', '/apps', body)).json<{ id: string }>();
    const tries = () =>
      Promise.all([
        as('APP_ADMIN', 'PUT', `/apps/${id}`, {
          ...body,
          settings: { oauthClient: { ...body.settings.oauthClient, redirect_uris: ['https://evil.example/cb'] } },
        }),
        as('APP_ADMIN', 'GET', `/apps/${id}/credentials/secrets`),
        as('APP_ADMIN', 'POST', `/apps/${id}/credentials/secrets`, {}),
      ]).then((answers) => answers.map(({ statusCode }) => statusCode));
    expect((await tries()).every((status) => status < 300)).toBe(true);
    const grant = { scopeId: 'okta.users.manage', issuer: api.orgUrl };
    expect((await as('APP_ADMIN', 'POST', `/apps/${id}/grants`, grant)).statusCode).toBe(403);
    await api.expect(201, 'POST', `/apps/${id}/grants`, grant);
    expect(await tries()).toEqual([403, 403, 403]);
    expect((await as('APP_ADMIN', 'GET', `/apps/${id}`)).statusCode).toBe(200);
    expect((await as('SUPER_ADMIN', 'GET', `/apps/${id}/credentials/secrets`)).statusCode).toBe(200);
  });
});

describe('every operation and every role', () => {
  it('the documentation has a line for each kind of resource', () => {
    expect([...documented().keys()]).toEqual(accessResources.map((resource) => `okta.${resource}`));
  });

  it('whatever changes something takes the right to manage', () => {
    const harmless = ['previewTokens'];
    const read = Object.values<Operation>(managementOperations).filter(
      ({ method, access }) => method !== 'GET' && !access.endsWith('.manage'),
    );
    expect(read.map(({ id }) => id).filter((id) => !harmless.includes(id))).toEqual([]);
  });

  let addresses = 0;
  const probe = (operation: Operation, headers: Readonly<Record<string, string>>) =>
    api.app.inject({
      method: operation.method,
      url: operation.path.replaceAll(/\{\w+\}/g, 'nobody'),
      headers: { ...nothing, ...headers },
      // failures are counted by address
      remoteAddress: `192.0.2.${++addresses % 250}`,
    });

  it('answers what the table of the documentation says', async () => {
    const wrong: string[] = [];
    for (const operation of Object.values<Operation>(managementOperations)) {
      const [, scope = '', verb = ''] = /^(.+)\.(\w+)$/.exec(operation.access) ?? [];
      const verbs = documented().get(scope) ?? [];
      for (const [index, role] of adminRoles.entries()) {
        const allowed = verbs[index] === 'manage' || verbs[index] === verb;
        const { statusCode } = await probe(operation, { authorization: `SSWS ${of(role).token}` });
        if (statusCode !== (allowed ? 406 : 403)) wrong.push(`${role} ${operation.id}: ${statusCode}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('refuses whoever shows nothing, and any other scheme', async () => {
    const statuses = new Set<number>();
    for (const operation of Object.values<Operation>(managementOperations)) statuses.add((await probe(operation, {})).statusCode);
    expect([...statuses]).toEqual([401]);
    expect((await api.call('GET', '/groups', undefined, { authorization: 'Basic YTpi' })).statusCode).toBe(401);
  });
});

describe('the session of the console', () => {
  it('reads, and changes nothing without the header and origin of the console', async () => {
    const sessionId = randomBase64url(api.engine.random, 32);
    const now = api.clock.now();
    const user = of('SUPER_ADMIN').user;
    await api.engine.sessions.insert({
      hash: sha256(sessionId),
      orgId: api.orgId,
      userId: user.id,
      authTime: now,
      amr: ['pwd', 'otp', 'mfa'],
      createdAt: now,
      lastUsedAt: now,
      expiresAt: now + 3_600_000,
      consoleSince: now,
    });
    const cookie = `__Host-countersign_session=${sessionId}`;
    const wrong: string[] = [];
    let address = 0;
    for (const { id, method, path } of Object.values<Operation>(managementOperations)) {
      const call = async (headers: Readonly<Record<string, string>>) =>
        (
          await api.app.inject({
            method,
            url: path.replaceAll(/\{\w+\}/g, 'nobody'),
            headers: { ...nothing, cookie, ...headers },
            remoteAddress: `198.51.100.${++address % 250}`,
          })
        ).statusCode;
      const answers = [
        await call({}),
        await call({ origin: api.orgUrl }),
        await call({ 'x-countersign-console': '1', origin: 'https://evil.example.com' }),
        await call({ 'x-countersign-console': '1', origin: api.orgUrl }),
      ];
      const expected = method === 'GET' ? [406, 406, 403, 406] : [403, 403, 403, 406];
      if (answers.join(' ') !== expected.join(' ')) wrong.push(`${id}: ${answers.join(' ')}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('roles', () => {
  it('are given, listed and taken by super administrators, each with an event', async () => {
    const user = await addPerson('given@example.com');
    const path = `/users/${user.id}/roles`;
    await api.expect(201, 'POST', path, { type: 'APP_ADMIN' });
    await api.expect(201, 'POST', path, { type: 'READ_ONLY_ADMIN' });
    await api.expect(400, 'POST', path, { type: 'APP_ADMIN' });
    await api.expect(400, 'POST', path, { type: 'ORG_ADMIN' });
    expect((await api.expect<{ type: string }[]>(200, 'GET', path)).map(({ type }) => type)).toEqual(['APP_ADMIN', 'READ_ONLY_ADMIN']);
    await api.expect(204, 'DELETE', `${path}/APP_ADMIN`);
    await api.expect(404, 'DELETE', `${path}/APP_ADMIN`);
    const events = [...(await api.events('user.account.privilege.grant')), ...(await api.events('user.account.privilege.revoke'))];
    const own = events.filter(({ targets }) => targets.some(({ id }) => id === user.id));
    // the clock stands still: events of one moment have no order
    expect(own.map(({ debug_data: { role } }) => role).sort()).toEqual(['APP_ADMIN', 'APP_ADMIN', 'READ_ONLY_ADMIN']);
    expect(new Set(own.map(({ actor }) => actor.id))).toEqual(new Set([api.administratorId]));
  });

  it.each(['APP_ADMIN', 'HELP_DESK_ADMIN', 'READ_ONLY_ADMIN'] as const)('%s cannot raise itself', async (role) => {
    const path = `/users/${of(role).user.id}/roles`;
    expect((await as(role, 'POST', path, { type: 'SUPER_ADMIN' })).statusCode).toBe(403);
    expect((await as(role, 'POST', '/users/me/roles', { type: 'SUPER_ADMIN' })).statusCode).toBe(403);
  });

  it('a role that is taken away counts at once, for tokens too', async () => {
    const { user, token } = await addAdministrator('READ_ONLY_ADMIN', 'short-lived@example.com');
    const look = () => api.call('GET', '/groups', undefined, { authorization: `SSWS ${token}` });
    expect((await look()).statusCode).toBe(200);
    await api.expect(204, 'DELETE', `/users/${user.id}/roles/READ_ONLY_ADMIN`);
    expect((await look()).statusCode).toBe(403);
  });

  it.each(['SUSPENDED', 'LOCKED_OUT', 'DEPROVISIONED'])('the tokens of a %s administrator are dead', async (status) => {
    const { user, token } = await addAdministrator('READ_ONLY_ADMIN', `${status.toLowerCase()}@example.com`);
    await api.database.query({ text: 'update directory_user set status = $1 where id = $2', values: [status, user.id] });
    expect((await api.call('GET', '/groups', undefined, { authorization: `SSWS ${token}` })).statusCode).toBe(401);
  });
});

describe('nobody becomes more than they are by way of an account', () => {
  /** 406: may, 403: may not; nothing is done. */
  const may = async (role: AdminRole, operation: Operation, path: string) =>
    (await api.app.inject({ method: operation.method, url: path, headers: { ...nothing, authorization: `SSWS ${of(role).token}` } }))
      .statusCode;

  const below = (root: string) =>
    Object.values<Operation>(managementOperations).filter(({ path, access }) => path.startsWith(root) && access.endsWith('.manage'));

  it('a help desk reaches the accounts of people, and of no administrator, under whatever name', async () => {
    const person = await addPerson('in.need@example.com');
    const names = [...administrators.values()].flatMap(({ user: { id, login } }) => [id, login, login.toUpperCase()]);
    const reached: string[] = [];
    const refused: string[] = [];
    for (const operation of below('/api/v1/users/{userId}')) {
      const at = (name: string) => operation.path.replace('{userId}', name).replaceAll(/\{\w+\}/g, 'nobody');
      if ((await may('HELP_DESK_ADMIN', operation, at(person.id))) === 403) continue;
      for (const name of [...names, 'me'])
        if ((await may('HELP_DESK_ADMIN', operation, at(name))) !== 403) refused.push(`${operation.id} ${name}`);
      reached.push(operation.id);
    }
    expect(refused).toEqual([]);
    expect(reached).toEqual(expect.arrayContaining(['changePassword', 'resetFactors', 'unlockUser', 'revokeUserSessions']));
  });

  it('nor their devices', async () => {
    const person = await addPerson('with.phone@example.com');
    const phones = [await addDevice(person), await addDevice(of('APP_ADMIN').user)] as const;
    const [operation] = below('/api/v1/devices/{deviceId}/lifecycle');
    if (operation === undefined) throw new Error('no operation');
    const at = (id: string) => operation.path.replace('{deviceId}', id);
    expect([await may('HELP_DESK_ADMIN', operation, at(phones[0])), await may('HELP_DESK_ADMIN', operation, at(phones[1]))]).toEqual([
      406, 403,
    ]);
    expect(await may('SUPER_ADMIN', operation, at(phones[1]))).toBe(406);
  });

  it('API tokens are made for oneself and revoked by their owner or a super administrator', async () => {
    const made = await as('APP_ADMIN', 'POST', '/api-tokens', { name: 'of the app administrator' });
    const { id, userId } = made.json<{ id: string; userId: string }>();
    expect([made.statusCode, userId]).toEqual([201, of('APP_ADMIN').user.id]);
    expect((await as('HELP_DESK_ADMIN', 'DELETE', `/api-tokens/${id}`)).statusCode).toBe(403);
    expect((await as('APP_ADMIN', 'DELETE', `/api-tokens/${id}`)).statusCode).toBe(204);
    const other = (await as('HELP_DESK_ADMIN', 'POST', '/api-tokens', { name: 'of the help desk' })).json<{ id: string }>();
    expect((await as('SUPER_ADMIN', 'DELETE', `/api-tokens/${other.id}`)).statusCode).toBe(204);
  });
});

describe('access tokens of the org server', () => {
  const bearer = async (userId: string, scopes: readonly string[], server = api.orgId) => {
    const client = await api.addClient();
    for (const scope of scopes) await grantScope(client, scope);
    const { refreshToken } = await api.addGrant(client, { userId, scopes: [...scopes, 'offline_access'], authorizationServerId: server });
    const answer = await api.app.inject({
      method: 'POST',
      url: `/oauth2/${server === api.orgId ? '' : `${server}/`}v1/token`,
      headers: { authorization: client.basic, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }).toString(),
    });
    const token = answer.json<{ access_token: string }>().access_token;
    return (method: 'GET' | 'POST', path: string, body?: unknown) => api.call(method, path, body, { authorization: `Bearer ${token}` });
  };
  const group = (name: string) => ({ profile: { name } });

  it('can do what both their scopes and the roles of their person allow', async () => {
    const reading = await bearer(of('SUPER_ADMIN').user.id, ['okta.groups.read']);
    expect((await reading('GET', '/groups')).statusCode).toBe(200);
    const refused = await reading('POST', '/groups', group('Not made'));
    expect([refused.statusCode, refused.headers['www-authenticate']]).toEqual([403, expect.stringContaining('insufficient_scope')]);
    expect((await reading('GET', '/devices')).statusCode).toBe(403);
    const managing = await bearer(of('SUPER_ADMIN').user.id, ['okta.groups.manage', 'okta.apiTokens.manage']);
    expect((await managing('POST', '/groups', group('Made by an app'))).statusCode).toBe(200);
    expect((await managing('GET', '/groups')).statusCode).toBe(200);
    expect((await managing('POST', '/api-tokens', { name: 'for ever' })).statusCode).toBe(403);
    const helping = await bearer(of('HELP_DESK_ADMIN').user.id, ['okta.groups.manage', 'okta.users.manage']);
    expect((await helping('GET', '/groups')).statusCode).toBe(200);
    expect((await helping('POST', '/groups', group('Not made'))).statusCode).toBe(403);
    expect((await helping('POST', `/users/${of('APP_ADMIN').user.id}/lifecycle/unlock`)).statusCode).toBe(403);
    const nobody = await bearer((await addPerson('no.role@example.com')).id, ['okta.groups.read']);
    expect((await nobody('GET', '/groups')).statusCode).toBe(403);
  });

  it('are given by the authorization endpoint as far as the app was granted their scopes', async () => {
    const client = await api.addClient();
    await grantScope(client, 'okta.groups.read');
    await grantScope(client, 'okta.apiTokens.manage');
    const ask = async (scope: string, server = '') => {
      const query = new URLSearchParams({
        client_id: client.clientId,
        redirect_uri: webRedirect,
        response_type: 'code',
        scope,
        state: 's',
        code_challenge: pkce.challenge,
        code_challenge_method: 'S256',
      });
      const answer = await api.app.inject({ method: 'GET', url: `/oauth2/${server}v1/authorize?${query.toString()}` });
      return answer.statusCode === 200 ? 'sign-in' : new URL(String(answer.headers.location)).searchParams.get('error');
    };
    expect(await ask('okta.groups.read')).toBe('sign-in');
    for (const scope of ['okta.groups.manage', 'okta.groups.read okta.users.read', 'okta.apiTokens.manage'])
      expect([scope, await ask(scope)]).toEqual([scope, 'invalid_scope']);
    expect(await ask('okta.groups.read', `${api.serverId}/`)).toBe('invalid_scope');
  });

  it('are dead for what was taken from the app since', async () => {
    const call = await bearer(of('SUPER_ADMIN').user.id, ['okta.groups.read']);
    expect((await call('GET', '/groups')).statusCode).toBe(200);
    await api.database.query({ text: `delete from app_scope_grant` });
    await api.engine.bus.publish([{ kind: 'changed', record: 'client', id: '' }]);
    expect((await call('GET', '/groups')).statusCode).toBe(403);
  });

  it('are given and taken with the scopes that super administrators grant apps, each with an event', async () => {
    const client = await api.addClient();
    const { appId } = (await api.engine.clients.findByClientId(api.orgId, client.clientId)) ?? {};
    const path = `/apps/${appId}/grants`;
    const body = { scopeId: 'okta.groups.read', issuer: api.orgUrl };
    const grant = await api.expect<{ id: string }>(201, 'POST', path, body);
    expect(grant).toMatchObject({ ...body, clientId: client.clientId, createdBy: { id: api.administratorId, type: 'User' } });
    expect(await api.expect(201, 'POST', path, body)).toEqual(grant);
    expect(await api.expect(200, 'GET', path)).toEqual([grant]);
    expect(await api.expect(200, 'GET', `${path}/${grant.id}`)).toEqual(grant);
    expect([...((await api.engine.clients.findByClientId(api.orgId, client.clientId))?.managementScopes ?? [])]).toEqual([body.scopeId]);
    for (const wrong of [
      { scopeId: 'okta.apiTokens.manage' },
      { scopeId: 'okta.appGrants.manage' },
      { scopeId: 'openid' },
      { issuer: 'https://other.example' },
    ])
      await api.expect(400, 'POST', path, { ...body, ...wrong });
    await api.expect(404, 'POST', '/apps/nobody/grants', body);
    await api.expect(204, 'DELETE', `${path}/${grant.id}`);
    await api.expect(404, 'DELETE', `${path}/${grant.id}`);
    expect((await api.engine.clients.findByClientId(api.orgId, client.clientId))?.managementScopes?.size).toBe(0);
    for (const verb of ['grant', 'revoke']) {
      const events = (await api.events(`app.oauth2.admin.consent.${verb}`)).filter(({ targets }) => targets[0]?.id === appId);
      expect(events.map(({ targets }) => targets[1]?.displayName)).toEqual([body.scopeId]);
    }
  });

  it('of another server count for nothing', async () => {
    expect((await (await bearer(of('SUPER_ADMIN').user.id, ['okta.groups.read'], api.serverId))('GET', '/groups')).statusCode).toBe(401);
  });
});

async function grantScope({ clientId }: TestClient, scope: string): Promise<void> {
  const text = `insert into app_scope_grant (id, org_id, app_id, scope, created_by, created_at, updated_at)
    select $1, org_id, id, $3, 'test', $4, $4 from app where client_id = $2`;
  await api.database.query({
    text,
    values: [`oag${randomBase64url(api.engine.random, 12)}`, clientId, scope, toTimestamp(api.clock.now())],
  });
}

async function addDevice(user: User): Promise<string> {
  const id = `guo${user.id.slice(3)}`;
  const at = toTimestamp(api.clock.now());
  await api.database.query({
    text: `insert into device (id, org_id, status, client_instance_id, client_instance_key, profile, created_at, updated_at) values ($1, $2, 'ACTIVE', $1, '{}', '{}', $3, $3)`,
    values: [id, api.orgId, at],
  });
  await api.database.query({
    text: `insert into enrollment (id, org_id, user_id, device_id, authenticator_id, status, method_id, push_token_sealed, transaction_types, keys, created_at, updated_at)
      values ($1, $2, $3, $4, $5, 'ACTIVE', $6, '', '[]', '{}', $7, $7)`,
    values: [`pfd${user.id.slice(3)}`, api.orgId, user.id, id, api.authenticatorId, `opf${user.id.slice(3)}`, at],
  });
  return id;
}

describe('the last super administrator', () => {
  it('keeps role and account, also when two remove each other at the same moment', async () => {
    const first = { id: api.administratorId, token: api.token };
    const { user, token } = of('SUPER_ADMIN');
    const second = { id: user.id, token };
    const remove = (who: { token: string }, whom: { id: string }, how: 'role' | 'deactivate' | 'suspend') =>
      how === 'role'
        ? api.call('DELETE', `/users/${whom.id}/roles/SUPER_ADMIN`, undefined, { authorization: `SSWS ${who.token}` })
        : api.call('POST', `/users/${whom.id}/lifecycle/${how}`, undefined, { authorization: `SSWS ${who.token}` });
    for (const how of ['role', 'suspend', 'role', 'suspend'] as const) {
      const answers = await Promise.all([remove(first, second, how), remove(second, first, how)]);
      expect(answers.filter(({ statusCode }) => statusCode < 300).length).toBeLessThanOrEqual(1);
      const left = await api.admin.management.users.listAdministrators(api.orgId, 'SUPER_ADMIN');
      expect(left.length).toBeGreaterThanOrEqual(1);
      for (const { id } of [first, second]) {
        await api.database.query({ text: `update directory_user set status = 'ACTIVE' where id = $1`, values: [id] });
        const text = 'insert into admin_role (org_id, user_id, role) values ($1, $2, $3) on conflict do nothing';
        await api.database.query({ text, values: [api.orgId, id, 'SUPER_ADMIN'] });
      }
    }
    await api.expect(204, 'DELETE', `/users/${second.id}/roles/SUPER_ADMIN`);
    for (const how of ['role', 'deactivate', 'suspend'] as const) {
      const answer = await remove(first, first, how);
      expect([answer.statusCode, answer.json<{ errorCode: string }>().errorCode]).toEqual([403, 'E0000038']);
    }
    await api.expect(201, 'POST', `/users/${second.id}/roles`, { type: 'SUPER_ADMIN' });
  });
});
