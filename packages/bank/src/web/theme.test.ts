import { describe, expect, it } from 'vitest';
import { buildApp } from '../app.js';
import { createBank } from '../bank.js';

const bank = () =>
  createBank({
    url: 'http://localhost:1',
    port: 1,
    host: 'localhost',
    orgUrl: 'http://localhost:1',
    issuer: 'http://localhost:1',
    clientId: 'bank',
    clientSecret: 's3cret',
    apiToken: undefined,
    authenticatorUrl: undefined,
    authenticatorName: 'Magenta Bank',
  });

describe('the colours', () => {
  it('are in the first byte of the page, once chosen', async () => {
    const app = await buildApp(bank());
    expect((await app.inject('/sign-in')).body).toContain('<meta name="color-scheme" content="light dark"');
    const page = await app.inject({ url: '/sign-in', cookies: { magenta_theme: 'dark' } });
    expect(page.body).toContain('data-theme="dark"');
    expect(page.body).toContain('<meta name="color-scheme" content="dark"');
  });

  it.each([
    ['http://localhost:1/accounts/savings?x=1', '/accounts/savings?x=1'],
    ['https://elsewhere.example/accounts', '/'],
    ['http://localhost:1//elsewhere.example/', '/'],
    ['nonsense', '/'],
  ])('are remembered, and lead from %s to %s', async (referer, location) => {
    const app = await buildApp(bank());
    const headers = { host: 'localhost:1', referer, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await app.inject({ method: 'POST', url: '/theme', headers, payload: 'theme=dark' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, location]);
    expect(answer.cookies[0]).toMatchObject({ name: 'magenta_theme', value: 'dark' });
  });

  it('do not fail on an address that cannot be read', async () => {
    const app = await buildApp(bank());
    expect((await app.inject('/%')).statusCode).toBe(400);
  });
});
