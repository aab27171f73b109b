/** From the link that a first start prints to the console, and what its cookie is good for. */
import { createUser, systemAdministrator, totpCode } from '@countersign/engine';
import { createSetupStore } from '@countersign/storage';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { offerSetupToken } from '../../bootstrap/first-administrator.js';
import { Browser, password } from '../../testing/browser-flow.js';
import { openManagementApp, type ManagementApp } from '../../testing/open-management-app.js';
import { consoleAddress } from './pending-sign-in.js';

const login = 'admin@countersign.local';
const origin = 'https://id.example.com';
const own = { origin, 'sec-fetch-site': 'same-origin', 'x-countersign-console': '1', accept: 'application/json' };
const fromPage = { origin: 'null', 'sec-fetch-site': 'same-origin' };

let api: ManagementApp;
/** Of the administrator's authenticator app. */
let secret = '';
const newBrowser = () => new Browser(api.app, api.orgUrl);

beforeAll(async () => {
  api = await openManagementApp();
  const scope = `insert into scope (id, org_id, authorization_server_id, name, description, system, is_default, optional, consent, metadata_publish)
    values ('scpConsole', $1, $1, 'openid', '', true, false, false, 'IMPLICIT', 'ALL_CLIENTS')`;
  await api.database.query({ text: scope, values: [api.orgId] });
  await api.database.query({ text: 'update directory_user set password_hash = null where id = $1', values: [api.administratorId] });
});
afterAll(() => api.close());

const offer = () =>
  offerSetupToken({ admin: { management: api.admin.management, engine: api.engine }, setup: createSetupStore(api) }, api.orgId);

/** Follows redirects as long as they stay here; the console's own pages are not served in this test. */
async function follow(browser: Browser, answer: LightMyRequestResponse): Promise<LightMyRequestResponse> {
  const { location } = answer.headers;
  if (typeof location !== 'string' || /^\/admin\/(?:$|apps)/.test(location)) return answer;
  return follow(browser, await browser.get(location));
}

/** Sends the form of a page whose action ends so, with the fields it hides. */
function send(browser: Browser, page: LightMyRequestResponse, action: RegExp, fields: Readonly<Record<string, string>> = {}) {
  const forms = [...page.body.matchAll(/<form\s+method="post"\s+action="([^"]*)"[^>]*>(.*?)<\/form>/gs)];
  const form = forms.find((match) => action.test(match[1] ?? ''));
  if (form === undefined) throw new Error(`no form ${String(action)}: ${page.statusCode} ${page.body}`);
  const hidden = [...(form[2] ?? '').matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  return browser.post((form[1] ?? '').replaceAll('&amp;', '&'), { ...Object.fromEntries(hidden), ...fields }, fromPage);
}

/** Of the next half minute: each code counts once. */
function nextCode(): string {
  api.clock.advance(30_000);
  return totpCode(secret, Math.floor(api.clock.now() / 30_000));
}

async function enterConsole(returnTo = '/admin/'): Promise<Browser> {
  const browser = newBrowser();
  const page = await follow(browser, await browser.get(`/admin/sign-in?returnTo=${encodeURIComponent(returnTo)}`));
  const step = await follow(browser, await browser.signIn(page, login));
  const answer = await follow(browser, await send(browser, step, /totp$/, { code: nextCode() }));
  expect(answer.headers.location).toBe(returnTo);
  return browser;
}

describe('the first start in a browser', () => {
  it('one of twenty who send the form at once sets the password, and goes on to a second factor and the console', async () => {
    const [older, code] = [await offer(), await offer()];
    const browsers = Array.from({ length: 20 }, newBrowser);
    const pages = await Promise.all(browsers.map((browser, index) => browser.get(`/admin/first-run/${index % 2 === 0 ? code : older}`)));
    expect(pages[0]?.body).toContain(login);
    const answers = await Promise.all(browsers.map((browser, index) => send(browser, pages[index] ?? fail(), /first-run/, { password })));
    expect(answers.map(({ statusCode }) => statusCode).sort((one, other) => one - other)).toEqual([303, ...Array<number>(19).fill(404)]);
    expect((await newBrowser().get(`/admin/first-run/${code}`)).statusCode).toBe(404);
    expect(await offer()).toBeUndefined();

    const winner = answers.findIndex(({ statusCode }) => statusCode === 303);
    const browser = browsers[winner] ?? fail();
    const choice = await follow(browser, answers[winner] ?? fail());
    expect(choice.body).toContain('Use a passkey');
    expect(choice.body).not.toContain('Later');
    const enrolment = await follow(browser, await send(browser, choice, /totp$/));
    secret = (/class="key">([A-Z2-7 ]+)</.exec(enrolment.body)?.[1] ?? '').replaceAll(' ', '');
    const arrived = await follow(browser, await send(browser, enrolment, /totp/, { code: nextCode() }));
    expect(arrived.headers.location).toBe('/admin/');
    expect((await browser.get('/admin/session', own)).json()).toMatchObject({
      user: { id: api.administratorId, login },
      roles: ['SUPER_ADMIN'],
      secondFactor: true,
      org: { url: api.orgUrl, development: false },
    });
    expect((await api.events('user.session.access_admin_app')).map(({ actor }) => actor.id)).toEqual([api.administratorId]);
  });

  it('takes a password that will do, and the code stays good until then', async () => {
    await api.database.query({ text: 'update directory_user set password_hash = null where id = $1', values: [api.administratorId] });
    const code = await offer();
    const browser = newBrowser();
    const page = await browser.get(`/admin/first-run/${code}`);
    for (const bad of ['short', 'the admin of all']) {
      const refused = await send(browser, page, /first-run/, { password: bad });
      expect([refused.statusCode, /id="password-fault"/.test(refused.body)]).toEqual([400, true]);
    }
    const foreign = await browser.post(`/admin/first-run/${code}`, { password }, { origin: 'https://evil.example.com' });
    expect(foreign.statusCode).toBe(403);
    expect((await send(browser, page, /first-run/, { password })).statusCode).toBe(303);
  });

  it('says nothing of unknown codes, and takes forms of its own page only', async () => {
    const browser = newBrowser();
    expect((await browser.get('/admin/first-run/guess')).statusCode).toBe(404);
    expect((await browser.post('/admin/first-run/guess', { password }, fromPage)).statusCode).toBe(404);
  });
});

const fail = (): never => {
  throw new Error('nothing there');
};

describe('signing in to the console', () => {
  it('asks for the second factor and leads back to where the person was', async () => {
    await enterConsole('/admin/apps?status=ACTIVE');
  });

  it('takes no session that did not come by the console, however strong', async () => {
    const browser = await enterConsole();
    await api.database.query({ text: 'update session set console_since = null' });
    expect((await browser.get('/admin/session', own)).statusCode).toBe(401);
    expect((await browser.get('/api/v1/groups', own)).statusCode).toBe(401);
  });

  it('shows who has no role a page that says so', async () => {
    const profile = { login: 'nobody@example.com', email: 'nobody@example.com', firstName: 'No', lastName: 'Body' };
    const input = { profile, credentials: { password: { value: password } }, groupIds: [] };
    const user = await createUser(api.admin, { input, activate: true }, systemAdministrator(api.orgId));
    await api.database.query({
      text: `insert into factor (id, org_id, user_id, kind, name, secret_sealed, last_step, created_at)
        select $2, org_id, $2, kind, name, secret_sealed, 0, created_at from factor where user_id = $1 limit 1`.replace(
        'select $2, org_id, $2',
        `select 'ost' || substr($2, 4), org_id, $2`,
      ),
      values: [api.administratorId, user.id],
    });
    const browser = newBrowser();
    const page = await follow(browser, await browser.get('/admin/sign-in'));
    const step = await follow(browser, await browser.signIn(page, user.login));
    const answer = await follow(browser, await send(browser, step, /totp$/, { code: nextCode() }));
    expect([answer.statusCode, /not an administrator/.test(answer.body)]).toEqual([403, true]);
    expect((await browser.get('/admin/session', own)).statusCode).toBe(403);
  });

  it.each<[string, (query: URLSearchParams, foreignState: string) => void]>([
    ['to another browser', (query, foreignState) => query.set('state', foreignState)],
    ['with another page to go to', (query) => query.set('state', changedPlace(query.get('state') ?? ''))],
    ['with a code nobody gave', (query) => query.set('code', 'x'.repeat(43))],
    ['of another issuer', (query) => query.set('iss', 'https://evil.example.com')],
    ['without a code', (query) => query.delete('code')],
  ])('refuses an answer %s', async (_name, spoil) => {
    const browser = await enterConsole();
    await api.database.query({ text: 'update session set console_since = null' });
    const asked = await browser.get('/admin/sign-in');
    const answered = await browser.get(String(asked.headers.location));
    const { pathname, searchParams } = new URL(String(answered.headers.location));
    expect(pathname).toBe('/admin/callback');
    const elsewhere = new URL(String((await newBrowser().get('/admin/sign-in')).headers.location));
    spoil(searchParams, elsewhere.searchParams.get('state') ?? '');
    const answer = await browser.get(`${pathname}?${searchParams.toString()}`);
    expect([answer.statusCode, answer.headers.location]).toEqual([400, undefined]);
    expect((await browser.get('/admin/session', own)).statusCode).toBe(401);
  });

  const changedPlace = (state: string) => {
    const [salt, , mark] = state.split('.');
    return [salt, Buffer.from('/admin/elsewhere').toString('base64url'), mark].join('.');
  };

  it.each([
    ['/admin/apps/0oa1?tab=x#y', '/admin/apps/0oa1?tab=x#y'],
    ['/admin/../oauth2/v1/logout', '/admin/'],
    ['//evil.example.com/admin/', '/admin/'],
    ['/admin/\\evil.example.com', '/admin//evil.example.com'],
    ['https://evil.example.com/admin/', '/admin/'],
    ['javascript:alert(1)', '/admin/'],
    ['/administrator', '/admin/'],
    [undefined, '/admin/'],
  ])('goes back to %s: %s', (wanted, address) => {
    expect(consoleAddress({ url: origin }, wanted)).toBe(address);
  });
});

describe('the cookie of the console at the management API', () => {
  const group = JSON.stringify({ profile: { name: 'Made in the console' } });
  const call = (browser: Browser, method: 'GET' | 'POST', headers: Readonly<Record<string, string>>) =>
    api.app.inject({
      method,
      url: '/api/v1/groups',
      headers: { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...headers },
      ...(method === 'POST' ? { payload: group } : {}),
    });

  it('changes something only for the console itself', async () => {
    const browser = await enterConsole();
    const json = { 'content-type': 'application/json' };
    const cases: readonly (readonly [number, 'GET' | 'POST', Readonly<Record<string, string>>])[] = [
      [200, 'GET', {}],
      [200, 'GET', { 'sec-fetch-site': 'same-origin' }],
      [403, 'GET', { 'sec-fetch-site': 'cross-site' }],
      [403, 'GET', { 'sec-fetch-site': 'same-site' }],
      [403, 'GET', { origin: 'https://evil.example.com' }],
      [403, 'POST', { ...json, origin }],
      [403, 'POST', { ...json, 'x-countersign-console': '1' }],
      [403, 'POST', { ...json, 'x-countersign-console': '1', origin: 'null' }],
      [403, 'POST', { ...json, 'x-countersign-console': '1', origin: 'https://evil.example.com' }],
      [403, 'POST', { ...json, 'x-countersign-console': '1', origin, 'sec-fetch-site': 'same-site' }],
      [401, 'POST', { ...json, ...own, authorization: 'SSWS wrong' }],
      [200, 'POST', { ...json, ...own }],
    ];
    for (const [status, method, headers] of cases)
      expect([headers, (await call(browser, method, headers)).statusCode]).toEqual([headers, status]);
    const [event] = (await api.events('group.lifecycle.create')).slice(-1);
    expect(event?.actor.id).toBe(api.administratorId);
  });

  it('ends two hours after the last call: asking how long does not count, staying signed in does', async () => {
    const browser = await enterConsole();
    const hour = 3_600_000;
    api.clock.advance(hour + 60_000);
    const asked = (await browser.get('/admin/session', own)).json<{ expiresAt: string; endsAt: string }>();
    expect(Date.parse(asked.expiresAt) - api.clock.now()).toBeLessThan(hour);
    const extend = await api.app.inject({
      method: 'POST',
      url: '/admin/session/extend',
      headers: { ...own, cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    expect(Date.parse(extend.json<{ expiresAt: string }>().expiresAt) - api.clock.now()).toBe(2 * hour);
    expect(extend.json<{ endsAt: string }>().endsAt).toBe(asked.endsAt);
    api.clock.advance(2 * hour);
    expect((await browser.get('/admin/session', own)).statusCode).toBe(401);
    expect((await call(browser, 'GET', {})).statusCode).toBe(401);
  });

  it('is over when the person signs out, for the sign-in pages too', async () => {
    const browser = await enterConsole();
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const signOut = (headers: Readonly<Record<string, string>>) =>
      api.app.inject({ method: 'POST', url: '/admin/sign-out', headers: { cookie, ...headers } });
    expect((await signOut({ origin: 'https://evil.example.com' })).statusCode).toBe(403);
    expect((await call(browser, 'GET', {})).statusCode).toBe(200);
    expect((await signOut(own)).statusCode).toBe(204);
    expect((await call(browser, 'GET', {})).statusCode).toBe(401);
    expect((await browser.get('/account/security')).body).toContain('name="password"');
  });
});
