/** The authorization code grant as a client meets it: from the browser's redirect to tokens, and all the ways not to get there. */
import { authorizationCodeGrant, sha256 } from '@countersign/engine';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, type Browser, type BrowserFlow, openBrowserFlow, pkce, webRedirect } from '../../testing/browser-flow.js';

let flow: BrowserFlow;
let browser: Browser;
beforeAll(async () => {
  flow = await openBrowserFlow();
  browser = flow.newBrowser();
  await browser.signIn(await browser.get(flow.authorizeUrl()), flow.user.login);
});
afterAll(() => flow.close());

type Fields = Readonly<Record<string, string | undefined>>;

async function newCode(changes: Fields = {}): Promise<string> {
  return answerOf(await browser.get(flow.authorizeUrl(changes)))['code'] ?? '';
}

async function redeem(code: string, changes: Fields = {}, { authorization = flow.web.basic, path = '/oauth2/default/v1/token' } = {}) {
  const fields: Fields = { grant_type: 'authorization_code', code, redirect_uri: webRedirect, code_verifier: pkce.verifier, ...changes };
  const payload = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) payload.set(name, value);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...(authorization === '' ? {} : { authorization }) };
  const response = await flow.app.inject({ method: 'POST', url: path, headers, payload: payload.toString() });
  return { status: response.statusCode, body: response.json<Record<string, string>>() };
}

async function isActive(token: string | undefined): Promise<boolean> {
  const response = await flow.app.inject({
    method: 'POST',
    url: '/oauth2/default/v1/introspect',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: flow.web.basic },
    payload: new URLSearchParams({ token: token ?? '' }).toString(),
  });
  return response.json<{ active: boolean }>().active;
}

describe('a code becomes tokens', () => {
  it('with the nonce, the time of the sign-in, how it was done and the lifetime of the policy', async () => {
    flow.clock.advance(90_000);
    const { status, body } = await redeem(await newCode());
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 1800, scope: 'openid profile email' });
    expect(body).not.toHaveProperty('refresh_token');
    const now = Math.floor(flow.clock.now() / 1000);
    expect(decodeJwt(body['id_token'] ?? '')).toMatchObject({
      iss: `${flow.orgUrl}/oauth2/default`,
      sub: flow.user.id,
      aud: flow.web.clientId,
      nonce: 'the nonce',
      amr: ['pwd'],
      auth_time: now - 90,
      iat: now,
    });
    expect(decodeJwt(body['access_token'] ?? '')).toMatchObject({
      cid: flow.web.clientId,
      uid: flow.user.id,
      scp: ['openid', 'profile', 'email'],
      exp: now + 1800,
    });
  });

  it('without openid there is no ID token, and without nonce none is made up', async () => {
    expect((await redeem(await newCode({ scope: 'email' }))).body).not.toHaveProperty('id_token');
    expect(decodeJwt((await redeem(await newCode({ nonce: undefined }))).body['id_token'] ?? '')).not.toHaveProperty('nonce');
  });

  it('offline_access brings a refresh token that works', async () => {
    const { body } = await redeem(await newCode({ scope: 'openid offline_access' }));
    expect(body['scope']).toBe('openid offline_access');
    const refreshed = await redeem('', { grant_type: 'refresh_token', refresh_token: body['refresh_token'], code: undefined });
    expect(refreshed.status).toBe(200);
    expect(decodeJwt(refreshed.body['id_token'] ?? '')['sub']).toBe(flow.user.id);
  });

  it('R-037 stands for no authorization details; asking for some uses nothing up', async () => {
    const code = await newCode();
    const asked = await redeem(code, { authorization_details: '[{"type":"payment_initiation"}]' });
    expect([asked.status, asked.body['error']]).toEqual([400, 'invalid_authorization_details']);
    expect((await redeem(code)).status).toBe(200);
  });

  it('offline_access is ignored for a client that may not refresh', async () => {
    const client = await flow.addClient({ oauth: { grant_types: ['authorization_code'] } });
    const code = await newCode({ client_id: client.clientId, scope: 'openid offline_access' });
    const { body } = await redeem(code, {}, { authorization: client.basic });
    expect(body['scope']).toBe('openid');
    expect(body).not.toHaveProperty('refresh_token');
  });

  it.each([
    ['urn:okta:loa:1fa:pwd', 'urn:okta:loa:1fa:pwd'],
    ['nonsense urn:okta:loa:1fa:any', 'urn:okta:loa:1fa:any'],
    ['urn:okta:loa:2fa:any:ifpossible', 'urn:okta:loa:2fa:any:ifpossible'],
    ['urn:okta:loa:2fa:any urn:okta:loa:1fa:any', 'urn:okta:loa:1fa:any'],
    ['nonsense', undefined],
    [undefined, undefined],
  ])('acr says no more than was done: %s', async (requested, acr) => {
    expect(decodeJwt((await redeem(await newCode({ acr_values: requested }))).body['id_token'] ?? '')['acr']).toBe(acr);
  });

  it.each(['com.magenta.approve:/callback', 'http://127.0.0.1:51004/callback'])(
    'a device app is a public client: PKCE alone, redirect %s',
    async (redirectUri) => {
      const client = { client_id: flow.mobile.clientId, redirect_uri: redirectUri };
      const scope = 'okta.myAccount.appAuthenticator.manage okta.myAccount.appAuthenticator.read openid offline_access profile email';
      flow.clock.advance(1);
      const page = await browser.get(flow.authorizeUrl({ ...client, scope, prompt: 'login' }));
      const code = answerOf(await browser.signIn(page, flow.user.login))['code'] ?? '';
      const { status, body } = await redeem(code, client, { authorization: '' });
      expect(status).toBe(200);
      expect(body['scope']).toBe(scope);
      expect(body).toHaveProperty('refresh_token');
    },
  );
});

describe('R-041 a code is bound to everything it was made for', () => {
  it.each<[string, string, Fields]>([
    ['no code', 'invalid_request', { code: undefined }],
    ['no redirect_uri', 'invalid_request', { redirect_uri: undefined }],
    ['a code nobody made', 'invalid_grant', { code: 'A'.repeat(43) }],
    ['another redirect_uri', 'invalid_grant', { redirect_uri: `${webRedirect}/` }],
    ['no verifier', 'invalid_grant', { code_verifier: undefined }],
    ['another verifier', 'invalid_grant', { code_verifier: 'x'.repeat(43) }],
    ['the challenge as verifier', 'invalid_grant', { code_verifier: pkce.challenge }],
    ['a malformed verifier', 'invalid_grant', { code_verifier: 'short' }],
  ])('%s is %s', async (_name, error, changes) => {
    const { status, body } = await redeem(await newCode(), changes);
    expect(status).toBe(400);
    expect(body['error']).toBe(error);
  });

  it('R-042 a verifier for a code without challenge is refused', async () => {
    const code = await newCode({ code_challenge: undefined, code_challenge_method: undefined });
    expect((await redeem(code)).body['error']).toBe('invalid_grant');
  });

  it('another client cannot use it', async () => {
    const other = await flow.addClient();
    expect((await redeem(await newCode(), {}, { authorization: other.basic })).body['error']).toBe('invalid_grant');
  });

  it('another authorization server does not take it', async () => {
    expect((await redeem(await newCode(), {}, { path: '/oauth2/v1/token' })).body['error']).toBe('invalid_grant');
  });

  it.each([
    [299_999, 200],
    [300_000, 400],
  ])('after %i ms it answers %i', async (ms, status) => {
    const code = await newCode();
    flow.clock.advance(ms);
    expect((await redeem(code)).status).toBe(status);
  });

  it('a person who was suspended or unassigned in between gets nothing', async () => {
    const userId = await flow.addUser('gone@example.com');
    const visitor = flow.newBrowser();
    const suspended = answerOf(await visitor.signIn(await visitor.get(flow.authorizeUrl()), 'gone@example.com'))['code'] ?? '';
    await flow.setUserStatus(userId, 'SUSPENDED');
    expect((await redeem(suspended)).body['error']).toBe('invalid_grant');
    const client = await flow.addClient();
    const code = await newCode({ client_id: client.clientId });
    const text = `update app set document = jsonb_set(document, '{settings,implicitAssignment}', 'false') where client_id = $1`;
    await flow.database.query({ text, values: [client.clientId] });
    expect((await redeem(code, {}, { authorization: client.basic })).body['error']).toBe('access_denied');
  });
});

describe('R-041 a code is used once', () => {
  it('a second use is refused, ends the tokens of the first and is in the log', async () => {
    const code = await newCode({ scope: 'openid offline_access' });
    const { body } = await redeem(code);
    expect(await isActive(body['access_token'])).toBe(true);
    const again = await redeem(code);
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await isActive(body['access_token'])).toBe(false);
    expect((await redeem('', { grant_type: 'refresh_token', refresh_token: body['refresh_token'], code: undefined })).body['error']).toBe(
      'invalid_grant',
    );
    expect(await flow.listEvents('app.oauth2.as.token.revoke')).not.toHaveLength(0);
  });

  it('fifty uses at the same moment give at most one answer with tokens, and those do not live', async () => {
    const code = await newCode();
    const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(code)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners.length).toBeLessThanOrEqual(1);
    expect(answers.filter(({ status, body }) => status === 400 && body['error'] === 'invalid_grant')).toHaveLength(50 - winners.length);
    for (const { body } of winners) expect(await isActive(body['access_token'])).toBe(false);
    const { rows } = await flow.database.query({
      text: `select g.id from oauth_grant g join authorization_code c on c.grant_id = g.id where g.revoked_at is null and c.hash = $1`,
      values: [sha256(code)],
    });
    expect(rows).toHaveLength(0);
  });

  it('nothing is consumed for a connection that is gone', async () => {
    const code = await newCode();
    const org = await flow.engine.org.get();
    const server = await flow.engine.authorizationServers.find(org.id, 'default');
    const client = await flow.engine.clients.findByClientId(org.id, flow.web.clientId);
    if (server === undefined || client === undefined) throw new Error('the fixture is incomplete');
    const form = new Map([
      ['code', code],
      ['redirect_uri', webRedirect],
      ['code_verifier', pkce.verifier],
    ]);
    const caller = { requestId: 'r', ip: '127.0.0.1', userAgent: '' };
    const call = { org, server, client, form, caller, waitSeconds: undefined, closed: AbortSignal.abort() };
    await expect(authorizationCodeGrant.handle(flow.engine, call)).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    expect((await redeem(code)).status).toBe(200);
  });
});

describe('id_token_hint', () => {
  it('another person than the hinted one must sign in, and a sign-in of yet another is login_required', async () => {
    const hint = (await redeem(await newCode())).body['id_token'];
    expect(answerOf(await browser.get(flow.authorizeUrl({ id_token_hint: hint })))).toHaveProperty('code');
    await flow.addUser('other@example.com');
    const visitor = flow.newBrowser();
    await visitor.signIn(await visitor.get(flow.authorizeUrl()), 'other@example.com');
    expect(answerOf(await visitor.get(flow.authorizeUrl({ id_token_hint: hint, prompt: 'none' })))).toMatchObject({
      error: 'login_required',
    });
    const page = await visitor.get(flow.authorizeUrl({ id_token_hint: hint }));
    expect(page.statusCode).toBe(200);
    expect(answerOf(await visitor.signIn(page, 'other@example.com'))).toMatchObject({ error: 'login_required' });
    const again = await visitor.get(flow.authorizeUrl({ id_token_hint: hint }));
    expect(answerOf(await visitor.signIn(again, flow.user.login))).toHaveProperty('code');
  });
});
