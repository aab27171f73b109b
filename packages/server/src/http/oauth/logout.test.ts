import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerOf, type Browser, type BrowserFlow, formOf, openBrowserFlow, pkce, webRedirect } from '../../testing/browser-flow.js';

const bye = 'https://bank.example.com/bye';
const path = '/oauth2/default/v1/logout';
const sessionCookie = '__Host-countersign_session';
let flow: BrowserFlow;
let browser: Browser;
let idToken: string;

beforeAll(async () => {
  flow = await openBrowserFlow();
});
afterAll(() => flow.close());
beforeEach(async () => {
  browser = flow.newBrowser();
  const { code = '' } = answerOf(await browser.signIn(await browser.get(flow.authorizeUrl()), flow.user.login));
  const fields = { grant_type: 'authorization_code', code, redirect_uri: webRedirect, code_verifier: pkce.verifier };
  const tokens = await browser.post('/oauth2/default/v1/token', fields, { authorization: flow.web.basic });
  idToken = tokens.json<{ id_token: string }>().id_token;
});

const logoutUrl = (parameters: Readonly<Record<string, string>>) => `${path}?${new URLSearchParams(parameters).toString()}`;
const isSignedIn = async (visitor = browser) => (await visitor.get(flow.authorizeUrl())).statusCode === 302;

describe('RP-Initiated Logout 1.0 with an ID token of the person', () => {
  it('ends the session at once, leads to the registered address with the state, and is in the log', async () => {
    const old = browser.cookies.get(sessionCookie) ?? '';
    const answer = await browser.get(logoutUrl({ id_token_hint: idToken, post_logout_redirect_uri: bye, state: 'a b' }));
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toBe(`${bye}?state=a+b`);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(answer.cookies).toContainEqual(expect.objectContaining({ name: sessionCookie, value: '', maxAge: 0, path: '/' }));
    const thief = flow.newBrowser();
    thief.cookies.set(sessionCookie, old);
    expect(await isSignedIn(thief)).toBe(false);
    expect(await flow.listEvents('user.session.end')).toContainEqual(
      expect.objectContaining({ actor: expect.objectContaining({ id: flow.user.id }) }),
    );
  });

  it('without an address shows a page', async () => {
    const answer = await browser.get(logoutUrl({ id_token_hint: idToken, state: 'x' }));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('<h1>You are signed out</h1>');
    expect(await isSignedIn()).toBe(false);
  });

  it('takes an ID token that has expired', async () => {
    flow.clock.advance(3601_000);
    expect((await browser.get(logoutUrl({ id_token_hint: idToken, post_logout_redirect_uri: bye }))).headers.location).toBe(bye);
  });

  it('works by POST, with the cookie or by way of a GET that brings it', async () => {
    const fields = { id_token_hint: idToken, post_logout_redirect_uri: bye };
    const foreign = await flow.newBrowser().post(path, fields);
    expect(foreign.statusCode).toBe(303);
    expect(await isSignedIn()).toBe(true);
    expect(new URL(String(foreign.headers.location), flow.orgUrl).pathname).toBe(path);
    const answer = await browser.post(path, fields);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, bye]);
    expect(await isSignedIn()).toBe(false);
  });

  it('is harmless when nobody is signed in', async () => {
    expect((await flow.newBrowser().get(logoutUrl({ id_token_hint: idToken, post_logout_redirect_uri: bye }))).headers.location).toBe(bye);
    expect((await flow.newBrowser().get(path)).body).toContain('You are signed out');
  });
});

describe('what is refused signs nobody out and leads nowhere', () => {
  it.each<[string, () => Record<string, string>]>([
    ['an address that is not registered', () => ({ id_token_hint: idToken, post_logout_redirect_uri: 'https://evil.example/' })],
    ['a redirect URI of sign-in', () => ({ id_token_hint: idToken, post_logout_redirect_uri: webRedirect })],
    ['an address without saying whose', () => ({ post_logout_redirect_uri: bye })],
    ['a hint that was altered', () => ({ id_token_hint: `${idToken.slice(0, -4)}AAAA` })],
    ['a hint that is none', () => ({ id_token_hint: 'nonsense' })],
    ['a client_id that is not the hint’s', () => ({ id_token_hint: idToken, client_id: flow.mobile.clientId })],
    ['an unknown client_id', () => ({ client_id: '0oaNobody' })],
  ])('%s', async (_name, parameters) => {
    const answer = await browser.get(logoutUrl(parameters()));
    expect(answer.statusCode).toBe(400);
    expect(answer.headers.location).toBeUndefined();
    expect(answer.body).toContain('<h1>Sign-out cannot start</h1>');
    expect(await isSignedIn()).toBe(true);
  });

  it('a hint of more than 30 days ago', async () => {
    flow.clock.advance(31 * 86_400_000);
    expect((await browser.get(logoutUrl({ id_token_hint: idToken }))).statusCode).toBe(400);
  });
});

describe('S-075 without a proof that the person wants it, the person is asked', () => {
  it.each<[string, () => Record<string, string>]>([
    ['no hint', () => ({})],
    ['a client_id only', () => ({ client_id: flow.web.clientId, post_logout_redirect_uri: bye, state: 's' })],
  ])('%s: nothing happens before the button', async (_name, parameters) => {
    const page = await browser.get(logoutUrl(parameters()));
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<h1>Sign out?</h1>');
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(await isSignedIn()).toBe(true);
    const answer = await browser.submit(page, { fields: {} });
    if ('state' in parameters()) expect(answer.headers.location).toBe(`${bye}?state=s`);
    else expect(answer.body).toContain('You are signed out');
    expect(await isSignedIn()).toBe(false);
  });

  it('an ID token of somebody else is no proof', async () => {
    await flow.addUser('other@example.com');
    const visitor = flow.newBrowser();
    await visitor.signIn(await visitor.get(flow.authorizeUrl()), 'other@example.com');
    expect((await visitor.get(logoutUrl({ id_token_hint: idToken }))).body).toContain('<h1>Sign out?</h1>');
    expect(await isSignedIn(visitor)).toBe(true);
  });

  it('a form of another site does not press the button', async () => {
    const page = await browser.get(path);
    const answer = await browser.submit(page, { fields: {}, headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } });
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('Confirm again.');
    expect((await browser.post(formOf(page.body).action, { form_token: 'x' })).statusCode).toBe(403);
    expect(await isSignedIn()).toBe(true);
  });
});
