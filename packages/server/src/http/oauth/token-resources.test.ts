import { issueTokens } from '@countersign/engine';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OAuthApp, openOAuthApp, type TestClient } from '../../testing/open-oauth-app.js';

let oauth: OAuthApp;
let client: TestClient;
let other: TestClient;
let publicClient: TestClient;
beforeAll(async () => {
  oauth = await openOAuthApp();
  client = await oauth.addClient();
  other = await oauth.addClient();
  publicClient = await oauth.addClient({ authMethod: 'none', oauth: { application_type: 'native' } });
});
afterAll(() => oauth.close());

interface Tokens {
  readonly access: string;
  readonly id: string;
  readonly refresh: string;
  readonly grantId: string;
}

/** Tokens of a new grant, as a finished flow leaves them; `at` is the alias or id of a custom server, or undefined for the org's own. */
async function tokensOf(
  owner: TestClient,
  changes: { readonly scopes?: readonly string[]; readonly at?: 'default' | undefined } = { at: 'default' },
): Promise<Tokens> {
  const org = await oauth.engine.org.get();
  const server = await oauth.engine.authorizationServers.find(org.id, changes.at);
  const user = await oauth.engine.users.findById(org.id, oauth.user.id);
  const registered = await oauth.engine.clients.findByClientId(org.id, owner.clientId);
  if (server === undefined || user === undefined || registered === undefined) throw new Error('the example org is incomplete');
  const { grant, refreshToken } = await oauth.addGrant(owner, {
    authorizationServerId: server.id,
    ...(changes.scopes === undefined ? {} : { scopes: changes.scopes }),
  });
  const response = await issueTokens(oauth.engine, { org, server, client: registered, user, grant, withIdToken: true });
  return { access: response.access_token, id: response.id_token ?? '', refresh: refreshToken, grantId: grant.id };
}

async function post(url: string, fields: Record<string, string>, headers: Record<string, string> = { authorization: client.basic }) {
  const response = await oauth.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
  return { status: response.statusCode, headers: response.headers, text: response.body };
}
const introspect = async (
  token: string,
  headers?: Record<string, string>,
  fields: Record<string, string> = {},
  path = '/oauth2/default/v1/introspect',
) => {
  const answer = await post(path, { token, ...fields }, headers);
  const body: Record<string, unknown> = JSON.parse(answer.text);
  return { ...answer, body };
};
const userinfo = (token: string, path = '/oauth2/default/v1/userinfo') =>
  oauth.app.inject({ url: path, headers: { authorization: `Bearer ${token}` } });
const inactive = { status: 200, body: { active: false } };

describe('introspection (RFC 7662, R-012)', () => {
  it('tells what an access token says', async () => {
    const { access, grantId } = await tokensOf(client);
    const { status, headers, body } = await introspect(access);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    const nowSeconds = oauth.clock.now() / 1000;
    expect(body).toEqual({
      active: true,
      token_type: 'Bearer',
      scope: 'openid profile email offline_access',
      client_id: client.clientId,
      username: oauth.user.login,
      sub: oauth.user.login,
      uid: oauth.user.id,
      aud: 'api://default',
      iss: 'https://id.example.com/oauth2/default',
      iat: nowSeconds,
      nbf: nowSeconds,
      exp: nowSeconds + 3600,
      auth_time: nowSeconds,
      jti: expect.stringMatching(new RegExp(`^AT\\..*\\.${grantId}$`)),
    });
  });

  it('tells what ID and refresh tokens say; a refresh token without aud, iss and iat', async () => {
    const { id, refresh } = await tokensOf(client);
    expect((await introspect(id, undefined, { token_type_hint: 'id_token' })).body).toMatchObject({
      active: true,
      sub: oauth.user.id,
      aud: client.clientId,
    });
    const { body } = await introspect(refresh, undefined, { token_type_hint: 'access_token' });
    expect(body).toMatchObject({
      active: true,
      client_id: client.clientId,
      username: oauth.user.login,
      scope: 'openid profile email offline_access',
    });
    for (const member of ['aud', 'iss', 'iat']) expect(body).not.toHaveProperty(member);
  });

  it('a resource server may ask about tokens of other clients, but not about their refresh tokens', async () => {
    const { access, refresh } = await tokensOf(client);
    expect((await introspect(access, { authorization: other.basic })).body).toMatchObject({ active: true, client_id: client.clientId });
    expect(await introspect(refresh, { authorization: other.basic })).toMatchObject(inactive);
  });

  it('a public client learns about its own tokens only', async () => {
    const own = await tokensOf(publicClient);
    const foreign = await tokensOf(client);
    const asPublic = { client_id: publicClient.clientId };
    expect((await introspect(own.access, {}, asPublic)).body).toMatchObject({ active: true });
    for (const token of [foreign.access, foreign.id, foreign.refresh])
      expect(await introspect(token, {}, asPublic)).toMatchObject(inactive);
  });

  it('everything else is inactive and nothing more', async () => {
    const ofOrg = await tokensOf(client, { at: undefined });
    const { access, refresh, id } = await tokensOf(client);
    const altered = `${access.slice(0, -10)}${access.endsWith('AAAAAAAAAA') ? 'B' : 'A'}${access.slice(-9)}`;
    for (const token of ['unknown', 'a.b.c', altered, ofOrg.access, ofOrg.id, ofOrg.refresh])
      expect(await introspect(token)).toMatchObject(inactive);
    oauth.clock.advance(3_600_000);
    for (const token of [access, id]) expect(await introspect(token)).toMatchObject(inactive);
    oauth.clock.advance(7 * 86_400_000);
    expect(await introspect(refresh)).toMatchObject(inactive);
  });

  it('wants a token and an authenticated client', async () => {
    expect(await introspect('')).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect(await introspect('x', { authorization: 'Basic eHg6eXk=' })).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await introspect('', {})).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });
});

describe('revocation (RFC 7009, R-011)', () => {
  const revoke = (token: string, headers?: Record<string, string>, fields: Record<string, string> = {}) =>
    post('/oauth2/default/v1/revoke', { token, ...fields }, headers);

  it('a refresh token takes its access tokens along', async () => {
    const { access, refresh } = await tokensOf(client);
    expect(await revoke(refresh)).toMatchObject({ status: 200, text: '' });
    for (const token of [refresh, access]) expect(await introspect(token)).toMatchObject(inactive);
    expect((await userinfo(access)).statusCode).toBe(401);
  });

  it('an access token goes alone', async () => {
    const { access, refresh } = await tokensOf(client);
    expect(await revoke(access, undefined, { token_type_hint: 'refresh_token' })).toMatchObject({ status: 200, text: '' });
    expect(await introspect(access)).toMatchObject(inactive);
    expect((await introspect(refresh)).body).toMatchObject({ active: true });
  });

  it('a public client revokes its own, as the Android sample signs out', async () => {
    const { refresh } = await tokensOf(publicClient);
    expect(await revoke(refresh, {}, { client_id: publicClient.clientId })).toMatchObject({ status: 200 });
    expect(await introspect(refresh)).toMatchObject(inactive);
  });

  it('unknown tokens and those of other clients are 200 and stay as they are', async () => {
    const { access, refresh } = await tokensOf(client);
    for (const token of ['unknown', access, refresh])
      expect(await revoke(token, { authorization: other.basic })).toMatchObject({ status: 200, text: '' });
    for (const token of [access, refresh]) expect((await introspect(token)).body).toMatchObject({ active: true });
  });

  it('wants a token and an authenticated client', async () => {
    expect((await revoke('')).status).toBe(400);
    expect((await revoke('x', { authorization: 'Basic eHg6eXk=' })).status).toBe(401);
  });
});

describe('userinfo (OpenID Connect Core 5.3, R-046)', () => {
  const all = {
    name: 'Test User',
    given_name: 'Test',
    family_name: 'User',
    preferred_username: 'test.user@email.com',
    updated_at: Date.UTC(2026, 0, 15, 12) / 1000,
    email: 'test.user@email.com',
    email_verified: true,
  };

  it('tells what the scopes release: by GET, POST with the header, POST with the form', async () => {
    const { access } = await tokensOf(client);
    const expected = { sub: oauth.user.id, ...all };
    const url = '/oauth2/default/v1/userinfo';
    const byGet = await userinfo(access);
    expect(byGet.statusCode).toBe(200);
    expect(byGet.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json;charset=UTF-8' });
    expect(byGet.json()).toEqual(expected);
    const byHeader = await oauth.app.inject({ method: 'POST', url, headers: { authorization: `Bearer ${access}` } });
    expect(byHeader.json()).toEqual(expected);
    expect(JSON.parse((await post(url, { access_token: access }, {})).text)).toEqual(expected);
  });

  it('sub is the one of the ID token; address and phone only with their scopes', async () => {
    const { access, id } = await tokensOf(client, { scopes: ['openid', 'address', 'phone'], at: 'default' });
    expect((await userinfo(access)).json()).toEqual({
      sub: decodeJwt(id).sub,
      address: { locality: 'Bern' },
      phone_number: '+41 31 000 00 00',
    });
  });

  it('R-004 says what is wrong in the header alone, with an empty body', async () => {
    const { access, id, refresh } = await tokensOf(client);
    const ofOrg = await tokensOf(client, { at: undefined });
    for (const token of ['x', id, refresh, ofOrg.access]) {
      const answer = await userinfo(token);
      expect(answer).toMatchObject({ statusCode: 401, body: '' });
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer .*error="invalid_token", error_description="[ !#-[\]-~]+"$/);
    }
    oauth.clock.advance(3_600_000);
    expect((await userinfo(access)).statusCode).toBe(401);
    const none = await oauth.app.inject({ url: '/oauth2/default/v1/userinfo' });
    expect(none).toMatchObject({ statusCode: 401, body: '' });
  });

  it('R-004 a token without openid is 403 insufficient_scope', async () => {
    const { access } = await tokensOf(client, { scopes: ['profile'], at: 'default' });
    const answer = await userinfo(access);
    expect(answer).toMatchObject({ statusCode: 403, body: '' });
    expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope"');
  });

  it('RFC 6750 2 two ways at once are 400, and the query is never read', async () => {
    const { access } = await tokensOf(client);
    const both = await post('/oauth2/default/v1/userinfo', { access_token: access }, { authorization: `Bearer ${access}` });
    expect(both).toMatchObject({ status: 400, text: '' });
    expect((await oauth.app.inject({ url: `/oauth2/default/v1/userinfo?access_token=${access}` })).statusCode).toBe(401);
  });

  it('a token of the server of the org counts there, and ends with its user', async () => {
    const { access } = await tokensOf(client, { at: undefined });
    expect((await userinfo(access, '/oauth2/v1/userinfo')).json()).toMatchObject({ sub: oauth.user.id });
    await oauth.database.query({ text: `update directory_user set status = 'SUSPENDED' where id = $1`, values: [oauth.user.id] });
    expect((await userinfo(access, '/oauth2/v1/userinfo')).statusCode).toBe(401);
    await oauth.database.query({ text: `update directory_user set status = 'ACTIVE' where id = $1`, values: [oauth.user.id] });
  });
});
