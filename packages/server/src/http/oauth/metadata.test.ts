import { createRequire } from 'node:module';
import { issueTokens } from '@countersign/engine';
import { discovery, allowInsecureRequests } from 'openid-client';
import { processDiscoveryResponse } from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type OAuthApp, openOAuthApp } from '../../testing/open-oauth-app.js';

/** The part of Okta's verifier this test calls; the package has no types. */
interface OktaVerifier {
  verifyAccessToken(token: string, audience: string): Promise<{ claims: Record<string, unknown> }>;
  verifyIdToken(token: string, clientId: string, nonce?: string): Promise<{ claims: Record<string, unknown> }>;
}
type OktaVerifierClass = new (options: { issuer: string; testing: { disableHttpsCheck: boolean } }) => OktaVerifier;
const OktaJwtVerifier: OktaVerifierClass = createRequire(import.meta.url)('@okta/jwt-verifier');

let oauth: OAuthApp;
beforeAll(async () => {
  // the links have to lead to this very server, so that clients of others can follow them
  const { createServer } = await import('node:net');
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
  oauth = await openOAuthApp({ orgUrl: `http://localhost:${port}` });
  await oauth.app.listen({ port, host: 'localhost' });
});
afterAll(() => oauth.close());

const get = async (url: string) => {
  const response = await oauth.app.inject({ url });
  return { status: response.statusCode, headers: response.headers, body: response.json<Record<string, unknown>>() };
};

describe('metadata (OpenID Connect Discovery 4, RFC 8414 3, R-005)', () => {
  it('the documents of one server are the same at every location', async () => {
    const custom = await get('/oauth2/default/.well-known/openid-configuration');
    expect(custom.status).toBe(200);
    expect(custom.headers).toMatchObject({
      'content-type': 'application/json;charset=UTF-8',
      'cache-control': 'max-age=300, must-revalidate',
    });
    for (const path of [
      '/oauth2/default/.well-known/oauth-authorization-server',
      '/.well-known/oauth-authorization-server/oauth2/default',
      `/oauth2/${oauth.serverId}/.well-known/openid-configuration`,
      '/oauth2/default/.well-known/openid-configuration?client_id=anything',
    ]) {
      expect((await get(path)).body).toEqual(custom.body);
    }
    const org = await get('/.well-known/openid-configuration');
    expect((await get('/.well-known/oauth-authorization-server')).body).toEqual(org.body);
    expect(org.body['issuer']).toBe(oauth.orgUrl);
    expect(custom.body['issuer']).toBe(`${oauth.orgUrl}/oauth2/default`);
  });

  it('of an unknown server is 404 in the shape of OAuth', async () => {
    expect(await get('/oauth2/ausUnknown0000000001/.well-known/openid-configuration')).toMatchObject({
      status: 404,
      body: { error: 'invalid_request' },
    });
  });

  it('C-001 to C-006 says what CIBA clients need', async () => {
    for (const [path, base] of [
      ['/oauth2/default', `${oauth.orgUrl}/oauth2/default/v1`],
      ['', `${oauth.orgUrl}/oauth2/v1`],
    ] as const) {
      expect((await get(`${path}/.well-known/openid-configuration`)).body).toMatchObject({
        backchannel_token_delivery_modes_supported: ['poll'],
        backchannel_authentication_endpoint: `${base}/bc/authorize`,
        backchannel_authentication_request_signing_alg_values_supported: [
          'RS256',
          'RS384',
          'RS512',
          'PS256',
          'PS384',
          'PS512',
          'ES256',
          'ES384',
          'ES512',
        ],
        backchannel_user_code_parameter_supported: false,
        grant_types_supported: expect.arrayContaining(['urn:openid:params:grant-type:ciba', 'authorization_code', 'refresh_token']),
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'],
      });
    }
  });

  it('C-007 shows the published scopes that something here serves, and not those a server only has by birth', async () => {
    const server = oauth.serverId;
    const add = (name: string, publish: string) =>
      oauth.database.query({
        text: `insert into scope (id, org_id, authorization_server_id, name, description, system, is_default, optional, consent, metadata_publish)
          values ($1, $2, $3, $4, '', false, false, false, 'IMPLICIT', $5)`,
        values: [`scp${name}`.slice(0, 20), oauth.orgId, server, name, publish],
      });
    for (const name of ['device_sso', 'okta.myAccount.profile.read', 'okta.myAccount.appAuthenticator.read', 'groups', 'payments'])
      await add(name, 'ALL_CLIENTS');
    await add('secret', 'NO_CLIENTS');
    oauth.clock.advance(3_600_000);
    const { body } = await get('/oauth2/default/.well-known/openid-configuration');
    const known = ['openid', 'profile', 'email', 'offline_access', 'okta.myAccount.appAuthenticator.read', 'payments'];
    expect(body['scopes_supported']).toEqual(known.toSorted());
  });

  it('maintenance tokens are offered by the server of the org alone', async () => {
    const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    expect((await get('/.well-known/openid-configuration')).body['grant_types_supported']).toContain(jwtBearer);
    expect((await get('/oauth2/default/.well-known/openid-configuration')).body['grant_types_supported']).not.toContain(jwtBearer);
  });

  it('C-007 every endpoint it names is there, and nothing is named that is not', async () => {
    const { body } = await get('/oauth2/default/.well-known/openid-configuration');
    for (const [name, url] of Object.entries(body)) {
      if (typeof url !== 'string' || (!name.endsWith('_endpoint') && name !== 'jwks_uri')) continue;
      const { status } = await oauthStatus(url.slice(oauth.orgUrl.length));
      expect([name, status === 404]).toEqual([name, false]);
    }
    for (const absent of [
      'registration_endpoint',
      'pushed_authorization_request_endpoint',
      'device_authorization_endpoint',
      'mtls_endpoint_aliases',
      'dpop_signing_alg_values_supported',
      'tls_client_certificate_bound_access_tokens',
      'require_pushed_authorization_requests',
      'request_object_signing_alg_values_supported',
    ]) {
      expect(body).not.toHaveProperty(absent);
    }
    expect(body).toMatchObject({
      response_types_supported: ['code'],
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
    });
    for (const value of Object.values(body)) if (Array.isArray(value)) expect(new Set(value).size).toBe(Math.max(1, value.length));
  });

  it('must-have 35 has the union of what the mobile SDKs decode', async () => {
    const { body } = await get('/.well-known/openid-configuration');
    for (const member of [
      'issuer',
      'authorization_endpoint',
      'token_endpoint',
      'jwks_uri',
      'response_types_supported',
      'subject_types_supported',
      'revocation_endpoint',
      'claims_supported',
      'id_token_signing_alg_values_supported',
      'userinfo_endpoint',
      'end_session_endpoint',
      'introspection_endpoint',
    ]) {
      expect(body).toHaveProperty(member);
    }
  });

  it('clients of others read it: openid-client and oauth4webapi', async () => {
    const config = await discovery(new URL(`${oauth.orgUrl}/oauth2/default`), 'client', undefined, undefined, {
      execute: [allowInsecureRequests],
    });
    expect(config.serverMetadata().backchannel_authentication_endpoint).toBe(`${oauth.orgUrl}/oauth2/default/v1/bc/authorize`);
    const response = await fetch(`${oauth.orgUrl}/.well-known/oauth-authorization-server/oauth2/default`);
    expect((await processDiscoveryResponse(new URL(`${oauth.orgUrl}/oauth2/default`), response)).issuer).toBe(
      `${oauth.orgUrl}/oauth2/default`,
    );
  });
});

async function oauthStatus(path: string): Promise<{ readonly status: number }> {
  // OPTIONS is answered by every path that exists, with 405 or 204
  const response = await oauth.app.inject({ method: 'OPTIONS', url: path });
  return { status: response.statusCode };
}

describe('keys (RFC 7517, okta-api 2.5)', () => {
  it('R-006 publishes public RSA keys and how long they may be kept', async () => {
    const { status, headers, body } = await get('/oauth2/default/v1/keys');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('max-age=86400, must-revalidate');
    expect(body['keys']).toHaveLength(2);
    expect(JSON.stringify(body)).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
    const org = await get('/oauth2/v1/keys?client_id=x');
    expect(org.body['keys']).toHaveLength(2);
    expect(org.body).not.toEqual(body);
  });
});

describe('verifiers written for Okta (@okta/jwt-verifier)', () => {
  it('accept access and ID tokens of a custom server', async () => {
    const client = await oauth.addClient();
    const { grant } = await oauth.addGrant(client);
    const org = await oauth.engine.org.get();
    const server = await oauth.engine.authorizationServers.find(org.id, 'default');
    const user = await oauth.engine.users.findById(org.id, oauth.user.id);
    const registered = await oauth.engine.clients.findByClientId(org.id, client.clientId);
    if (server === undefined || user === undefined || registered === undefined) throw new Error('the example org is incomplete');
    oauth.clock.advance(Date.now() - oauth.clock.now());
    const tokens = await issueTokens(oauth.engine, { org, server, client: registered, user, grant, nonce: 'n-1', withIdToken: true });
    vi.spyOn(console, 'warn').mockReturnValue(); // it warns that http is on
    const verifier = new OktaJwtVerifier({ issuer: server.issuer, testing: { disableHttpsCheck: true } });
    const access = await verifier.verifyAccessToken(tokens.access_token, 'api://default');
    expect(access.claims).toMatchObject({ cid: client.clientId, uid: user.id, sub: user.login });
    const id = await verifier.verifyIdToken(tokens.id_token ?? '', client.clientId, 'n-1');
    expect(id.claims).toMatchObject({ sub: user.id });
    await expect(verifier.verifyAccessToken(tokens.id_token ?? '', 'api://default')).rejects.toThrow();
  });
});
