import { readFileSync } from 'node:fs';
import { accessResources, adminRoles, managementOperations, type AdminRole, type Operation } from '@countersign/contracts';
import { createApiToken, createUser, grantAdminRole, systemAdministrator, type User } from '@countersign/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openManagementApp, type ManagementApp } from '../../testing/open-management-app.js';

let api: ManagementApp;
/** An administrator of each role, with a token. */
const administrators = new Map<AdminRole, { readonly user: User; readonly token: string }>();

beforeAll(async () => {
  api = await openManagementApp();
  for (const role of adminRoles) administrators.set(role, await addAdministrator(role, `${role.toLowerCase()}@example.com`));
});
afterAll(() => api.close());

async function addPerson(login: string): Promise<User> {
  const profile = { login, email: login, firstName: 'Some', lastName: 'Body' };
  const input = { profile, credentials: { password: { value: 'correct horse battery' } }, groupIds: [] };
  return createUser(api.admin, { input, activate: true }, systemAdministrator(api.orgId));
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

const roleTable = /^\| `(okta\.[\w.]+)` \| (\w+) \| (\w+) \| (\w+) \| (\w+) \|$/gm;

/** The table of the documentation: what people are told is what is tested. */
function documented(): ReadonlyMap<string, readonly string[]> {
  const page = readFileSync(new URL('../../../../../docs/administrators.md', import.meta.url), 'utf8');
  return new Map([...page.matchAll(roleTable)].map(([, scope = '', ...verbs]) => [scope, verbs]));
}

describe('every operation and every role', () => {
  it('the documentation has a line for each kind of resource', () => {
    expect([...documented().keys()]).toEqual(accessResources.map((resource) => `okta.${resource}`));
  });

  /** Nobody wants such an answer: who may call hears so (406) before anything is done. */
  const probe = (operation: Operation, headers: Readonly<Record<string, string>>) =>
    api.app.inject({
      method: operation.method,
      url: operation.path.replaceAll(/\{\w+\}/g, 'nobody'),
      headers: { accept: 'image/png', ...headers },
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
