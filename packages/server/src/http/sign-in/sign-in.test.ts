import { sha256 } from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerOf, type BrowserFlow, formOf, openBrowserFlow, password, webRedirect } from '../../testing/browser-flow.js';

let flow: BrowserFlow;
beforeAll(async () => {
  flow = await openBrowserFlow();
});
afterAll(() => flow.close());
/** Failures of all tests here are counted: each gets a window of its own, after the lock of the one before. */
beforeEach(() => flow.clock.advance(30 * 60_000));

const wrong = { username: 'test.user@email.com', password: 'guess-4711' };

describe('S-074 headers of the sign-in page', () => {
  it('no script, no frame, no cache, no referrer', async () => {
    const { headers } = await flow.newBrowser().get(flow.authorizeUrl());
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      "style-src 'self'",
      "form-action 'self' https:",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-type': 'text/html; charset=utf-8',
    });
  });

  it.each([
    ['com.magenta.approve:/callback', 'com.magenta.approve:'],
    ['http://127.0.0.1:51004/callback', 'http:'],
  ])('forms may lead back to %s', async (redirectUri, source) => {
    const answer = await flow.newBrowser().get(flow.authorizeUrl({ client_id: flow.mobile.clientId, redirect_uri: redirectUri }));
    expect(answer.headers['content-security-policy']).toContain(`form-action 'self' ${source};`);
  });

  it('the style sheet is where the page says, and may be kept', async () => {
    const browser = flow.newBrowser();
    const href = /<link rel="stylesheet" href="([^"]+)"/.exec((await browser.get(flow.authorizeUrl())).body)?.[1] ?? '';
    const sheet = await browser.get(href);
    expect(sheet.statusCode).toBe(200);
    expect(sheet.headers).toMatchObject({
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });
});

describe('the sign-in page', () => {
  it('names the application from its registration and the org', async () => {
    const { body } = await flow.newBrowser().get(flow.authorizeUrl());
    expect(body).toContain(`to continue to <bdi>${flow.web.clientId}</bdi>`);
    expect(body).toContain('<bdi>Example</bdi>');
    expect(body).toContain('<bdi>id.example.com</bdi>');
  });

  it('shows the brand of the authenticator to people of its device app', async () => {
    const url = flow.authorizeUrl({ client_id: flow.mobile.clientId, redirect_uri: 'com.magenta.approve:/callback' });
    expect((await flow.newBrowser().get(url)).body).toContain('<title>Sign in – Magenta Approve</title>');
  });

  it.each(['"><script>alert(1)</script>', `' autofocus onfocus='alert(1)`, '\u202Egnp.exe'])(
    'a login_hint is filled in as text: %s',
    async (hint) => {
      const { body } = await flow.newBrowser().get(flow.authorizeUrl({ login_hint: hint }));
      expect(body).not.toContain('<script');
      const escaped = hint.replaceAll('"', '&quot;').replaceAll('>', '&gt;').replaceAll('<', '&lt;').replaceAll("'", '&#39;');
      expect(body).toContain(` value="${escaped}"`);
    },
  );

  it('a hostile application name is text', async () => {
    const { clientId } = await flow.addClient();
    await flow.database.query({
      text: 'update app set label = $1 where client_id = $2',
      values: ['<img src=x onerror=alert(1)>', clientId],
    });
    const { body } = await flow.newBrowser().get(flow.authorizeUrl({ client_id: clientId }));
    expect(body).toContain('<bdi>&lt;img src=x onerror=alert(1)&gt;</bdi>');
    expect(body).not.toContain('<img');
  });
});

describe('signing in', () => {
  it('answers the request and starts a session: only its hash is stored, the cookie belongs to this host and is out of reach of scripts', async () => {
    const browser = flow.newBrowser();
    const answer = await browser.signIn(await browser.get(flow.authorizeUrl()), ' TEST.user@email.com ');
    expect(answer.statusCode).toBe(303);
    expect(answerOf(answer)).toMatchObject({ code: expect.any(String), state: 'the state' });
    const cookie = answer.cookies.find(({ name }) => name.includes('session'));
    expect(cookie).toMatchObject({
      name: '__Host-countersign_session',
      path: '/',
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
      maxAge: 43_200,
    });
    expect(cookie).not.toHaveProperty('domain');
    const { rows } = await flow.database.query<{ hash: string }>({
      text: 'select hash from session where hash = $1',
      values: [sha256(cookie?.value ?? '')],
    });
    expect(rows).toHaveLength(1);
    expect(await flow.listEvents('user.session.start')).toContainEqual(
      expect.objectContaining({ actor: expect.objectContaining({ id: flow.user.id }), outcome: { result: 'SUCCESS' } }),
    );
  });

  it.each([
    ['unknown user', { username: 'nobody@example.com', password: 'guess-4711' }],
    ['wrong password', wrong],
    ['endless password', { ...wrong, password: 'x'.repeat(2000) }],
    ['inactive user', { username: 'staged@example.com', password }],
    ['user without a password', { username: 'nopassword@example.com', password: 'guess-4711' }],
  ])('%s: one text for all, and the login stays', async (name, fields) => {
    if (name === 'inactive user') await flow.setUserStatus(await flow.addUser('staged@example.com'), 'STAGED');
    if (name === 'user without a password') {
      const userId = await flow.addUser('nopassword@example.com');
      await flow.database.query({ text: 'update directory_user set password_hash = null where id = $1', values: [userId] });
    }
    const browser = flow.newBrowser();
    const answer = await browser.submit(await browser.get(flow.authorizeUrl()), { fields });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toMatch(/role="alert">[\s\S]*The username or password is wrong\. Check both and try again\./);
    expect(answer.body).toContain(`value="${fields.username}"`);
    expect(answer.body).not.toContain(fields.password);
    expect(browser.cookies.has('__Host-countersign_session')).toBe(false);
    expect(answer.headers.location).toBeUndefined();
  });

  it('failures are in the system log, with the person only if there is one and never with what an unknown one typed', async () => {
    const browser = flow.newBrowser();
    await browser.submit(await browser.get(flow.authorizeUrl()), { fields: { username: 'my secret password', password: 'x' } });
    const text = `select actor, outcome, debug_data, targets from system_log where org_id = $1 and event_type = 'user.session.start'`;
    const { rows } = await flow.database.query({ text, values: [flow.orgId] });
    expect(JSON.stringify(rows)).not.toContain('my secret password');
    expect(rows).toContainEqual(
      expect.objectContaining({ actor: { id: 'unknown', type: 'User' }, outcome: { result: 'FAILURE', reason: 'UNKNOWN_USER' } }),
    );
    expect(rows).toContainEqual(
      expect.objectContaining({
        actor: expect.objectContaining({ id: flow.user.id }),
        outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
      }),
    );
  });

  it('can be tried again on the page that said no', async () => {
    const browser = flow.newBrowser();
    const again = await browser.submit(await browser.get(flow.authorizeUrl()), { fields: wrong });
    expect(answerOf(await browser.signIn(again, flow.user.login))).toHaveProperty('code');
  });

  it.each([
    [{ username: '', password: '' }, ['username-fault', 'password-fault']],
    [{ username: '  ', password: 'x' }, ['username-fault']],
    [{ username: 'x', password: '' }, ['password-fault']],
  ])('empty fields have their own texts: %j', async (fields, faults) => {
    const browser = flow.newBrowser();
    const answer = await browser.submit(await browser.get(flow.authorizeUrl()), { fields });
    expect(answer.statusCode).toBe(400);
    expect([...answer.body.matchAll(/class="fault" id="([\w-]+)"/g)].map((match) => match[1])).toEqual(faults);
  });

  it('a session id never outlives a sign-in', async () => {
    const browser = flow.newBrowser();
    await browser.signIn(await browser.get(flow.authorizeUrl()), flow.user.login);
    const first = browser.cookies.get('__Host-countersign_session') ?? '';
    await browser.signIn(await browser.get(flow.authorizeUrl({ prompt: 'login' })), flow.user.login);
    expect(browser.cookies.get('__Host-countersign_session')).not.toBe(first);
    const thief = flow.newBrowser();
    thief.cookies.set('__Host-countersign_session', first);
    expect((await thief.get(flow.authorizeUrl())).statusCode).toBe(200);
  });

  it('a session id of the attacker is never taken over', async () => {
    const browser = flow.newBrowser();
    browser.cookies.set('__Host-countersign_session', 'A'.repeat(43));
    await browser.signIn(await browser.get(flow.authorizeUrl()), flow.user.login);
    expect(browser.cookies.get('__Host-countersign_session')).not.toBe('A'.repeat(43));
  });

  it.each([
    ['two hours without use', 2 * 3600_000, false],
    ['twelve hours in all', 12 * 3600_000, true],
  ])('a session ends after %s', async (_name, ms, used) => {
    const browser = flow.newBrowser();
    await browser.signIn(await browser.get(flow.authorizeUrl()), flow.user.login);
    const step = 3600_000;
    for (let passed = step; passed < ms; passed += step) {
      flow.clock.advance(step);
      if (used) expect((await browser.get(flow.authorizeUrl())).statusCode, `${passed} ms`).toBe(302);
    }
    flow.clock.advance(step - 1);
    if (used) expect((await browser.get(flow.authorizeUrl())).statusCode).toBe(302);
    flow.clock.advance(1);
    expect((await browser.get(flow.authorizeUrl())).statusCode).toBe(200);
  });
});

describe('S-074 forms of other sites do nothing', () => {
  it.each([
    ['no token', { formToken: undefined }],
    ['a token of another browser', { formToken: 'x'.repeat(43) }],
    ['another origin', { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } }],
    ['a hidden origin of another site', { headers: { origin: 'null', 'sec-fetch-site': 'cross-site' } }],
    ['a sibling host', { headers: { origin: 'null', 'sec-fetch-site': 'same-site' } }],
  ])('%s: the right password is not even looked at, and the page asks again', async (_name, change) => {
    const browser = flow.newBrowser();
    const page = await browser.get(flow.authorizeUrl());
    const answer = await browser.submit(page, { fields: { username: flow.user.login, password }, ...change });
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('This page was open too long');
    expect(browser.cookies.has('__Host-countersign_session')).toBe(false);
    expect(answerOf(await browser.signIn(answer, flow.user.login))).toHaveProperty('code');
  });

  it('a token without its cookie is worth nothing', async () => {
    const browser = flow.newBrowser();
    const page = await browser.get(flow.authorizeUrl());
    browser.cookies.clear();
    expect((await browser.signIn(page, flow.user.login)).statusCode).toBe(403);
  });

  it.each([[{ origin: 'https://id.example.com' }], [{ origin: 'null', 'sec-fetch-site': 'same-origin' }]])(
    'our own page may: %j',
    async (headers) => {
      const browser = flow.newBrowser();
      const fields = { username: flow.user.login, password };
      expect((await browser.submit(await browser.get(flow.authorizeUrl()), { fields, headers })).statusCode).toBe(303);
    },
  );

  it('the request in the address is judged anew: a changed redirect URI is a page', async () => {
    const browser = flow.newBrowser();
    const page = await browser.get(flow.authorizeUrl());
    const { action, token } = formOf(page.body);
    const changed = action.replace(encodeURIComponent(webRedirect), encodeURIComponent('https://evil.example/'));
    expect(changed).not.toBe(action);
    const answer = await browser.post(
      changed,
      { form_token: token, username: flow.user.login, password },
      { origin: 'https://id.example.com' },
    );
    expect(answer.statusCode).toBe(400);
    expect(answer.headers.location).toBeUndefined();
    expect(browser.cookies.has('__Host-countersign_session')).toBe(false);
  });

  it('S-075 a GET of the form address changes nothing and leads back', async () => {
    const browser = flow.newBrowser();
    const { action } = formOf((await browser.get(flow.authorizeUrl())).body);
    const answer = await browser.get(`${action}&username=${flow.user.login}&password=${encodeURIComponent(password)}`);
    expect(answer.statusCode).toBe(302);
    expect(String(answer.headers.location)).toMatch(/^\/oauth2\/default\/v1\/authorize\?/);
    expect(browser.cookies.has('__Host-countersign_session')).toBe(false);
  });
});

describe('guessing', () => {
  it('S-W8 after five failures even the right password waits, with Retry-After, until the lock ends', async () => {
    const browser = flow.newBrowser();
    let page = await browser.get(flow.authorizeUrl());
    for (let index = 0; index < 5; index += 1) {
      browser.remoteAddress = `10.0.0.${index}`;
      page = await browser.submit(page, { fields: wrong });
      expect(page.statusCode).toBe(400);
    }
    page = await browser.signIn(page, flow.user.login);
    expect(page.statusCode).toBe(429);
    expect(page.headers['retry-after']).toBe('900');
    expect(page.body).toContain('Too many failed attempts. Try again in 15 minutes.');
    flow.clock.advance(900_000);
    expect(answerOf(await browser.signIn(page, flow.user.login))).toHaveProperty('code');
  });

  it('an unknown login is answered the same way', async () => {
    const browser = flow.newBrowser();
    let page = await browser.get(flow.authorizeUrl());
    const fields = { ...wrong, username: 'nobody.at.all@example.com' };
    for (let index = 0; index < 5; index += 1) page = await browser.submit(page, { fields });
    page = await browser.submit(page, { fields });
    expect(page.statusCode).toBe(429);
    expect(page.headers['retry-after']).toBe('900');
  });

  it('fifty at the same moment are at most ten', async () => {
    const browser = flow.newBrowser();
    const page = await browser.get(flow.authorizeUrl());
    const answers = await Promise.all(Array.from({ length: 50 }, () => browser.submit(page, { fields: wrong })));
    const looked = answers.filter(({ statusCode }) => statusCode === 400).length;
    expect(looked).toBeGreaterThan(0);
    expect(looked).toBeLessThanOrEqual(10);
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(50 - looked);
  });

  it('an unknown login costs the same slow work as a wrong password', async () => {
    const hashes: (string | undefined)[] = [];
    const { passwords } = flow.engine;
    const verify = passwords.verify.bind(passwords);
    passwords.verify = (given, hash) => {
      hashes.push(hash === undefined ? undefined : 'a hash');
      return verify(given, hash);
    };
    try {
      const browser = flow.newBrowser();
      const page = await browser.get(flow.authorizeUrl());
      await browser.submit(page, { fields: wrong });
      await browser.submit(page, { fields: { ...wrong, username: 'nobody@example.com' } });
      await browser.submit(page, { fields: { ...wrong, username: `${'x'.repeat(300)}@example.com` } });
    } finally {
      passwords.verify = verify;
    }
    expect(hashes).toEqual(['a hash', undefined, undefined]);
  });
});
