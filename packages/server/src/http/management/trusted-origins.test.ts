import { trustedOriginOutput } from '@countersign/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ManagementApp, openManagementApp } from '../../testing/open-management-app.js';

let api: ManagementApp;
beforeAll(async () => {
  api = await openManagementApp();
});
afterAll(() => api.close());

interface Body {
  readonly id: string;
}
const page = 'https://approve.example.com';
const input = (changes: object = {}) => ({ name: 'App', origin: page, scopes: [{ type: 'CORS' }], ...changes });
const allowed = async (origin: string) =>
  (await api.app.inject({ url: '/.well-known/okta-organization', headers: { origin } })).headers['access-control-allow-origin'];

describe('/api/v1/trustedOrigins', () => {
  it('lets scripts of an origin call from when it is listed until it is switched off or deleted', async () => {
    expect(await allowed(page)).toBeUndefined();
    const made = await api.expect<Body>(200, 'POST', '/trustedOrigins', input({ origin: `${page}/` }));
    trustedOriginOutput.parse(made);
    expect(made).toMatchObject({ origin: page, status: 'ACTIVE', scopes: [{ type: 'CORS' }] });
    expect(await allowed(page)).toBe(page);
    await api.expect(200, 'POST', `/trustedOrigins/${made.id}/lifecycle/deactivate`);
    expect(await allowed(page)).toBeUndefined();
    await api.expect(200, 'POST', `/trustedOrigins/${made.id}/lifecycle/activate`);
    expect(await allowed(page)).toBe(page);
    await api.expect(200, 'PUT', `/trustedOrigins/${made.id}`, input({ scopes: [{ type: 'REDIRECT' }] }));
    expect(await allowed(page)).toBeUndefined();
    expect(await api.expect(200, 'GET', '/trustedOrigins?limit=1')).toMatchObject([{ id: made.id, scopes: [{ type: 'REDIRECT' }] }]);
    await api.expect(204, 'DELETE', `/trustedOrigins/${made.id}`);
    await api.expect(404, 'GET', `/trustedOrigins/${made.id}`);
    for (const verb of ['create', 'deactivate', 'activate', 'update', 'delete'])
      expect(await api.events(`security.trusted_origin.${verb}`)).toMatchObject([{ targets: [{ id: made.id, type: 'TrustedOrigin' }] }]);
  });

  it.each([
    ['a path', { origin: `${page}/app` }],
    ['credentials', { origin: 'https://a:b@approve.example.com' }],
    ['a wildcard host', { origin: 'https://*' }],
    ['another scheme', { origin: 'ftp://approve.example.com' }],
    ['no scope', { scopes: [] }],
    ['an unknown scope', { scopes: [{ type: 'ALL' }] }],
    ['a direction change in its name', { name: 'a\u202eb' }],
  ])('refuses %s', async (_what, changes) => {
    expect(await api.expect(400, 'POST', '/trustedOrigins', input(changes))).toMatchObject({ errorCode: 'E0000001' });
  });

  it('has an origin once', async () => {
    const other = 'http://localhost:9999';
    await api.expect(200, 'POST', '/trustedOrigins', input({ origin: other }));
    expect(await api.expect(400, 'POST', '/trustedOrigins', input({ origin: other }))).toMatchObject({ errorCode: 'E0000001' });
  });
});
