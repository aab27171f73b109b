import { grantTypes } from '@countersign/contracts/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, type Browser, type BrowserFlow, openBrowserFlow, webRedirect } from '../../testing/browser-flow.js';

let flow: BrowserFlow;
/** Signed in for all tests that need a session and do not end it. */
let browser: Browser;
const issuer = () => `${flow.orgUrl}/oauth2/default`;

beforeAll(async () => {
  flow = await openBrowserFlow();
  browser = flow.newBrowser();
  await browser.signIn(await browser.get(flow.authorizeUrl()), flow.user.login);
});
afterAll(() => flow.close());

describe('R-043 while client or redirect URI are not certain, the person sees a page and nothing is sent anywhere', () => {
  it.each([
    ['no client', { client_id: undefined }],
    ['an unknown client', { client_id: '0oaNobody' }],
    ['no redirect URI', { redirect_uri: undefined }],
    ['a redirect URI of somebody else', { redirect_uri: 'https://evil.example/callback' }],
    ['a redirect URI with more path', { redirect_uri: `${webRedirect}/x` }],
    ['a redirect URI with a query', { redirect_uri: `${webRedirect}?x=1` }],
  ])('%s', async (_name, changes) => {
    const answer = await browser.get(flow.authorizeUrl(changes));
    expect(answer.statusCode).toBe(400);
    expect(answer.headers.location).toBeUndefined();
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.body).toContain('<code>invalid_request</code>');
    expect(answer.body).toContain(`<code>${String(answer.headers['x-okta-request-id'])}</code>`);
    expect(answer.body).not.toContain('evil.example');
  });

  it('an inactive client is refused like an unknown one', async () => {
    const { clientId } = await flow.addClient();
    await flow.database.query({ text: `update app set status = 'INACTIVE' where client_id = $1`, values: [clientId] });
    const [inactive, unknown] = await Promise.all([clientId, '0oaNobody'].map((id) => browser.get(flow.authorizeUrl({ client_id: id }))));
    const description = (body = '') => /<dd>([^<]*)<\/dd>/.exec(body)?.[1];
    expect(inactive?.statusCode).toBe(400);
    expect(description(inactive?.body)).toBe(description(unknown?.body));
  });

  it('a parameter sent twice is refused', async () => {
    const answer = await browser.get(`${flow.authorizeUrl()}&scope=openid`);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers.location).toBeUndefined();
  });

  it('an unknown authorization server is 404', async () => {
    expect((await browser.get(flow.authorizeUrl({}, '/oauth2/ausNobody/v1/authorize'))).statusCode).toBe(404);
  });

  it('programs that ask for JSON get JSON', async () => {
    const answer = await browser.get(flow.authorizeUrl({ client_id: undefined }), { accept: 'application/json' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ error: 'invalid_request' });
  });
});

describe('all other failures go to the client, with state and issuer', () => {
  it.each<[string, string, Record<string, string | undefined>]>([
    ['no response_type', 'invalid_request', { response_type: undefined }],
    ['the implicit grant (R-045)', 'unsupported_response_type', { response_type: 'token' }],
    ['a hybrid flow', 'unsupported_response_type', { response_type: 'code id_token' }],
    ['an unknown response_mode', 'unsupported_response_mode', { response_mode: 'fragment' }],
    ['a request object', 'request_not_supported', { request: 'eyJhbGciOiJub25lIn0.e30.' }],
    ['a request_uri', 'request_uri_not_supported', { request_uri: 'https://bank.example.com/request' }],
    ['authorization details (R-033)', 'invalid_authorization_details', { authorization_details: '[{"type":"payment_initiation"}]' }],
    ['PKCE by plain (R-042)', 'invalid_request', { code_challenge_method: 'plain' }],
    ['PKCE without method (R-042)', 'invalid_request', { code_challenge_method: undefined }],
    ['an unknown scope', 'invalid_scope', { scope: 'openid nonsense' }],
    ['no scope', 'invalid_scope', { scope: undefined }],
    ['device scopes for a client that is no device app', 'invalid_scope', { scope: 'openid okta.myAccount.appAuthenticator.manage' }],
    ['an unknown prompt', 'invalid_request', { prompt: 'register' }],
    ['prompt=none with others', 'invalid_request', { prompt: 'none login' }],
    ['a bad max_age', 'invalid_request', { max_age: '-1' }],
    ['an id_token_hint that is none', 'invalid_request', { id_token_hint: 'x.y.z' }],
  ])('%s is %s', async (_name, error, changes) => {
    const answer = await browser.get(flow.authorizeUrl(changes));
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toMatch(`${webRedirect}?`);
    expect(answerOf(answer)).toEqual({
      error,
      error_description: expect.stringMatching(/^[ !#-[\]-~]+$/),
      state: 'the state',
      iss: issuer(),
    });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });

  it.each([
    ['without the code grant', { grant_types: ['refresh_token'] as const }],
    ['without the response type', { response_types: [] as const }],
  ])('a client %s is unauthorized_client', async (_name, oauth) => {
    const { clientId } = await flow.addClient({ oauth });
    expect(answerOf(await browser.get(flow.authorizeUrl({ client_id: clientId })))).toMatchObject({ error: 'unauthorized_client' });
  });

  it('R-042 a public client must send a challenge', async () => {
    const { clientId } = await flow.addClient({ authMethod: 'none' });
    const url = flow.authorizeUrl({ client_id: clientId, code_challenge: undefined, code_challenge_method: undefined });
    expect(answerOf(await browser.get(url))).toMatchObject({ error: 'invalid_request' });
  });

  it('a user who is not assigned is refused, and the log says who', async () => {
    const { clientId } = await flow.addClient({ everyone: false });
    expect(answerOf(await browser.get(flow.authorizeUrl({ client_id: clientId })))).toMatchObject({ error: 'access_denied' });
    const events = await flow.listEvents('app.oauth2.as.authorize.code');
    expect(events).toContainEqual(
      expect.objectContaining({
        actor: expect.objectContaining({ id: flow.user.id }),
        outcome: { result: 'FAILURE', reason: 'user_not_assigned' },
      }),
    );
  });

  it('a policy without a rule for the code grant refuses', async () => {
    const text = `update access_policy_rule set conditions = jsonb_set(conditions, '{grantTypes,include,0}', to_jsonb($1::text))`;
    const server = [{ kind: 'changed', record: 'authorization-server', id: '' }] as const;
    await flow.database.query({ text, values: [grantTypes.ciba] });
    await flow.engine.bus.publish(server);
    try {
      expect(answerOf(await browser.get(flow.authorizeUrl()))).toMatchObject({ error: 'access_denied' });
    } finally {
      await flow.database.query({ text, values: [grantTypes.authorizationCode] });
      await flow.engine.bus.publish(server);
    }
    expect(answerOf(await browser.get(flow.authorizeUrl()))).toHaveProperty('code');
  });
});

describe('a person who is signed in is not asked again', () => {
  it('R-044 the answer has code, state and issuer, and nothing may keep it', async () => {
    const answer = await browser.get(flow.authorizeUrl());
    expect(answer.statusCode).toBe(302);
    expect(answerOf(answer)).toEqual({ code: expect.stringMatching(/^[\w-]{43}$/), state: 'the state', iss: issuer() });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['prompt=none', { prompt: 'none' }],
    ['prompt=consent for scopes that need none', { prompt: 'consent' }],
    ['max_age not reached', { max_age: '3600' }],
    ['unknown parameters', { claims: '{}', display: 'popup', nonsense: 'x' }],
    ['acr_values, also unknown ones', { acr_values: 'nonsense urn:okta:loa:2fa:any urn:okta:loa:1fa:any' }],
    ['no state and no nonce', { state: undefined, nonce: undefined }],
    ['a confidential client without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['a login_hint for somebody else: it is a hint', { login_hint: 'someone@else.example' }],
  ])('%s', async (_name, changes) => {
    expect(answerOf(await browser.get(flow.authorizeUrl(changes)))).toHaveProperty('code');
  });

  it('R-046 the request may be posted', async () => {
    const url = new URL(flow.authorizeUrl(), flow.orgUrl);
    const answer = await browser.post(url.pathname, Object.fromEntries(url.searchParams));
    expect(answer.statusCode).toBe(303);
    expect(answerOf(answer)).toHaveProperty('code');
  });

  it('a request posted by another site, without our cookie, comes back as a GET that brings it', async () => {
    const url = new URL(flow.authorizeUrl({ prompt: 'none' }), flow.orgUrl);
    const answer = await flow.newBrowser().post(url.pathname, { ...Object.fromEntries(url.searchParams), nonsense: 'x' });
    expect(answer.statusCode).toBe(303);
    const location = new URL(String(answer.headers.location), flow.orgUrl);
    expect(location.pathname).toBe(url.pathname);
    expect(location.searchParams.has('nonsense')).toBe(false);
    expect(answerOf(await browser.get(location.href))).toHaveProperty('code');
  });

  it('the org has its own server, with itself as issuer', async () => {
    const scope = `insert into scope (id, org_id, authorization_server_id, name, description, system, is_default, optional, consent, metadata_publish)
      values ('scpOrgOpenid', $1, $1, 'openid', '', true, false, false, 'IMPLICIT', 'ALL_CLIENTS')`;
    await flow.database.query({ text: scope, values: [flow.orgId] });
    await flow.engine.bus.publish([{ kind: 'changed', record: 'authorization-server', id: '' }]);
    const answer = await browser.get(flow.authorizeUrl({ scope: 'openid' }, '/oauth2/v1/authorize'));
    expect(answerOf(answer)).toMatchObject({ code: expect.any(String), iss: flow.orgUrl });
  });

  it('a form_post answer is a form for the client and may be read by no one else', async () => {
    const answer = await browser.get(flow.authorizeUrl({ response_mode: 'form_post', state: '"><script>' }));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain(`<form method="post" action="${webRedirect}">`);
    expect(answer.body).toContain('name="state" value="&quot;&gt;&lt;script&gt;"');
    expect(answer.body).toMatch(/name="code" value="[\w-]{43}"/);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['cache-control']).toBe('no-store');
    const script = /src="([^"]+)"/.exec(answer.body)?.[1] ?? '';
    expect((await browser.get(script)).body).toBe('document.forms[0].submit();\n');
  });

  it('HEAD makes no code', async () => {
    const count = async () =>
      (await flow.database.query<{ n: number }>({ text: 'select count(*) as n from authorization_code' })).rows[0]?.n;
    const before = await count();
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await flow.app.inject({ method: 'HEAD', url: flow.authorizeUrl(), headers: { cookie } });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers['allow']).toBe('GET, POST');
    expect(await count()).toBe(before);
  });
});

describe('sessions that do not suffice', () => {
  it('prompt=none without a session is login_required', async () => {
    expect(answerOf(await flow.newBrowser().get(flow.authorizeUrl({ prompt: 'none' })))).toMatchObject({
      error: 'login_required',
      state: 'the state',
    });
  });

  it.each([
    ['prompt=login', { prompt: 'login' }],
    ['prompt=select_account', { prompt: 'select_account' }],
    ['max_age=0', { max_age: '0' }],
  ])('%s shows the sign-in page to a person who is signed in, and the sign-in answers it', async (_name, changes) => {
    const visitor = flow.newBrowser();
    await visitor.signIn(await visitor.get(flow.authorizeUrl()), flow.user.login);
    const page = await visitor.get(flow.authorizeUrl(changes));
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('asks you to sign in again');
    expect(answerOf(await visitor.signIn(page, flow.user.login))).toHaveProperty('code');
  });

  it('max_age passed: prompt=none is login_required, else the page', async () => {
    const visitor = flow.newBrowser();
    await visitor.signIn(await visitor.get(flow.authorizeUrl()), flow.user.login);
    flow.clock.advance(61_000);
    expect(answerOf(await visitor.get(flow.authorizeUrl({ max_age: '60', prompt: 'none' })))).toMatchObject({ error: 'login_required' });
    expect((await visitor.get(flow.authorizeUrl({ max_age: '60' }))).statusCode).toBe(200);
    expect(answerOf(await visitor.get(flow.authorizeUrl({ max_age: '61' })))).toHaveProperty('code');
  });

  it('managing devices needs a sign-in of the last 15 minutes, reading them does not', async () => {
    const visitor = flow.newBrowser();
    const mobile = { client_id: flow.mobile.clientId, redirect_uri: 'com.magenta.approve:/callback' };
    const manage = { ...mobile, scope: 'openid okta.myAccount.appAuthenticator.manage' };
    const read = { ...mobile, scope: 'openid okta.myAccount.appAuthenticator.read' };
    await visitor.signIn(await visitor.get(flow.authorizeUrl()), flow.user.login);
    flow.clock.advance(15 * 60_000);
    expect(answerOf(await visitor.get(flow.authorizeUrl(manage)))).toHaveProperty('code');
    flow.clock.advance(1);
    expect(answerOf(await visitor.get(flow.authorizeUrl(read)))).toHaveProperty('code');
    expect(answerOf(await visitor.get(flow.authorizeUrl({ ...manage, prompt: 'none' })))).toMatchObject({ error: 'login_required' });
    const page = await visitor.get(flow.authorizeUrl(manage));
    expect(page.statusCode).toBe(200);
    const answer = await visitor.signIn(page, flow.user.login);
    expect(answer.headers.location).toMatch(/^com\.magenta\.approve:\/callback\?code=/);
  });

  it('a new password ends the sessions from before it', async () => {
    const userId = await flow.addUser('new.password@example.com');
    const visitor = flow.newBrowser();
    await visitor.signIn(await visitor.get(flow.authorizeUrl()), 'new.password@example.com');
    const changedAt = new Date(flow.clock.now() + 1).toISOString();
    await flow.database.query({ text: 'update directory_user set password_changed_at = $1 where id = $2', values: [changedAt, userId] });
    flow.clock.advance(1);
    const page = await visitor.get(flow.authorizeUrl());
    expect(page.statusCode).toBe(200);
    expect(answerOf(await visitor.signIn(page, 'new.password@example.com'))).toHaveProperty('code');
    expect(answerOf(await visitor.get(flow.authorizeUrl()))).toHaveProperty('code');
  });

  it('the session of a suspended user counts for nothing', async () => {
    const userId = await flow.addUser('suspended@example.com');
    const visitor = flow.newBrowser();
    expect(answerOf(await visitor.signIn(await visitor.get(flow.authorizeUrl()), 'suspended@example.com'))).toHaveProperty('code');
    await flow.setUserStatus(userId, 'SUSPENDED');
    expect((await visitor.get(flow.authorizeUrl())).statusCode).toBe(200);
    expect(answerOf(await visitor.get(flow.authorizeUrl({ prompt: 'none' })))).toMatchObject({ error: 'login_required' });
  });
});
