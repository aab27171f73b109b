import { managementOperations } from '@countersign/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ManagementApp, openManagementApp } from '../../testing/open-management-app.js';

/** Every failure of the management API has this shape and no other member (okta-api 0.4). */
const errorObject = z.strictObject({
  errorCode: z.string().regex(/^E\d{7}$/),
  errorSummary: z.string().min(1),
  errorLink: z.string(),
  errorId: z.string().regex(/^oae[\w-]{22}$/),
  errorCauses: z.array(z.strictObject({ errorSummary: z.string().min(1) })),
});

let api: ManagementApp;
beforeAll(async () => {
  api = await openManagementApp();
});
afterAll(() => api.close());

const collections = [
  '/apps',
  '/users',
  '/groups',
  '/authorizationServers',
  '/authenticators',
  '/push-providers',
  '/api-tokens',
  '/apps/0oa/users',
  '/authorizationServers/default/scopes',
  '/authorizationServers/default/claims',
  '/authorizationServers/default/authorizationDetailsTypes',
  '/authorizationServers/default/policies',
];

describe('hostile input to the management API', () => {
  it.each([
    ['malformed JSON', '{"label":', 400, 'E0000003'],
    ['nothing', '', 400, 'E0000001'],
    ['null', 'null', 400, 'E0000001'],
    ['an array', '[]', 400, 'E0000001'],
    ['a number', '1', 400, 'E0000001'],
    ['an empty object', '{}', 400, 'E0000001'],
    ['U+0000', '{"label":"a\\u0000b"}', 400, 'E0000003'],
    ['a lone surrogate', '{"profile":{"name":"\\ud800"}}', 400, 'E0000003'],
    ['100 000 nested arrays', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400, undefined],
    ['a body of one megabyte', JSON.stringify({ label: 'x'.repeat(1_000_000) }), 413, 'E0000003'],
    ['__proto__', '{"__proto__":{"label":"x"},"constructor":{"prototype":{}}}', 400, 'E0000001'],
  ] as const)('%s in a body is refused by every collection in the right shape', async (_what, payload, status, code) => {
    for (const path of collections) {
      const answer = await api.call('POST', path, payload, { 'content-type': 'application/json' });
      expect([path, answer.statusCode]).toEqual([path, status]);
      const body = errorObject.parse(answer.json());
      if (code !== undefined) expect([path, body.errorCode]).toEqual([path, code]);
    }
  });

  it.each([
    ['text', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['XML', 'application/xml'],
    ['multipart', 'multipart/form-data; boundary=x'],
  ])('%s as content type is refused', async (_what, type) => {
    const answer = await api.call('POST', '/groups', '{"profile":{"name":"x"}}', { 'content-type': type });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
    expect(errorObject.parse(answer.json()).errorCode).toBe('E0000012');
  });

  const names = [
    "' or '1'='1",
    '"; drop table app; --',
    '<script>alert(1)</script>',
    '../../etc/passwd',
    '%00',
    '%2e%2e',
    '\u202e',
    '0oa'.repeat(100),
    '{{7*7}}',
  ];
  it.each(names)('the id %j is not found, nothing else', async (name) => {
    const id = name.startsWith('%') ? name : encodeURIComponent(name);
    const paths = ['/apps', '/users', '/groups', '/authorizationServers', '/authenticators', '/push-providers', '/api-tokens'];
    for (const path of paths) {
      for (const method of ['GET', 'DELETE'] as const) {
        const answer = await api.call(method, `${path}/${id}`);
        expect([method, path, answer.statusCode]).toEqual([method, path, 404]);
        errorObject.parse(answer.json());
      }
    }
  });

  it.each([
    ['limit=0', 'E0000029'],
    ['limit=-5', 'E0000029'],
    ['limit=1e9', 'E0000029'],
    ['limit=2&limit=3', 'E0000029'],
    ['after=%00', 'E0000029'],
    ['filter=status', 'E0000031'],
    ['filter=status+eq', 'E0000031'],
    ['filter=nothing+eq+%22x%22', 'E0000031'],
    ['filter=status+zz+%22x%22', 'E0000031'],
    ['filter=(status+eq+%22x%22', 'E0000031'],
    ['filter=id+eq+%22%00%22', 'E0000031'],
    ['filter=lastUpdated+gt+%22yesterday%22', 'E0000031'],
    ["filter=profile.x'%20or%201=1--+eq+%22x%22", 'E0000031'],
    ['filter=id+pr&search=id+pr', 'E0000033'],
  ])('the query %s is refused with %s', async (query, code) => {
    const answer = await api.call('GET', `/users?${query}`);
    expect([answer.statusCode, errorObject.parse(answer.json()).errorCode]).toEqual([400, code]);
  });

  it('filters of any depth end in an answer', async () => {
    const deep = `${'('.repeat(90)}id pr${')'.repeat(90)}`;
    expect((await api.call('GET', `/users?filter=${encodeURIComponent(deep)}`)).statusCode).toBe(200);
    expect((await api.call('GET', `/users?filter=${encodeURIComponent(`${'('.repeat(2000)}id pr`)}`)).statusCode).toBe(400);
  });

  it('HTML and SQL in names are kept as they are, as data', async () => {
    const name = `<img src=x onerror=alert(1)> '; drop table directory_group; --`;
    const group = await api.expect<{ id: string }>(200, 'POST', '/groups', { profile: { name } });
    const answer = await api.call('GET', `/groups/${group.id}`);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.json()).toMatchObject({ profile: { name } });
    expect(await api.expect(200, 'GET', `/groups?q=${encodeURIComponent(name)}`)).toHaveLength(1);
  });

  it('unknown paths, verbs and Accept headers have their codes', async () => {
    expect(errorObject.parse((await api.call('GET', '/nothing')).json()).errorCode).toBe('E0000008');
    const verb = await api.call('PATCH', '/apps', {});
    expect([verb.statusCode, errorObject.parse(verb.json()).errorCode]).toEqual([405, 'E0000022']);
    const accept = await api.call('GET', '/apps', undefined, { accept: 'text/html' });
    expect([accept.statusCode, errorObject.parse(accept.json()).errorCode]).toEqual([406, 'E0000122']);
    expect((await api.call('GET', '/apps', undefined, { accept: 'application/json, */*;q=0.8' })).statusCode).toBe(200);
  });

  it('below /api/v1 nothing is served that is not in the table of operations', () => {
    const served = urlsOf(api.app.printRoutes({ commonPrefix: false, method: 'GET' })).filter((url) => url.startsWith('/api/'));
    // the first administrator of an org is made by a command beside the server, before anybody can sign in
    const internal = '/api/v1/internal/first-administrator';
    const declared = Object.values(managementOperations).map(({ path }) => path.replaceAll(/\{(\w+)\}/g, ':$1'));
    expect(served.toSorted()).toEqual([...new Set([...declared, internal])].toSorted());
  });

  it('a life-cycle call needs no body, with or without a content type', async () => {
    const { id } = await api.expect<{ id: string }>(200, 'POST', '/users', {
      profile: { login: 'plain@example.com', email: 'plain@example.com' },
      credentials: { password: { value: 'correct horse battery' } },
    });
    expect((await api.call('POST', `/users/${id}/lifecycle/suspend`)).statusCode).toBe(200);
    expect((await api.call('POST', `/users/${id}/lifecycle/unsuspend`, '', { 'content-type': 'application/json' })).statusCode).toBe(200);
  });
});

/** The framework's tree of routes, as URLs. Each is there for GET, if only to refuse it. */
function urlsOf(tree: string): readonly string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = ''] = /^([│ ]*)[├└]── (\S+)/u.exec(line) ?? [];
    above.length = indent.length / 4;
    above.push(part);
    return line.endsWith(')') ? [above.join('')] : [];
  });
}
