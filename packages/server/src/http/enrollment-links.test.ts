/** Enrolment by a link: made by an administrator or the person, exchanged once, good for one device (security model S-068). */
import {
  createAesCipher,
  createApiToken,
  createEveryone,
  createUser,
  grantAdminRole,
  systemAdministrator,
  type Administration,
} from '@countersign/engine';
import { apiTokenInput, userInput } from '@countersign/contracts';
import { createManagementStores } from '@countersign/storage';
import type { LightMyRequestResponse } from 'fastify';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, password } from '../testing/browser-flow.js';
import { collection, manageScope, openDeviceApp, type DeviceApp } from '../testing/open-device-app.js';

const grantType = 'urn:countersign:params:oauth:grant-type:enrollment-code';
const linkForm = /^http:\/\/localhost:8081\/enroll#((?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4})$/;

interface Made {
  readonly id: string;
  readonly state: string;
  readonly code: string;
  readonly link: string;
  readonly qrCode: string;
}

let app: DeviceApp;
let apiToken: string;
/** Of a help desk administrator. */
let helpDesk: { readonly userId: string; readonly token: string };
beforeAll(async () => {
  app = await openDeviceApp();
  const cipher = createAesCipher([new Uint8Array(32).fill(7)]);
  const admin: Administration & { engine: DeviceApp['engine'] } = {
    management: createManagementStores({ database: app.database, cipher }),
    engine: app.engine,
  };
  const actor = systemAdministrator(app.orgId);
  await createEveryone(admin, actor);
  const profile = { login: 'admin@countersign.local', email: 'admin@countersign.local', firstName: 'Ada', lastName: 'Admin' };
  const input = userInput.parse({ profile, credentials: { password: { value: 'correct horse battery' } } });
  const owner = await createUser(admin, { input, activate: true }, actor);
  await grantAdminRole(admin, { user: owner, role: 'SUPER_ADMIN' }, actor);
  ({ token: apiToken } = await createApiToken(admin, { input: apiTokenInput.parse({ name: 'test' }), owner }, actor));
  const helper = await app.engine.users.findById(app.orgId, await app.addUser());
  if (helper === undefined) throw new Error('no helper');
  await grantAdminRole(admin, { user: helper, role: 'HELP_DESK_ADMIN' }, actor);
  const { token } = await createApiToken(admin, { input: apiTokenInput.parse({ name: 'desk' }), owner: helper }, actor);
  helpDesk = { userId: helper.id, token };
  // as the first start does for the app this server serves
  await app.database.query({
    text: `update app set document = jsonb_set(document, '{settings,oauthClient,redirect_uris}', '["http://localhost:8081/callback"]') where id = $1`,
    values: [app.mobile.clientId],
  });
  await app.engine.bus.publish([{ kind: 'changed', record: 'client', id: app.mobile.clientId }]);
});
afterAll(() => app.close());

const manage = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object, token = apiToken) =>
  app.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `SSWS ${token}` },
    ...(body === undefined ? {} : { payload: body }),
  });
const linksOf = (userId: string) => `/users/${userId}/enrollmentLinks`;

async function make(userId: string, body: object = {}): Promise<Made> {
  const answer = await manage('POST', linksOf(userId), { authenticatorId: app.authenticatorId, ...body });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<Made>();
}

interface ExchangeOptions {
  readonly clientId?: string;
  readonly path?: string;
  readonly remoteAddress?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function exchange(code: string | undefined, options: ExchangeOptions = {}): Promise<LightMyRequestResponse> {
  const { clientId = app.mobile.clientId, path = '/oauth2/v1/token', remoteAddress = '192.0.2.7', headers = {} } = options;
  const fields = { grant_type: grantType, ...(code === undefined ? {} : { code }), ...(clientId === '' ? {} : { client_id: clientId }) };
  return app.app.inject({
    method: 'POST',
    url: path,
    remoteAddress,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
}

async function tokenFor(code: string): Promise<string> {
  const answer = await exchange(code);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<{ access_token: string }>().access_token;
}

const enrollWith = (token: string, authenticatorId = app.authenticatorId) =>
  app.call('POST', collection, { token, body: app.newDevice().enrollBody({ authenticatorId, transactionTypes: ['LOGIN', 'CIBA'] }) });
const errorCode = (answer: LightMyRequestResponse) => answer.json<{ errorCode?: string }>().errorCode;

async function targetsOf(eventType: string): Promise<readonly (readonly string[])[]> {
  const { rows } = await app.database.query<{ targets: readonly { id: string }[] }>({
    text: 'select targets from system_log where event_type = $1',
    values: [eventType],
  });
  return rows.map(({ targets }) => targets.map(({ id }) => id));
}

describe('an enrollment link', () => {
  it('is exchanged by one of 20 requests at the same moment, and one device enrols with what it gets', async () => {
    const userId = await app.addUser();
    const made = await make(userId);
    expect(linkForm.exec(made.link)?.[1]).toBe(made.code);
    expect(made.qrCode).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 (\d+) \1"/);

    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(made.code)));
    const [won, ...others] = answers.toSorted((a, b) => a.statusCode - b.statusCode);
    expect(others.map(({ statusCode, body }) => [statusCode, body])).toEqual(others.map(() => [400, others[0]?.body]));
    const granted = won?.json<{ access_token: string }>();
    expect(granted).toEqual({
      token_type: 'Bearer',
      expires_in: 600,
      access_token: expect.any(String),
      scope: manageScope,
      cs_enrollment: {
        user_id: userId,
        username: `${userId}@example.com`,
        display_name: expect.any(String),
        org_name: 'Example',
        authenticator_id: app.authenticatorId,
        authenticator_name: 'Acme Approve',
      },
    });
    const token = granted?.access_token ?? '';
    expect(decodeJwt(token)).toMatchObject({ scp: [manageScope], uid: userId, cs_enrollment_link: made.id });

    const open = (await manage('GET', `${linksOf(userId)}/${made.id}`)).json<Made & { openedAt: string }>();
    expect(open).toMatchObject({ state: 'WAITING', openedAt: '2026-01-15T12:00:00.000Z', enrollmentId: null });
    const enrolled = await enrollWith(token);
    expect(enrolled.statusCode, enrolled.body).toBe(200);
    const enrollmentId = enrolled.json<{ id: string }>().id;
    expect((await manage('GET', linksOf(userId))).json()).toEqual([
      expect.objectContaining({ id: made.id, state: 'USED', enrollmentId, deviceName: expect.any(String) }),
    ]);

    expect([(await enrollWith(token)).statusCode, errorCode(await enrollWith(token))]).toEqual([403, 'E0000006']);
    expect(errorCode(await manage('DELETE', `${linksOf(userId)}/${made.id}`))).toBe('E0000038');
    expect((await targetsOf('x.enrollment_link.use')).filter((ids) => ids.includes(made.id))).toHaveLength(1);
    expect((await targetsOf('user.mfa.factor.activate')).filter((ids) => ids.includes(made.id))).toEqual([
      expect.arrayContaining([userId, enrollmentId]),
    ]);
  });

  it('gives a token for enrolling alone: not for what the person has already', async () => {
    const userId = await app.addUser();
    const { enrollmentId } = await app.enroll(app.newDevice(), { userId });
    const token = await tokenFor((await make(userId)).code);
    const path = `${collection}/${enrollmentId}`;
    const tries = [
      app.call('DELETE', path, { token }),
      app.call('PATCH', path, { token, body: { methods: { push: { pushToken: 'another' } } } }),
      app.call('GET', `${path}/push/challenges`, { token }),
      app.call('GET', '/idp/myaccount/app-authenticators/events', { token }),
    ];
    for (const answer of await Promise.all(tries)) expect([403, 404]).toContain(answer.statusCode);
    expect(errorCode(await app.call('DELETE', path, { token }))).toBe('E0000006');
    expect((await app.engine.enrollments.findById(app.orgId, enrollmentId))?.enrollment).toMatchObject({
      status: 'ACTIVE',
      pushToken: '00aa11bb',
    });
  });

  it('answers the same for codes that are unknown, malformed, used, expired, cancelled, superseded, and of somebody suspended', async () => {
    const expectedBody = (await exchange('0000-0000-0000-0000-0000-0000-0000')).body;
    expect(JSON.parse(expectedBody)).toMatchObject({ error: 'invalid_grant' });
    const codes: Record<string, () => Promise<string>> = {
      malformed: () => Promise.resolve('%00'),
      used: async () => {
        const { code } = await make(await app.addUser());
        await tokenFor(code);
        return code;
      },
      cancelled: async () => {
        const userId = await app.addUser();
        const { id, code } = await make(userId);
        expect((await manage('DELETE', `${linksOf(userId)}/${id}`)).statusCode).toBe(204);
        return code;
      },
      superseded: async () => {
        const userId = await app.addUser();
        const { code, id } = await make(userId);
        await make(userId);
        expect((await manage('GET', `${linksOf(userId)}/${id}`)).json<Made>().state).toBe('CANCELLED');
        return code;
      },
      suspended: async () => {
        const userId = await app.addUser();
        const { code } = await make(userId);
        await app.setStatus('directory_user', userId, 'SUSPENDED');
        return code;
      },
      expired: async () => {
        const { code } = await make(await app.addUser(), { expiresInMinutes: 1 });
        app.clock.advance(60_000);
        return code;
      },
    };
    for (const [name, code] of Object.entries(codes)) {
      const answer = await exchange(await code());
      expect([name, answer.statusCode, answer.body]).toEqual([name, 400, expectedBody]);
    }
  });

  it('is taken with small letters, blanks and look-alikes, as somebody types it', async () => {
    const { code } = await make(await app.addUser());
    const typed = code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', ' ');
    expect((await exchange(typed)).statusCode).toBe(200);
  });

  it('ends with its cancellation after the device opened it, and its token ends after ten minutes', async () => {
    const userId = await app.addUser();
    const first = await make(userId);
    const cancelled = await tokenFor(first.code);
    expect((await manage('DELETE', `${linksOf(userId)}/${first.id}`)).statusCode).toBe(204);
    expect(errorCode(await enrollWith(cancelled))).toBe('E0000006');
    const late = await tokenFor((await make(userId)).code);
    app.clock.advance(600_000);
    expect(errorCode(await enrollWith(late))).toBe('E0000011');
  });

  it('is for the app of its authenticator at the org’s own server, and for no other client', async () => {
    const { code } = await make(await app.addUser());
    const foreign = await exchange(code, { clientId: '', headers: { authorization: app.web.basic } });
    expect([foreign.statusCode, foreign.json<{ error: string }>().error]).toEqual([400, 'unauthorized_client']);
    const custom = await exchange(code, { path: '/oauth2/default/v1/token' });
    expect(custom.json<{ error: string }>().error).toBe('unsupported_grant_type');
    expect((await exchange(undefined)).json<{ error: string }>().error).toBe('invalid_request');
    expect((await exchange(code)).statusCode).toBe(200);
  });

  it('cannot be guessed: an address that presents unknown codes waits, whatever it presents, and the log says so once', async () => {
    const { code } = await make(await app.addUser());
    const remoteAddress = '198.51.100.9';
    for (let turn = 0; turn < 10; turn += 1) await exchange(`wrong ${turn}`, { remoteAddress });
    const refused = await exchange(code, { remoteAddress });
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '60']);
    expect(await targetsOf('x.enrollment_link.guessing')).toHaveLength(1);
    expect((await exchange(code)).statusCode).toBe(200);
  });

  it('is refused for people and authenticators that could not use it, and where the org wants a sign-in on the device', async () => {
    const userId = await app.addUser();
    const tryMake = (user: string, body: object = {}) => manage('POST', linksOf(user), { authenticatorId: app.authenticatorId, ...body });
    expect(errorCode(await tryMake(userId, { authenticatorId: 'autUnknown' }))).toBe('E0000001');
    expect(errorCode(await tryMake(userId, { expiresInMinutes: 61 }))).toBe('E0000001');
    expect(errorCode(await tryMake('00uNobody'))).toBe('E0000007');
    const other = await make(await app.addUser());
    expect(errorCode(await manage('GET', `${linksOf(userId)}/${other.id}`))).toBe('E0000007');
    await app.setStatus('directory_user', userId, 'SUSPENDED');
    expect(errorCode(await tryMake(userId))).toBe('E0000038');

    const { code } = await make(await app.addUser());
    expect((await manage('PUT', '/org/signInPolicy', { enrollmentLinks: 'off' })).statusCode).toBe(200);
    expect(errorCode(await tryMake(await app.addUser()))).toBe('E0000015');
    expect((await exchange(code)).json<{ error: string }>().error).toBe('invalid_grant');
    expect((await manage('PUT', '/org/signInPolicy', {})).statusCode).toBe(200);
    expect((await exchange(code)).statusCode).toBe(200);
  });
});

describe('a help desk administrator', () => {
  it('makes links for people, and for no other administrator', async () => {
    const body = { authenticatorId: app.authenticatorId };
    const status = async (login: string) => (await manage('POST', linksOf(login), body, helpDesk.token)).statusCode;
    expect(await status(await app.addUser())).toBe(201);
    expect(await status('admin@countersign.local')).toBe(403);
  });
});

describe('adding one’s own account to a phone, without script', () => {
  async function signedIn(): Promise<{ readonly browser: Browser; readonly userId: string; readonly page: LightMyRequestResponse }> {
    const userId = await app.addUser();
    await app.database.query({
      text: 'update directory_user set password_hash = $1 where id = $2',
      values: [await app.engine.passwords.hash(password), userId],
    });
    const browser = new Browser(app.app, app.orgUrl);
    const answer = await browser.signIn(await browser.get('/account/security'), `${userId}@example.com`);
    return { browser, userId, page: await browser.get(String(answer.headers.location)) };
  }
  /** Presses the button of the form that leads there. */
  function press(browser: Browser, page: LightMyRequestResponse, action: string): Promise<LightMyRequestResponse> {
    const form = new RegExp(`<form method="post" action="${action}">(.*?)</form>`, 's').exec(page.body)?.[1] ?? '';
    const fields = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const);
    return browser.post(action, Object.fromEntries(fields), { origin: 'null', 'sec-fetch-site': 'same-origin' });
  }

  it('shows code and link, then that a phone opened it, then which phone was enrolled', async () => {
    const { browser, userId, page } = await signedIn();
    const sent = await press(browser, page, '/account/security/phone');
    expect(sent.statusCode).toBe(303);
    const address = String(sent.headers.location);
    expect(address).toMatch(/^\/account\/security\/phone\/[\w-]{43}$/);
    const shown = await browser.get(address);
    const url = /<a href="([^"]*\/enroll#[^"]*)"/.exec(shown.body)?.[1] ?? '';
    const code = linkForm.exec(url)?.[1] ?? '';
    expect(shown.body).toContain(`>${code}</code>`);
    expect(shown.body).toContain('for another 10 minutes');
    expect(shown.body).toContain('<noscript><meta http-equiv="refresh" content="5" /></noscript>');
    expect(shown.headers['content-security-policy']).toContain("connect-src 'self'");
    expect((await browser.get(`${address}/state`)).json()).toEqual({ state: 'WAITING 10' });

    const granted = (await exchange(code)).json<{ access_token: string }>().access_token;
    // the session behind it is the person's own
    const [link] = await app.engine.enrollmentLinks.listOfUser(app.orgId, userId, 1);
    expect(link).toMatchObject({ createdBy: { id: userId }, authentication: { amr: ['pwd'] } });
    expect(decodeJwt(granted)['auth_time']).toBe(Math.floor((link?.authentication?.authTime ?? 0) / 1000));
    expect((await browser.get(`${address}/state`)).json()).toEqual({ state: 'OPENED' });
    const opened = await browser.get(address);
    expect(opened.body).toContain('Finish on the phone');
    expect(opened.body).not.toContain(code);

    await enrollWith(granted);
    const done = await browser.get(address);
    expect(done.body).toMatch(/<h1>Enrolled: <bdi>/);
    expect(done.body).not.toContain('http-equiv="refresh"');

    // whose link was taken finds the phone and removes it
    const [phone] = await app.engine.enrollments.listOfUser(app.orgId, userId);
    const list = await browser.get('/account/security');
    expect(list.body).toContain('Added <time datetime="2026-01-15');
    const removed = await press(browser, list, `/account/security/phones/${phone?.enrollment.id}/remove`);
    expect(removed.body).toContain('It was removed.');
    expect(await app.engine.enrollments.listOfUser(app.orgId, userId)).toEqual([]);
  });

  it('ends with the password it was made with', async () => {
    const { browser, userId, page } = await signedIn();
    const shown = await browser.get(String((await press(browser, page, '/account/security/phone')).headers.location));
    const code = linkForm.exec(/<a href="([^"]*\/enroll#[^"]*)"/.exec(shown.body)?.[1] ?? '')?.[1] ?? '';
    await app.database.query({
      text: 'update directory_user set password_changed_at = $1 where id = $2',
      values: [new Date(app.clock.now() + 1_000).toISOString(), userId],
    });
    expect((await exchange(code)).json<{ error: string }>().error).toBe('invalid_grant');
  });

  it('lets nobody remove the phone of somebody else', async () => {
    const { enrollmentId } = await app.enroll(app.newDevice(), { userId: await app.addUser() });
    const { browser, page } = await signedIn();
    const token = /name="form_token" value="([^"]*)"/.exec(page.body)?.[1] ?? '';
    const path = `/account/security/phones/${enrollmentId}/remove`;
    await browser.post(path, { form_token: token }, { origin: 'null', 'sec-fetch-site': 'same-origin' });
    expect((await app.engine.enrollments.findById(app.orgId, enrollmentId))?.enrollment.status).toBe('ACTIVE');
  });

  it('can be stopped; then a new link is one press away', async () => {
    const { browser, page } = await signedIn();
    const address = String((await press(browser, page, '/account/security/phone')).headers.location);
    const shown = await browser.get(address);
    const code = linkForm.exec(/<a href="([^"]*\/enroll#[^"]*)"/.exec(shown.body)?.[1] ?? '')?.[1] ?? '';
    await press(browser, shown, `${address}/cancel`);
    const stopped = await browser.get(address);
    expect(stopped.body).toContain('The link was stopped');
    expect((await exchange(code)).statusCode).toBe(400);
    const again = await press(browser, stopped, '/account/security/phone');
    expect(String(again.headers.location)).not.toBe(address);
    expect((await browser.get(String(again.headers.location))).body).toContain('QR code with the link below');
  });

  it('is not shown to another browser, and offered to nobody where the org wants a sign-in on the device', async () => {
    const { browser, page } = await signedIn();
    const address = String((await press(browser, page, '/account/security/phone')).headers.location);
    const stranger = await signedIn();
    const shown = await stranger.browser.get(address);
    expect([shown.statusCode, shown.body.includes('enroll#')]).toEqual([403, false]);
    await manage('PUT', '/org/signInPolicy', { enrollmentLinks: 'off' });
    expect((await browser.get('/account/security')).body).not.toContain('/account/security/phone');
    await manage('PUT', '/org/signInPolicy', {});
  });
});
