import { adminRoleOutput, apiTokenOutput, groupOutput, userOutput } from '@countersign/contracts';
import { createApiToken, systemAdministrator } from '@countersign/engine';
import { toTimestamp } from '@countersign/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ManagementApp, openManagementApp } from '../../testing/open-management-app.js';
import { failuresPerMinute } from './rate-limit.js';

let api: ManagementApp;
beforeAll(async () => {
  api = await openManagementApp();
});
afterAll(() => api.close());

interface UserBody {
  readonly id: string;
  readonly status: string;
  readonly profile: Readonly<Record<string, unknown>>;
}
const password = 'correct horse battery';
let users = 0;
const login = () => `user${(users += 1)}@example.com`;
const create = (
  profile: Readonly<Record<string, unknown>> = {},
  credentials: object | null = { password: { value: password } },
  query = '',
) => {
  const name = login();
  return api.expect<UserBody>(200, 'POST', `/users${query}`, {
    profile: { login: name, email: name, ...profile },
    ...(credentials === null ? {} : { credentials }),
  });
};
const find = async (id: string) => {
  const user = await api.engine.users.findById(api.orgId, id);
  if (user === undefined) throw new Error('no user');
  return user;
};
const codeOf = async (status: number, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
  (await api.expect<{ errorCode: string }>(status, method, path, body)).errorCode;

describe('users', () => {
  it('creates an active user with a password that verifies and is never shown', async () => {
    const user = await create({ firstName: 'Ann', lastName: 'Example', department: 'Treasury', floors: [1, 2] });
    userOutput.parse(user);
    expect(user).toMatchObject({
      status: 'ACTIVE',
      profile: { firstName: 'Ann', department: 'Treasury', floors: [1, 2] },
      credentials: { password: {} },
    });
    expect(JSON.stringify(user)).not.toContain(password);
    const { passwordHash } = await find(user.id);
    expect(passwordHash).toContain('argon2id');
    expect(await api.engine.passwords.verify(password, passwordHash)).toBe(true);
  });

  it.each([
    ['with a password', '', { password: { value: password } }, 'ACTIVE'],
    ['without a password', '', null, 'PROVISIONED'],
    ['not activated', '?activate=false', { password: { value: password } }, 'STAGED'],
  ])('%s the first status is right', async (_what, query, credentials, status) => {
    expect((await create({}, credentials, query)).status).toBe(status);
  });

  it('partial changes made at the same time are all kept', async () => {
    const user = await create();
    const names = Array.from({ length: 6 }, (_, index) => `attribute${index}`);
    await Promise.all(names.map((name) => api.expect(200, 'POST', `/users/${user.id}`, { profile: { [name]: name } })));
    expect((await find(user.id)).profile).toMatchObject(Object.fromEntries(names.map((name) => [name, name])));
  });

  it('sorts people by login, in both directions and across pages', async () => {
    const made = await Promise.all(
      ['zoe', 'Ben', 'amy'].map((name) => {
        const address = `${name}.sorted@example.com`;
        return api.expect<UserBody>(200, 'POST', '/users', { profile: { login: address, email: address, department: 'Sorting' } });
      }),
    );
    const logins = made
      .map(({ profile }) => String(profile['login']))
      .toSorted((one, other) => one.toLowerCase().localeCompare(other.toLowerCase()));
    const walk = async (order: string): Promise<readonly string[]> => {
      const found: string[] = [];
      let path: string | undefined =
        `/users?search=${encodeURIComponent('profile.department eq "Sorting"')}&sortBy=profile.login&sortOrder=${order}&limit=2`;
      while (path !== undefined) {
        const answer: Awaited<ReturnType<typeof api.call>> = await api.call('GET', path);
        found.push(...answer.json<readonly UserBody[]>().map(({ profile }) => String(profile['login'])));
        path = /<[^>]*\/api\/v1([^>]*)>; rel="next"/.exec(String(answer.headers['link']))?.[1];
      }
      return found;
    };
    expect(await walk('asc')).toEqual(logins);
    expect(await walk('desc')).toEqual(logins.toReversed());
    expect(await codeOf(400, 'GET', '/users?sortBy=profile.nickName')).toBe('E0000001');
  });

  it('finds a user by id, by login in any case, and the owner of the token as me', async () => {
    const user = await create();
    const name = String(user.profile['login']);
    for (const path of [user.id, name, name.toUpperCase()]) {
      const answer = await api.call('GET', `/users/${encodeURIComponent(path)}`);
      expect(answer.json()).toMatchObject({ id: user.id });
      expect(answer.headers['etag']).toMatch(/^W\/".{22}"$/);
    }
    expect(await api.expect(200, 'GET', '/users/me')).toMatchObject({ id: api.administratorId });
    expect(await codeOf(404, 'GET', '/users/nobody@example.com')).toBe('E0000007');
  });

  it('lists by prefix, filter and search, in pages, without deprovisioned people unless they are asked for', async () => {
    const zoe = await create({ firstName: 'Zoelinde' });
    const gone = await create({ firstName: 'Zoelotte' });
    await api.expect(200, 'POST', `/users/${gone.id}/lifecycle/deactivate`);
    const ids = async (query: string) => (await api.expect<readonly UserBody[]>(200, 'GET', `/users?${query}`)).map((user) => user.id);
    expect(await ids('q=zoel')).toEqual([zoe.id]);
    expect(await ids(`search=${encodeURIComponent('profile.firstName sw "Zoel" and status eq "ACTIVE"')}`)).toEqual([zoe.id]);
    expect(await ids(`filter=${encodeURIComponent('status eq "DEPROVISIONED"')}`)).toEqual([gone.id]);
    expect(await ids(`filter=${encodeURIComponent(`profile.login eq "${String(zoe.profile['login']).toUpperCase()}"`)}`)).toEqual([zoe.id]);
    expect(await ids(`filter=${encodeURIComponent('lastUpdated gt "2030-01-01T00:00:00.000Z"')}`)).toEqual([]);
    const page = await api.call('GET', '/users?limit=1&q=user');
    expect([page.headers['link']].flat()[1]).toMatch(
      /^<https:\/\/id\.example\.com\/api\/v1\/users\?q=user&after=00u\w{17}&limit=1>; rel="next"$/,
    );
  });

  it('a percent sign in a search is a percent sign', async () => {
    expect(await api.expect(200, 'GET', '/users?q=%25')).toEqual([]);
    expect(await api.expect(200, 'GET', `/users?search=${encodeURIComponent('profile.login sw "%"')}`)).toEqual([]);
  });

  it('changes what is given on POST, everything on PUT', async () => {
    const user = await create({ firstName: 'Ann', nickName: 'A', title: 'Dr' });
    const changed = await api.expect<UserBody>(200, 'POST', `/users/${user.id}`, { profile: { firstName: 'Anna', title: null } });
    expect(changed.profile).toMatchObject({ firstName: 'Anna', nickName: 'A', login: user.profile['login'] });
    expect(changed.profile).not.toHaveProperty('title');
    const name = login();
    const replaced = await api.expect<UserBody>(200, 'PUT', `/users/${user.id}`, { profile: { login: name, email: name } });
    expect(replaced.profile).toMatchObject({ login: name, firstName: null });
    expect(replaced.profile).not.toHaveProperty('nickName');
    expect((await api.engine.users.findByLogin(api.orgId, name))?.id).toBe(user.id);
    const events = (await api.events('user.account.update_profile')).filter(({ targets }) =>
      targets.some((target) => target.id === user.id),
    );
    expect(events.map(({ targets }) => targets[0]?.changeDetails)).toContainEqual({
      from: { firstName: 'Ann', title: 'Dr' },
      to: { firstName: 'Anna' },
    });
  });

  it('a password set by an administrator activates the user, signs out everywhere and is logged without its value', async () => {
    const user = await create({}, null);
    expect(user.status).toBe('PROVISIONED');
    await insertSession(user.id);
    expect(
      await api.expect(200, 'POST', `/users/${user.id}`, { credentials: { password: { value: 'another good password' } } }),
    ).toMatchObject({ status: 'ACTIVE' });
    expect(await api.engine.passwords.verify('another good password', (await find(user.id)).passwordHash)).toBe(true);
    expect(await countSessions(user.id)).toBe(0);
    expect(JSON.stringify(await api.events('user.account.update_password'))).not.toContain('another good password');
  });

  it('changes a password only with the old one', async () => {
    const user = await create();
    const path = `/users/${user.id}/credentials/change_password`;
    const body = (oldPassword: string) => ({ oldPassword: { value: oldPassword }, newPassword: { value: 'a better password' } });
    expect(await codeOf(403, 'POST', path, body('wrong password'))).toBe('E0000014');
    await api.expect(200, 'POST', path, body(password));
    expect(await api.engine.passwords.verify('a better password', (await find(user.id)).passwordHash)).toBe(true);
  });

  it.each([
    ['a login that is taken in another case', () => ({ profile: { login: 'ADMIN@countersign.local', email: 'x@example.com' } }), 'login'],
    ['a login that is no address', () => ({ profile: { login: 'nobody', email: 'x@example.com' } }), 'login'],
    ['no e-mail address', () => ({ profile: { login: login() } }), 'email'],
    ['a short password', () => ({ profile: profileOf(login()), credentials: { password: { value: 'seven77' } } }), 'password'],
    [
      'a password that contains the login',
      () => ({ profile: profileOf('margaret@example.com'), credentials: { password: { value: 'Margaret1234' } } }),
      'password',
    ],
    [
      'a password hash that cannot be verified',
      () => ({ profile: profileOf(login()), credentials: { password: { hash: { algorithm: 'BCRYPT', value: 'x' } } } }),
      'algorithm',
    ],
    ['a first name of 51 characters', () => ({ profile: { ...profileOf(login()), firstName: 'x'.repeat(51) } }), 'firstName'],
    ['a first name that turns the reading direction', () => ({ profile: { ...profileOf(login()), firstName: 'Ann\u202e' } }), 'firstName'],
    ['a group that does not exist', () => ({ profile: profileOf(login()), groupIds: ['00gNothing'] }), 'groupIds'],
    ['an attribute name of SQL', () => ({ profile: { ...profileOf(login()), "x'; drop table app; --": 'y' } }), 'profile'],
    ['an attribute that is an object', () => ({ profile: { ...profileOf(login()), custom: { a: 1 } } }), 'custom'],
  ])('refuses %s', async (_what, body, field) => {
    const answer = await api.expect<{ errorCode: string; errorCauses: { errorSummary: string }[] }>(400, 'POST', '/users', body());
    expect(answer.errorCode).toBe('E0000001');
    expect(answer.errorCauses[0]?.errorSummary).toContain(field);
  });

  it('moves through its life: suspended, back, deactivated, activated again, deleted with the second call', async () => {
    const user = await create();
    const status = async () => (await find(user.id)).status;
    await api.expect(200, 'POST', `/users/${user.id}/lifecycle/suspend`);
    expect(await status()).toBe('SUSPENDED');
    expect(await codeOf(403, 'POST', `/users/${user.id}/lifecycle/suspend`)).toBe('E0000038');
    await api.expect(200, 'POST', `/users/${user.id}/lifecycle/unsuspend`);
    expect(await status()).toBe('ACTIVE');
    expect(await codeOf(403, 'POST', `/users/${user.id}/lifecycle/activate`)).toBe('E0000016');
    await api.expect(204, 'DELETE', `/users/${user.id}`);
    expect(await find(user.id)).toMatchObject({ status: 'DEPROVISIONED', passwordHash: undefined });
    expect(await codeOf(403, 'POST', `/users/${user.id}`, { profile: { firstName: 'Ghost' } })).toBe('E0000038');
    expect(await api.expect(200, 'POST', `/users/${user.id}/lifecycle/activate?sendEmail=false`)).toMatchObject({
      activationToken: expect.any(String),
    });
    expect(await status()).toBe('PROVISIONED');
    await api.expect(204, 'DELETE', `/users/${user.id}`);
    await api.expect(204, 'DELETE', `/users/${user.id}`);
    expect(await codeOf(404, 'GET', `/users/${user.id}`)).toBe('E0000007');
  });

  it('says in each event of its life from which status to which', async () => {
    const user = await create();
    for (const step of ['suspend', 'unsuspend', 'expire_password']) await api.expect(200, 'POST', `/users/${user.id}/lifecycle/${step}`);
    for (const [eventType, from, to] of [
      ['user.lifecycle.suspend', 'ACTIVE', 'SUSPENDED'],
      ['user.lifecycle.unsuspend', 'SUSPENDED', 'ACTIVE'],
      ['user.account.expire_password', 'ACTIVE', 'PASSWORD_EXPIRED'],
    ] as const) {
      const target = (await api.events(eventType)).flatMap(({ targets }) => targets).find(({ id }) => id === user.id);
      expect([eventType, target?.changeDetails]).toEqual([eventType, { from: { status: from }, to: { status: to } }]);
    }
  });

  it('takes a password for one sign-in from the beginning, on activation and later', async () => {
    const made = (query: string, more: object = {}) =>
      api.call('POST', `/users?${query}`, {
        profile: profileOf(login()),
        credentials: { password: { value: 'correct horse battery' } },
        ...more,
      });
    expect((await made('nextLogin=changePassword')).json()).toMatchObject({ status: 'PASSWORD_EXPIRED', activated: expect.any(String) });
    expect((await made('nextLogin=changePassword', { credentials: null })).json()).toMatchObject({ status: 'PROVISIONED' });
    expect((await made('nextLogin=changePassword&activate=false')).statusCode).toBe(400);
    expect((await made('nextLogin=other')).statusCode).toBe(400);
    const { id } = (await made('activate=false')).json<{ id: string }>();
    expect(await codeOf(403, 'POST', `/users/${id}/lifecycle/expire_password`)).toBe('E0000038');
    await api.expect(200, 'POST', `/users/${id}/lifecycle/activate?nextLogin=changePassword`);
    expect(await api.expect(200, 'POST', `/users/${id}/lifecycle/expire_password`)).toMatchObject({ id, status: 'PASSWORD_EXPIRED' });
    for (const path of ['expire_password?tempPassword=true', 'expire_password_with_temp_password?revokeSessions=true']) {
      const { tempPassword } = await api.expect<{ tempPassword: string }>(200, 'POST', `/users/${id}/lifecycle/${path}`);
      const { passwordHash, status } = await find(id);
      expect([status, await api.engine.passwords.verify(tempPassword, passwordHash)]).toEqual(['PASSWORD_EXPIRED', true]);
    }
    await api.expect(200, 'PUT', `/users/${id}`, {
      profile: profileOf(login()),
      credentials: { password: { value: 'chosen for the person' } },
    });
    expect((await find(id)).status).toBe('ACTIVE');
  });

  it.each(['suspend', 'deactivate', 'expire_password'])(
    '%s ends pending and unredeemed requests of the user, their open challenges and sessions',
    async (verb) => {
      const user = await create();
      await insertRequest(`${verb}-pending`, user.id, 'pending');
      await insertRequest(`${verb}-approved`, user.id, 'approved');
      await insertRequest(`${verb}-redeemed`, user.id, 'redeemed');
      await insertSession(user.id);
      const heard: string[] = [];
      const stop = api.engine.bus.subscribe((message) => message.kind === 'request-changed' && heard.push(message.authReqIdHash));
      await api.expect(200, 'POST', `/users/${user.id}/lifecycle/${verb}`);
      stop();
      const { rows } = await api.database.query<{ request: string; challenge: string }>({
        text: `select r.state as request, c.state as challenge from backchannel_request r join challenge c using (transaction_id) where r.user_id = $1 order by auth_req_id_hash`,
        values: [user.id],
      });
      expect(rows).toEqual([
        { request: 'failed', challenge: 'expired' },
        { request: 'failed', challenge: 'expired' },
        { request: 'redeemed', challenge: 'open' },
      ]);
      expect(heard.toSorted()).toEqual([`${verb}-approved`, `${verb}-pending`]);
      expect(await countSessions(user.id)).toBe(0);
      const events = (await api.events('x.ciba.request.fail')).filter(({ targets }) => targets.some((target) => target.id === user.id));
      expect(events).toHaveLength(2);
    },
  );

  it('a refused step changes nothing: requests of an active user survive a second unsuspend', async () => {
    const user = await create();
    await insertRequest('unsuspend-pending', user.id, 'pending');
    await api.expect(403, 'POST', `/users/${user.id}/lifecycle/unsuspend`);
    const { rows } = await api.database.query<{ state: string }>({
      text: 'select state from backchannel_request where user_id = $1',
      values: [user.id],
    });
    expect(rows).toEqual([{ state: 'pending' }]);
  });

  it('deactivating revokes grants for good, suspending only while it lasts', async () => {
    const client = await api.addClient();
    const user = await create();
    const { grant } = await api.addGrant(client, { userId: user.id });
    const live = () => api.engine.grants.isLive(api.orgId, grant.id, 'any');
    await api.expect(200, 'POST', `/users/${user.id}/lifecycle/suspend`);
    expect(await live()).toBe(false);
    await api.expect(200, 'POST', `/users/${user.id}/lifecycle/unsuspend`);
    expect(await live()).toBe(true);
    await api.expect(200, 'POST', `/users/${user.id}/lifecycle/deactivate`);
    await api.expect(200, 'POST', `/users/${user.id}/lifecycle/activate`);
    await api.expect(200, 'POST', `/users/${user.id}`, { credentials: { password: { value: password } } });
    expect((await find(user.id)).status).toBe('ACTIVE');
    expect(await live()).toBe(false);
  });

  it('ends sessions, and with oauthTokens grants too', async () => {
    const client = await api.addClient();
    const user = await create();
    const { grant } = await api.addGrant(client, { userId: user.id });
    await insertSession(user.id);
    await api.expect(204, 'DELETE', `/users/${user.id}/sessions`);
    expect(await countSessions(user.id)).toBe(0);
    expect(await api.engine.grants.isLive(api.orgId, grant.id, 'any')).toBe(true);
    await api.expect(204, 'DELETE', `/users/${user.id}/sessions?oauthTokens=true`);
    expect(await api.engine.grants.isLive(api.orgId, grant.id, 'any')).toBe(false);
  });
});

describe('groups', () => {
  it('has members, and the built-in one has everybody', async () => {
    const user = await create();
    const group = await api.expect<{ id: string }>(200, 'POST', '/groups', { profile: { name: 'Approvers', description: 'They approve' } });
    groupOutput.parse(group);
    await api.expect(204, 'PUT', `/groups/${group.id}/users/${user.id}`);
    await api.expect(204, 'PUT', `/groups/${group.id}/users/${user.id}`);
    expect((await api.expect<readonly UserBody[]>(200, 'GET', `/groups/${group.id}/users`)).map(({ id }) => id)).toEqual([user.id]);
    const groups = await api.expect<readonly { id: string; profile: { name: string } }[]>(200, 'GET', `/users/${user.id}/groups`);
    expect(groups.map(({ profile }) => profile.name).toSorted()).toEqual(['Approvers', 'Everyone']);
    expect(await api.engine.users.listGroupIds(api.orgId, user.id)).toContain(group.id);
    await api.expect(204, 'DELETE', `/groups/${group.id}/users/${user.id}`);
    expect(await api.expect(200, 'GET', `/groups/${group.id}/users`)).toEqual([]);
    const member = await api.expect<UserBody>(200, 'POST', '/users', { profile: profileOf(login()), groupIds: [group.id] });
    expect(await api.engine.users.listGroupIds(api.orgId, member.id)).toContain(group.id);
    await api.expect(204, 'DELETE', `/groups/${group.id}`);
    await api.expect(404, 'GET', `/groups/${group.id}`);
  });

  it('has a name of its own; the built-in one does not change', async () => {
    await api.expect(200, 'POST', '/groups', { profile: { name: 'Unique' } });
    const other = await api.expect<{ id: string }>(200, 'POST', '/groups', { profile: { name: 'Other' } });
    expect(await codeOf(400, 'POST', '/groups', { profile: { name: 'UNIQUE' } })).toBe('E0000001');
    expect(await codeOf(400, 'PUT', `/groups/${other.id}`, { profile: { name: 'unique' } })).toBe('E0000001');
    expect(await api.expect(200, 'PUT', `/groups/${other.id}`, { profile: { name: 'Another' } })).toMatchObject({
      profile: { name: 'Another', description: '' },
    });
    const [everyone] = await api.expect<readonly { id: string }[]>(
      200,
      'GET',
      `/groups?filter=${encodeURIComponent('type eq "BUILT_IN"')}`,
    );
    expect(await codeOf(403, 'PUT', `/groups/${everyone?.id}`, { profile: { name: 'Nobody' } })).toBe('E0000038');
    expect(await codeOf(403, 'DELETE', `/groups/${everyone?.id}`)).toBe('E0000038');
    expect(await codeOf(403, 'DELETE', `/groups/${everyone?.id}/users/${api.administratorId}`)).toBe('E0000038');
    await api.expect(404, 'PUT', `/groups/${other.id}/users/00uNobody`);
  });
});

describe('administrators and API tokens', () => {
  const withToken = (token: string) => api.call('GET', '/users/me', undefined, { authorization: `SSWS ${token}` });
  const administrator = async () => {
    const user = await create();
    adminRoleOutput.parse(await api.expect(201, 'POST', `/users/${user.id}/roles`, { type: 'SUPER_ADMIN' }));
    return user;
  };

  it('shows a new token once and stores only its SHA-256', async () => {
    const made = await api.expect<{ id: string; token: string }>(201, 'POST', '/api-tokens', { name: 'deploy' });
    apiTokenOutput.parse(made);
    expect(made.token).toMatch(/^00[0-9A-Za-z]{40}$/);
    expect((await withToken(made.token)).statusCode).toBe(200);
    const list = await api.expect<readonly object[]>(200, 'GET', '/api-tokens');
    z.array(apiTokenOutput).parse(list);
    expect(JSON.stringify(list)).not.toContain(made.token);
    const { rows } = await api.database.query<object>({ text: 'select * from api_token' });
    expect(JSON.stringify(rows)).not.toContain(made.token);
    await api.expect(204, 'DELETE', `/api-tokens/${made.id}`);
    expect((await withToken(made.token)).json()).toMatchObject({ errorCode: 'E0000011' });
  });

  it.each([
    ['no header', {}],
    ['another scheme', { authorization: 'Bearer abc' }],
    ['an unknown token', { authorization: `SSWS 00${'x'.repeat(40)}` }],
    ['an empty token', { authorization: 'SSWS ' }],
    ['SQL', { authorization: "SSWS ' or 1=1 --" }],
  ])('%s is 401 E0000011 before anything else is looked at', async (_what, headers) => {
    const answer = await api.app.inject({
      method: 'POST',
      url: '/api/v1/apps',
      headers: { 'content-type': 'application/json', ...headers },
      payload: '{not json',
    });
    expect([answer.statusCode, answer.json().errorCode]).toEqual([401, 'E0000011']);
    expect(answer.headers['x-rate-limit-reset']).toMatch(/^\d+$/);
  });

  it('dies after 30 days without use; each use renews it, written at most once a minute', async () => {
    const made = await api.expect<{ token: string; id: string }>(201, 'POST', '/api-tokens', { name: 'idle' });
    const day = 86_400_000;
    const lastUsed = async () =>
      (await api.database.query<{ at: number }>({ text: 'select last_used_at as at from api_token where id = $1', values: [made.id] }))
        .rows[0]?.at;
    const before = await lastUsed();
    api.clock.advance(30_000);
    await withToken(made.token);
    expect(await lastUsed()).toBe(before);
    api.clock.advance(29 * day);
    expect((await withToken(made.token)).statusCode).toBe(200);
    expect(await lastUsed()).toBe(api.clock.now());
    api.clock.advance(29 * day);
    expect((await withToken(made.token)).statusCode).toBe(200);
    expect((await withToken(api.token)).statusCode).toBe(401);
    api.clock.advance(30 * day);
    expect((await withToken(made.token)).statusCode).toBe(401);
    api.clock.advance(-88 * day - 30_000);
  });

  it('works only while its owner is an active administrator', async () => {
    const owner = await administrator();
    const user = await find(owner.id);
    const { token } = await createApiToken(api.admin, { input: { name: 'theirs' }, owner: user }, systemAdministrator(api.orgId));
    expect((await withToken(token)).json()).toMatchObject({ id: owner.id });
    await api.expect(200, 'POST', `/users/${owner.id}/lifecycle/suspend`);
    expect((await withToken(token)).json()).toMatchObject({ errorCode: 'E0000011' });
    await api.expect(200, 'POST', `/users/${owner.id}/lifecycle/unsuspend`);
    await api.expect(204, 'DELETE', `/users/${owner.id}/roles/SUPER_ADMIN`);
    expect([(await withToken(token)).statusCode, (await withToken(token)).json().errorCode]).toEqual([403, 'E0000006']);
    await api.expect(200, 'POST', `/users/${owner.id}/lifecycle/deactivate`);
    expect((await withToken(token)).json()).toMatchObject({ errorCode: 'E0000011' });
  });

  it('never lets the last administrator go', async () => {
    for (const [method, path] of [
      ['POST', `/users/${api.administratorId}/lifecycle/suspend`],
      ['POST', `/users/${api.administratorId}/lifecycle/deactivate`],
      ['DELETE', `/users/${api.administratorId}`],
      ['DELETE', `/users/${api.administratorId}/roles/SUPER_ADMIN`],
    ] as const) {
      expect(await codeOf(403, method, path)).toBe('E0000038');
    }
    expect((await find(api.administratorId)).status).toBe('ACTIVE');
  });

  it('says how much may still be called, and limits failures without touching good tokens', async () => {
    const good = await api.call('GET', '/users/me');
    expect(Number(good.headers['x-rate-limit-remaining'])).toBeLessThan(Number(good.headers['x-rate-limit-limit']));
    expect(Number(good.headers['x-rate-limit-reset']) * 1000).toBeGreaterThan(api.clock.now());
    const codes: number[] = [];
    for (let index = 0; index <= failuresPerMinute; index += 1) codes.push((await withToken('wrong')).statusCode);
    expect(codes.at(0)).toBe(401);
    expect(codes.at(-1)).toBe(429);
    expect((await withToken('wrong')).json()).toMatchObject({ errorCode: 'E0000047' });
    expect((await api.call('GET', '/users/me')).statusCode).toBe(200);
    api.clock.advance(60_000);
    expect((await withToken('wrong')).statusCode).toBe(401);
  });
});

function profileOf(name: string) {
  return { login: name, email: name };
}

async function insertRequest(hash: string, userId: string, state: string): Promise<void> {
  const now = api.clock.now();
  await api.database.transaction([
    {
      text: `insert into backchannel_request (auth_req_id_hash, transaction_id, org_id, transaction_type, display, authorization_server_id, client_id, user_id, login_hint, scopes, acr_values,
        lifetimes, interval_seconds, state, created_at, expires_at, requested_from)
        values ($1, $2, $3, 'CIBA', '{}', $4, 'client', $5, '', '[]', '[]', '{}', 5, $6, $7, $8, '{}')`,
      values: [hash, `ft-${hash}`, api.orgId, api.serverId, userId, state, toTimestamp(now), toTimestamp(now + 300_000)],
    },
    {
      text: `insert into challenge (transaction_id, enrollment_id, org_id, nonce, transaction_type, user_verification, state, created_at, expires_at)
        values ($1, 'pfd', $2, 'n', 'CIBA', 'NONE', 'open', $3, $4)`,
      values: [`ft-${hash}`, api.orgId, toTimestamp(now), toTimestamp(now + 300_000)],
    },
  ]);
}

async function insertSession(userId: string): Promise<void> {
  const now = api.clock.now();
  await api.engine.sessions.insert({
    hash: `session-of-${userId}`,
    orgId: api.orgId,
    userId,
    authTime: now,
    amr: ['pwd'],
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + 3_600_000,
  });
}

async function countSessions(userId: string): Promise<number> {
  const { rows } = await api.database.query<{ count: number }>({
    text: 'select count(*) as count from session where user_id = $1',
    values: [userId],
  });
  return rows[0]?.count ?? 0;
}
