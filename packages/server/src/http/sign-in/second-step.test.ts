/** The second step of a sign-in, people's own factors and locked accounts, over HTTP on a real store. */
import {
  createAesCipher,
  createApiToken,
  createEveryone,
  createUser,
  expirePassword,
  giveTemporaryPassword,
  grantAdminRole,
  sha256,
  systemAdministrator,
  totpCode,
} from '@countersign/engine';
import { apiTokenInput, userInput } from '@countersign/contracts';
import { TestPasskey } from '@countersign/engine/testing';
import { createManagementStores, toTimestamp } from '@countersign/storage';
import type { LightMyRequestResponse } from 'fastify';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, Browser, password, pkce, webRedirect } from '../../testing/browser-flow.js';
import { type DeviceApp, openDeviceApp } from '../../testing/open-device-app.js';

const two = 'urn:okta:loa:2fa:any';
const steps = /^\/sign-in\/step\/[\w-]{43}$/;

let app: DeviceApp;
let hash: string;
beforeAll(async () => {
  app = await openDeviceApp();
  hash = await app.engine.passwords.hash(password);
});
afterAll(() => app.close());

interface Person {
  readonly id: string;
  readonly login: string;
}

async function newPerson(): Promise<Person> {
  const id = await app.addUser();
  await app.database.query({ text: 'update directory_user set password_hash = $1 where id = $2', values: [hash, id] });
  return { id, login: `${id}@example.com` };
}

const newBrowser = () => new Browser(app.app, app.orgUrl);

function authorizeUrl(changes: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({
    client_id: app.web.clientId,
    redirect_uri: webRedirect,
    response_type: 'code',
    scope: 'openid',
    state: 's',
    code_challenge: pkce.challenge,
    code_challenge_method: 'S256',
    ...changes,
  });
  return `/oauth2/v1/authorize?${query.toString()}`;
}

/** Follows redirects as long as they stay here. */
async function follow(browser: Browser, answer: LightMyRequestResponse): Promise<LightMyRequestResponse> {
  const { location } = answer.headers;
  return typeof location === 'string' && location.startsWith('/') ? follow(browser, await browser.get(location)) : answer;
}

async function signIn(browser: Browser, person: Person, changes: Readonly<Record<string, string>> = {}): Promise<LightMyRequestResponse> {
  return follow(browser, await browser.signIn(await browser.get(authorizeUrl(changes)), person.login));
}

/** Sends the form whose action ends so. */
async function send(browser: Browser, page: LightMyRequestResponse, action: RegExp, fields: Readonly<Record<string, string>> = {}) {
  const form = [
    ...page.body.matchAll(/<form\s+method="post"\s+action="([^"]*)"[^>]*>\s*<input type="hidden" name="form_token" value="([^"]*)"/g),
  ].find((match) => action.test(match[1] ?? ''));
  if (form === undefined) throw new Error(`no form ${String(action)}: ${page.statusCode} ${page.body}`);
  const headers = { origin: 'null', 'sec-fetch-site': 'same-origin' };
  return browser.post(form[1] ?? '', { form_token: form[2] ?? '', ...fields }, headers);
}

async function openAccount(browser: Browser, person: Person): Promise<LightMyRequestResponse> {
  return follow(browser, await browser.signIn(await browser.get('/account/security'), person.login));
}

const currentCode = (secret: string, steps = 0) => totpCode(secret, Math.floor(app.clock.now() / 30_000) + steps);

/** Sets up a code app over the pages; gives its key. */
async function addTotp(browser: Browser, account: LightMyRequestResponse): Promise<{ secret: string; page: LightMyRequestResponse }> {
  const page = await follow(browser, await send(browser, account, /\/security\/totp$/));
  const secret = (/<code class="key">([A-Z2-7 ]+)<\/code>/.exec(page.body)?.[1] ?? '').replaceAll(' ', '');
  return { secret, page: await send(browser, page, /\/totp\//, { code: currentCode(secret), name: 'My phone' }) };
}

async function personWithTotp(): Promise<Person & { readonly secret: string }> {
  const person = await newPerson();
  const browser = newBrowser();
  const { secret, page } = await addTotp(browser, await openAccount(browser, person));
  expect(page.body).toContain('<bdi>My phone</bdi> was added.');
  // the code that set it up is used
  app.clock.advance(60_000);
  return { ...person, secret };
}

async function idTokenOf(answer: LightMyRequestResponse): Promise<Readonly<Record<string, unknown>>> {
  const { code = '' } = answerOf(answer);
  const fields = { grant_type: 'authorization_code', code, redirect_uri: webRedirect, code_verifier: pkce.verifier };
  const tokens = await newBrowser().post('/oauth2/v1/token', fields, { authorization: app.web.basic, accept: 'application/json' });
  return decodeJwt(tokens.json<{ id_token: string }>().id_token);
}

describe('a code of an app', () => {
  it('is asked for once it is set up; amr and acr say so, and the session keeps what it has shown', async () => {
    const person = await personWithTotp();
    const browser = newBrowser();
    const page = await signIn(browser, person, { acr_values: two });
    expect(page.body).toContain('autocomplete="one-time-code"');
    expect(String(page.headers['content-security-policy'])).toContain("default-src 'none'; style-src 'self'; form-action 'self' https:");
    const first = browser.cookies.get('__Host-countersign_session');
    const done = await send(browser, page, /\/totp$/, { code: currentCode(person.secret) });
    expect(done.statusCode).toBe(303);
    expect(await idTokenOf(done)).toMatchObject({ sub: person.id, amr: ['pwd', 'otp', 'mfa'], acr: two });
    expect(browser.cookies.get('__Host-countersign_session')).not.toBe(first);
    expect(answerOf(await browser.get(authorizeUrl({ acr_values: two })))).toHaveProperty('code');
  });

  it('steps up a session of one factor without asking for the password again', async () => {
    const person = await personWithTotp();
    const client = await app.addClient({ oauth: { sign_in_second_factor: 'never' } });
    const browser = newBrowser();
    expect(answerOf(await signIn(browser, person, { client_id: client.clientId }))).toHaveProperty('code');
    expect(answerOf(await browser.get(authorizeUrl({ prompt: 'none' })))).toMatchObject({ error: 'interaction_required' });
    const stepUp = await browser.get(authorizeUrl());
    expect(stepUp.headers.location).toMatch(steps);
    const done = await send(browser, await follow(browser, stepUp), /\/totp$/, { code: currentCode(person.secret) });
    expect(await idTokenOf(done)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'] });
  });

  it('counts once, and a page is good once, for one browser and a while', async () => {
    const person = await personWithTotp();
    const [one, two_] = [newBrowser(), newBrowser()];
    const page = await signIn(one, person);
    const other = await signIn(two_, person);
    const code = currentCode(person.secret);
    expect(answerOf(await send(one, page, /\/totp$/, { code }))).toHaveProperty('code');
    expect((await send(two_, other, /\/totp$/, { code })).statusCode).toBe(400);
    // the page was used: what is left of it leads nowhere
    expect((await send(one, page, /\/totp$/, { code: currentCode(person.secret, 1) })).statusCode).toBe(400);
    // another browser, though of the same person
    const stolen = /action="([^"]*)\/totp"/.exec(other.body)?.[1] ?? '';
    expect((await one.get(`${stolen}/totp`)).statusCode).toBe(400);
    app.clock.advance(600_000);
    expect((await two_.get(`${stolen}/totp`)).statusCode).toBe(400);
  });

  it('S-074 a form without its token is not looked at', async () => {
    const person = await personWithTotp();
    const browser = newBrowser();
    const page = await signIn(browser, person);
    const refused = await browser.submit(page, { fields: { code: currentCode(person.secret) }, formToken: 'x'.repeat(43) });
    expect(refused.statusCode).toBe(403);
    expect(answerOf(await send(browser, refused, /\/totp$/, { code: currentCode(person.secret) }))).toHaveProperty('code');
  });

  it('five wrong ones lock the account, in whatever browser', async () => {
    const person = await personWithTotp();
    const browser = newBrowser();
    let page = await signIn(browser, person);
    for (let count = 0; count < 5; count += 1) page = await send(browser, page, /\/totp$/, { code: '000000' });
    // the account is locked: the session counts no more
    expect((await browser.get(authorizeUrl({ prompt: 'none' }))).headers.location).toContain('login_required');
    expect((await browser.signIn(await browser.get(authorizeUrl()), person.login)).statusCode).toBe(429);
    app.clock.advance(15 * 60_000);
    expect((await signIn(browser, person)).body).toContain('one-time-code');
  });
});

describe('a passkey', () => {
  it('is registered and used; nothing works without the answer of the device', async () => {
    const person = await newPerson();
    const passkey = new TestPasskey({ rpId: 'id.example.com', origin: app.orgUrl });
    const browser = newBrowser();
    const add = await follow(browser, await send(browser, await openAccount(browser, person), /\/security\/passkey$/));
    const optionsOf = (page: LightMyRequestResponse): { challenge: string } =>
      JSON.parse((/data-options="([^"]*)"/.exec(page.body)?.[1] ?? '').replaceAll('&quot;', '"'));
    const id = passkey.credentialId;
    const common = { id, rawId: id, type: 'public-key', clientExtensionResults: {} };
    const made = passkey.registration({ clientData: { challenge: optionsOf(add).challenge } });
    const wrong = await send(browser, add, /\/passkey\//, { response: '{}' });
    expect(wrong.statusCode).toBe(400);
    const added = await send(browser, add, /\/passkey\//, { response: JSON.stringify({ ...common, response: made }), name: '' });
    expect(added.body).toContain('<bdi>Passkey</bdi> was added.');

    const fresh = newBrowser();
    const page = await signIn(fresh, person, { acr_values: two });
    expect(String(page.headers['content-security-policy'])).toContain("script-src 'self'");
    const { credentialId: _, ...assertion } = passkey.assert(optionsOf(page).challenge);
    const replayed = JSON.stringify({ ...common, response: assertion });
    const done = await send(fresh, page, /\/passkey$/, { response: replayed });
    expect(await idTokenOf(done)).toMatchObject({ amr: ['pwd', 'pop', 'user', 'mfa'], acr: two });

    const thief = newBrowser();
    expect((await send(thief, await signIn(thief, person), /\/passkey$/, { response: replayed })).statusCode).toBe(400);
  });
});

describe('approval on a device: a LOGIN transaction', () => {
  async function personWithDevice() {
    const person = await newPerson();
    const device = app.newDevice();
    const enrolled = await app.enroll(device, { userId: person.id, transactionTypes: ['LOGIN'] });
    const pending = async () => app.pending(enrolled, await app.bearer({ userId: person.id }));
    return { person, device, pending };
  }

  it('is asked for by a press, waited for, and used once; the token endpoint never redeems it', async () => {
    const { person, device, pending } = await personWithDevice();
    const browser = newBrowser();
    const start = await signIn(browser, person, { acr_values: two });
    expect(await pending()).toEqual([]);
    const waiting = await follow(browser, await send(browser, start, /\/push$/));
    expect(waiting.body).toContain('<noscript><meta http-equiv="refresh" content="5" /></noscript>');
    expect(String(waiting.headers['content-security-policy'])).toContain("connect-src 'self'");
    const stateUrl = /data-state="([^"]*)"/.exec(waiting.body)?.[1] ?? '';
    expect((await send(browser, waiting, /\/push\/finish$/)).statusCode).toBe(400);
    const held = browser.get(stateUrl);
    const [challenge = ''] = await pending();
    expect(decodeJwt(challenge)).toMatchObject({ challengeContext: { transactionType: 'LOGIN' }, loginHint: person.login });

    // even somebody who knew the id that nobody is told
    const known = 'an auth_req_id';
    const { transactionId } = decodeJwt<{ transactionId: string }>(challenge);
    await app.database.query({
      text: `insert into backchannel_request (auth_req_id_hash, transaction_id, org_id, transaction_type, authorization_server_id, client_id, user_id,
          login_hint, scopes, display, acr_values, lifetimes, interval_seconds, state, created_at, expires_at, decided_at, decision, requested_from)
        select $1, $2, org_id, transaction_type, authorization_server_id, client_id, user_id, login_hint, scopes, display, acr_values, lifetimes,
          interval_seconds, 'approved', created_at, expires_at, $4, '{"amr": ["swk"]}', requested_from from backchannel_request where transaction_id = $3`,
      values: [sha256(known), `copy ${transactionId}`.slice(0, 34), transactionId, toTimestamp(app.clock.now())],
    });
    expect((await app.poll(known)).json()).toMatchObject({ error: 'invalid_grant' });

    expect(
      (
        await app.answer(device, challenge, {
          claims: { challengeResponseContext: { userConsent: 'APPROVED_CONSENT_PROMPT', transactionType: 'LOGIN' } },
        })
      ).statusCode,
    ).toBe(200);
    expect((await held).json()).toEqual({ state: 'approved' });
    const approved = await browser.get(stateUrl.replace('/state', ''));
    const done = await send(browser, approved, /\/push\/finish$/);
    expect(await idTokenOf(done)).toMatchObject({ amr: ['pwd', 'swk', 'hwk', 'mfa'], acr: two });
    expect((await send(browser, approved, /\/push\/finish$/)).statusCode).toBe(400);
  });

  it('a refusal ends the sign-in: whoever sits there starts over', async () => {
    const { person, device, pending } = await personWithDevice();
    const browser = newBrowser();
    const waiting = await follow(browser, await send(browser, await signIn(browser, person, { acr_values: two }), /\/push$/));
    const [challenge = ''] = await pending();
    await app.answer(device, challenge, {
      claims: { challengeResponseContext: { userConsent: 'DENIED_CONSENT_PROMPT', transactionType: 'LOGIN' } },
    });
    const url = (/data-state="([^"]*)"/.exec(waiting.body)?.[1] ?? '').replace('/state', '');
    const refused = await browser.get(url);
    expect(refused.body).toContain('Sign-in refused');
    expect((await browser.get(authorizeUrl({ prompt: 'none' }))).headers.location).toContain('login_required');
  });

  it('without an answer it ends, and asking again takes the earlier question back; three times at most', async () => {
    const { person, pending } = await personWithDevice();
    const browser = newBrowser();
    let page = await signIn(browser, person, { acr_values: two });
    for (let count = 0; count < 3; count += 1) page = await follow(browser, await send(browser, page, /\/push$/));
    expect(await pending()).toHaveLength(1);
    expect((await send(browser, page, /\/push$/)).statusCode).toBe(429);
    app.clock.advance(120_000);
    const late = await browser.get((/data-state="([^"]*)"/.exec(page.body)?.[1] ?? '').replace('/state', ''));
    expect(late.body).toContain('Nobody answered in time');
  });
});

describe('what is asked of whom', () => {
  it('who has no second factor is told to set one up, and goes on from there', async () => {
    const person = await newPerson();
    const browser = newBrowser();
    const none = await signIn(browser, person, { acr_values: two });
    expect(none.body).toContain('href="/account/security"');
    const { page } = await addTotp(browser, await browser.get('/account/security'));
    expect(page.statusCode).toBe(200);
    const back = /<li><a href="(\/sign-in\/step\/[\w-]+)"/.exec(none.body)?.[1] ?? '';
    expect(answerOf(await browser.get(back))).toHaveProperty('code');
  });

  it('the account pages want a sign-in of the last minutes, and the second factor of who has one', async () => {
    const person = await personWithTotp();
    const browser = newBrowser();
    const page = await openAccount(browser, person);
    expect(page.body).toContain('One more step to continue to your account');
    const account = await follow(browser, await send(browser, page, /\/totp$/, { code: currentCode(person.secret) }));
    expect(account.body).toContain('<bdi>My phone</bdi>');
    const removed = await send(browser, account, /\/remove$/);
    expect(removed.body).toContain('It was removed.');
    expect(removed.body).not.toContain('My phone');
    app.clock.advance(15 * 60_000 + 1);
    expect((await browser.get('/account/security')).body).toContain('asks you to sign in again');
  });
});

describe('an expired password', () => {
  const admin = () => ({
    management: createManagementStores({ database: app.database, cipher: createAesCipher([new Uint8Array(32).fill(7)]) }),
    engine: app.engine,
  });
  async function expire(person: Person): Promise<void> {
    const user = await app.engine.users.findById(app.orgId, person.id);
    if (user !== undefined) await expirePassword(admin(), user, systemAdministrator(app.orgId));
  }
  const form = /^\/sign-in\/password\/[\w-]{43}$/;
  const sessionOf = (browser: Browser) => browser.cookies.get('__Host-countersign_session');

  it('takes a new one before it goes on, and there is no session until then', async () => {
    const person = await personWithTotp();
    await app.enroll(app.newDevice(), { userId: person.id });
    await expire(person);
    await expect(app.ask({ login_hint: person.login })).rejects.toThrow('unknown_user_id');
    const browser = newBrowser();
    const page = await signIn(browser, person, { acr_values: two });
    expect(page.body).toContain('Choose a new password');
    expect(page.body).toContain('autocomplete="new-password"');
    expect(page.body).not.toContain('<script');
    expect(sessionOf(browser)).toBeUndefined();
    const other = newBrowser();
    await other.get(authorizeUrl());
    expect((await other.get(form.exec(/action="([^"]*)"/.exec(page.body)?.[1] ?? '')?.[0] ?? '')).body).toContain('This sign-in has ended');

    const refused = async (value: string) => {
      const answer = await send(browser, page, form, { password: value });
      return [answer.statusCode, /id="password-fault">([^<]*)</.exec(answer.body)?.[1]?.slice(0, 10)];
    };
    expect(await refused(password)).toEqual([400, 'This is th']);
    expect(await refused('short')).toEqual([400, 'Choose 8 c']);
    expect(await refused(`I am ${person.login}`)).toEqual([400, 'Choose 8 c']);
    expect(
      (await browser.post(form.exec(/action="([^"]*)"/.exec(page.body)?.[1] ?? '')?.[0] ?? '', { password: 'another one' })).statusCode,
    ).toBe(403);
    expect(sessionOf(browser)).toBeUndefined();

    const step = await follow(browser, await send(browser, page, form, { password: 'another good one' }));
    const done = await send(browser, await totpOf(browser, step), /\/totp$/, { code: currentCode(person.secret) });
    expect(await idTokenOf(done)).toMatchObject({ sub: person.id, amr: ['pwd', 'otp', 'mfa'] });
    expect((await send(browser, page, form, { password: 'a third good one' })).body).toContain('This sign-in has ended');
    const { rows } = await app.database.query<{ event_type: string; outcome: { result: string; reason?: string } }>({
      text: `select event_type, outcome from system_log where actor->>'id' = $1 and event_type in ('user.session.start', 'user.account.update_password')
        and published_at = (select max(published_at) from system_log)`,
      values: [person.id],
    });
    expect(rows.map(({ event_type, outcome }) => `${event_type} ${outcome.reason ?? outcome.result}`).sort()).toEqual([
      'user.account.update_password SUCCESS',
      'user.session.start PASSWORD_EXPIRED',
      'user.session.start SUCCESS',
    ]);
  });

  it('is asked for on the way to the own account too, and guessing it is slowed down without an end of the expiry', async () => {
    const person = await newPerson();
    await expire(person);
    const stranger = newBrowser();
    stranger.remoteAddress = '203.0.113.9';
    let guess = await stranger.get(authorizeUrl());
    for (let count = 0; count < 5; count += 1)
      guess = await stranger.submit(guess, { fields: { username: person.login, password: 'wrong' } });
    expect((await stranger.signIn(guess, person.login)).statusCode).toBe(429);
    app.clock.advance(15 * 60_000);
    await app.engine.signInFailures.releaseDue(app.clock.now());
    const browser = newBrowser();
    const page = await openAccount(browser, person);
    expect(page.body).toContain('Choose a new password');
    // an administrator gives another meanwhile: the page is over
    const user = await app.engine.users.findById(app.orgId, person.id);
    app.clock.advance(1);
    const temporary = user && (await giveTemporaryPassword(admin(), user, systemAdministrator(app.orgId)));
    expect((await send(browser, page, form, { password: 'another good one' })).body).toContain('This sign-in has ended');
    const again = await follow(
      browser,
      await browser.submit(await browser.get('/account/security'), { fields: { username: person.login, password: temporary ?? '' } }),
    );
    const account = await follow(browser, await send(browser, again, form, { password: 'another good one' }));
    expect(account.body).toContain('Sign-in and security');
  });

  const totpOf = (browser: Browser, page: LightMyRequestResponse) => {
    const other = /<a href="(\/sign-in\/step\/[\w-]+\/totp)"/.exec(page.body)?.[1];
    return other === undefined ? Promise.resolve(page) : browser.get(other);
  };
});

describe('S-071 a locked account', () => {
  let strangers = 0;
  async function lock(person: Person): Promise<void> {
    const stranger = newBrowser();
    // an address of its own, which the node slows down by itself
    stranger.remoteAddress = `198.51.100.${(strangers += 1)}`;
    let page = await stranger.get(authorizeUrl());
    for (let count = 0; count < 5; count += 1)
      page = await stranger.submit(page, { fields: { username: person.login, password: 'wrong' } });
  }
  const unlockLater = async () => {
    app.clock.advance(15 * 60_000);
    await app.engine.signInFailures.releaseDue(app.clock.now());
  };
  const statusOf = async (person: Person) => (await app.engine.users.findById(app.orgId, person.id))?.status;

  it('is not asked, cannot approve and gets no tokens; when the lock ends all of it works again', async () => {
    const person = await newPerson();
    const device = app.newDevice();
    const enrolled = await app.enroll(device, { userId: person.id });
    const ask = () => app.ask({ login_hint: person.login, request_expiry: '300' });
    const [waiting, approved] = [await ask(), await ask()];
    const [first = '', second = ''] = await app.pending(enrolled, await app.bearer({ userId: person.id }));
    expect((await app.answer(device, second)).statusCode).toBe(200);
    await lock(person);
    expect(await statusOf(person)).toBe('LOCKED_OUT');
    await expect(ask()).rejects.toThrow('unknown_user_id');
    expect((await app.answer(device, first)).json()).toMatchObject({ errorCode: 'E0000155' });
    const polled = await Promise.all([app.poll(waiting), app.poll(approved)]);
    expect(polled.map((answer) => answer.json<{ error: string }>().error).sort()).toEqual(['access_denied', 'authorization_pending']);
    await unlockLater();
    expect(await statusOf(person)).toBe('ACTIVE');
    expect(typeof (await ask())).toBe('string');
  });

  it('strangers cannot keep the person out of their own browser, and a sign-in there ends the lock', async () => {
    const person = await newPerson();
    const own = newBrowser();
    expect(answerOf(await signIn(own, person))).toHaveProperty('code');
    await lock(person);
    const stranger = newBrowser();
    expect((await stranger.signIn(await stranger.get(authorizeUrl()), person.login)).statusCode).toBe(429);
    own.remoteAddress = '192.0.2.1';
    expect(answerOf(await own.signIn(await own.get(authorizeUrl({ prompt: 'login' })), person.login))).toHaveProperty('code');
    expect(await statusOf(person)).toBe('ACTIVE');
  });

  it('administrators unlock, see and remove factors', async () => {
    const cipher = createAesCipher([new Uint8Array(32).fill(7)]);
    const admin = { management: createManagementStores({ database: app.database, cipher }), engine: app.engine };
    const actor = systemAdministrator(app.orgId);
    await createEveryone(admin, actor);
    const profile = { login: 'admin@example.com', email: 'admin@example.com', firstName: 'Ada', lastName: 'Admin' };
    const owner = await createUser(
      admin,
      { input: userInput.parse({ profile, credentials: { password: { value: password } } }), activate: true },
      actor,
    );
    await grantAdminRole(admin, { user: owner, role: 'SUPER_ADMIN' }, actor);
    const { token } = await createApiToken(admin, { input: apiTokenInput.parse({ name: 'test' }), owner }, actor);
    const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object) =>
      app.app.inject({
        method,
        url: `/api/v1/${path}`,
        headers: { authorization: `SSWS ${token}` },
        ...(body === undefined ? {} : { payload: body }),
      });

    const person = await personWithTotp();
    const enrolled = await app.enroll(app.newDevice(), { userId: person.id });
    const listed = (await call('GET', `users/${person.id}/factors`)).json<{ id: string; factorType: string; provider: string }[]>();
    expect(listed.map(({ factorType, provider }) => `${factorType} ${provider}`)).toEqual(['token:software:totp GOOGLE', 'push CUSTOM']);
    expect(JSON.stringify(listed)).not.toContain(person.secret);
    const [totp] = listed;
    expect((await call('GET', `users/${person.id}/factors/${enrolled.methodId}`)).json()).toMatchObject({
      status: 'ACTIVE',
      id: enrolled.methodId,
    });
    expect((await call('DELETE', `users/${person.id}/factors/${totp?.id ?? ''}`)).statusCode).toBe(204);
    expect((await call('DELETE', `users/${person.id}/factors/${totp?.id ?? ''}`)).json()).toMatchObject({ errorCode: 'E0000007' });
    expect((await call('POST', `users/${person.id}/lifecycle/reset_factors`)).statusCode).toBe(200);
    expect((await call('GET', `users/${person.id}/factors`)).json()).toEqual([]);

    await lock(person);
    expect((await call('POST', `users/${person.id}/lifecycle/unlock`)).statusCode).toBe(200);
    expect(answerOf(await signIn(newBrowser(), person))).toHaveProperty('code');

    expect((await call('GET', 'org/lockout')).json()).toEqual({ maxFailures: 5, windowMinutes: 15, lockMinutes: 15 });
    expect((await call('PUT', 'org/lockout', { maxFailures: 0 })).statusCode).toBe(400);
    const policy = { secondFactor: 'always', numberChallenge: 'choose', enrollmentLinks: 'allowed' };
    expect((await call('PUT', 'org/signInPolicy', policy)).json()).toEqual(policy);
    expect((await call('GET', 'org/signInPolicy')).json()).toEqual(policy);
    // from now on: the sign-in page shows the number that the device asks for
    const device = app.newDevice();
    const again = await app.enroll(device, { userId: person.id });
    const browser = newBrowser();
    const waiting = await follow(browser, await send(browser, await signIn(browser, person), /\/push$/));
    const number = /<p class="number">(\d\d)<\/p>/.exec(waiting.body)?.[1];
    const [challenge = ''] = await app.pending(again, await app.bearer({ userId: person.id }));
    expect(decodeJwt<{ cs_number: { choices: string[] } }>(challenge).cs_number.choices).toContain(number);
  });
});
