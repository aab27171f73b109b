import { openTestDatabase, type TestDatabase } from '@countersign/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../compose.js';
import { sharedKeyPairs } from '../testing/key-pairs.js';

const trusted = 'https://approve.example.com';
let store: TestDatabase;
let server: RunningServer;
beforeAll(async () => {
  store = await openTestDatabase({ now: Date.now() });
  const environment = { PORT: '0', LOG_LEVEL: 'silent', QUICKSTART: 'false', ENCRYPTION_KEY: 'A'.repeat(43), AUTHENTICATOR_URL: trusted };
  server = await startServer({ environment, database: store.database, generateKeyPair: sharedKeyPairs() });
});
afterAll(async () => {
  await server.close();
  await store.dispose();
});

const preflight = (path: string, origin: string) =>
  fetch(`${server.url}${path}`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  });

describe('scripts of other origins (decisions 2.12)', () => {
  const forTrusted = [
    '/oauth2/v1/token',
    '/oauth2/default/v1/token',
    '/oauth2/default/v1/revoke',
    '/oauth2/default/v1/userinfo',
    '/idp/myaccount/app-authenticators',
    '/.well-known/okta-organization',
    '/.well-known/app-authenticator-configuration',
  ];

  it.each(forTrusted)('%s answers the authenticator, without credentials', async (path) => {
    const answer = await preflight(path, trusted);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(trusted);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET, POST, PATCH, DELETE');
    expect(answer.headers.get('access-control-allow-headers')).toBe('authorization, content-type, accept, dpop, prefer');
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it.each(forTrusted)('%s answers no other origin', async (path) => {
    for (const origin of ['https://evil.example.com', 'null', `${trusted}.evil.example.com`, `${trusted}:8443`]) {
      expect((await preflight(path, origin)).headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it.each([
    '/oauth2/v1/keys',
    '/oauth2/default/v1/keys',
    '/.well-known/openid-configuration',
    '/oauth2/default/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server/oauth2/default',
  ])('%s is for everyone', async (path) => {
    const answer = await fetch(`${server.url}${path}`, { headers: { origin: 'https://anyone.example.com' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toBe('www-authenticate, x-okta-request-id, retry-after, link');
  });

  it.each([
    '/oauth2/default/v1/bc/authorize',
    '/oauth2/default/v1/introspect',
    '/oauth2/default/v1/authorize',
    '/api/v1/users',
    '/api/v1/internal/first-administrator',
  ])('%s is for no script, not even the authenticator’s', async (path) => {
    const answer = await preflight(path, trusted);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect([401, 405]).toContain(answer.status);
  });

  it('an error can be read by a trusted script too', async () => {
    const answer = await fetch(`${server.url}/oauth2/default/v1/token`, { method: 'POST', headers: { origin: trusted } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers.get('access-control-allow-origin')).toBe(trusted);
  });
});

describe('the origin of the authenticator app (decisions 4.3)', () => {
  const get = (path: string) => fetch(`${server.authenticatorUrl}${path}`);

  it('lets nothing run but its own files and calls nobody but the org', async () => {
    for (const path of ['/', '/config.json', '/request/ft1', '/nothing.js']) {
      const { headers } = await get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).toContain(`connect-src 'self' ${server.context.urls.org};`);
      expect(policy).toContain("require-trusted-types-for 'script'; trusted-types countersign");
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('has no API of the org, and writes nothing', async () => {
    for (const path of ['/oauth2/default/v1/token.json', '/api/v1/users.json']) expect((await get(path)).status).toBe(404);
    expect((await fetch(`${server.authenticatorUrl}/`, { method: 'POST' })).status).toBe(405);
  });

  it('names a brand only when its client may come back here', async () => {
    expect(await (await get('/config.json')).json()).toEqual([]);
    expect(await (await get('/manifest.webmanifest')).json()).toMatchObject({ name: 'Countersign', display: 'standalone', id: '/' });
  });
});
