/** openid-client 6 as an application would use it: nothing here is ours but the device and the person. */
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redirectUriOf } from '../support/ciba.js';
import { type TestDevice, answerPending, enrollDevice } from '../support/device.js';
import { memberAt, sendJson } from '../support/http.js';
import { throughThePages } from '../support/sign-in.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';

let server: ServerProcess;
let device: TestDevice;
let config: client.Configuration;
const insecure = { execute: [client.allowInsecureRequests] };
beforeAll(async () => {
  server = await startProcess();
  device = await enrollDevice(server);
  config = await client.discovery(new URL(server.facts.issuer), server.facts.clientId, server.facts.clientSecret, undefined, insecure);
});
afterAll(() => server.stop());

const ask = (message: string, scope = 'openid email'): Promise<client.BackchannelAuthenticationResponse> =>
  client.initiateBackchannelAuthentication(config, { scope, login_hint: server.facts.user.login, binding_message: message });

// The library waits out the interval before each poll: all of them wait together.
describe.concurrent('openid-client', () => {
  it('asks, polls until the approval, refreshes and reads userinfo', async () => {
    const response = await ask('From openid-client', 'openid email offline_access');
    const polling = client.pollBackchannelAuthenticationGrant(config, response);
    await answerPending(device, 'From openid-client');
    const tokens = await polling;
    expect(tokens.claims()).toMatchObject({
      iss: server.facts.issuer,
      sub: device.userId,
      aud: server.facts.clientId,
      email: server.facts.user.login,
    });
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(refreshed.access_token).not.toBe(tokens.access_token);
    const userInfo = await client.fetchUserInfo(config, refreshed.access_token, device.userId);
    expect(userInfo).toMatchObject({ sub: device.userId, email: server.facts.user.login });
  });

  it('reads a refusal as access_denied', async () => {
    const response = await ask('To be refused');
    const polling = client.pollBackchannelAuthenticationGrant(config, response);
    await Promise.all([
      expect(polling).rejects.toMatchObject({ error: 'access_denied', status: 400 }),
      answerPending(device, 'To be refused', { consent: 'DENIED_CONSENT_PROMPT' }),
    ]);
  });

  it('reads the errors of the backchannel endpoint', async () => {
    await expect(
      client.initiateBackchannelAuthentication(config, { scope: 'openid', login_hint: 'nobody@example.com' }),
    ).rejects.toMatchObject({ error: 'unknown_user_id', status: 400 });
    await expect(
      client.initiateBackchannelAuthentication(config, {
        scope: 'openid',
        login_hint: server.facts.user.login,
        binding_message: 'Pay \u202E005',
      }),
    ).rejects.toMatchObject({ error: 'invalid_binding_message', status: 400 });
    await expect(
      client.initiateBackchannelAuthentication(config, { scope: 'email', login_hint: server.facts.user.login }),
    ).rejects.toMatchObject({
      status: 400,
    });
  });

  it('introspects and revokes', async () => {
    const response = await ask('To be revoked', 'openid offline_access');
    await answerPending(device, 'To be revoked');
    const tokens = await client.pollBackchannelAuthenticationGrant(config, response);
    expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: true, client_id: server.facts.clientId });
    await client.tokenRevocation(config, tokens.refresh_token ?? '');
    expect(await client.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false });
    await expect(client.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('signs a person in by authorization code with PKCE, and their ID token names them in the next request', async () => {
    const redirectUri = await redirectUriOf(server, server.facts.clientId);
    const verifier = client.randomPKCECodeVerifier();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const start = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    const callback = await throughThePages(start.href, { redirectUri, ...server.facts.user });
    const tokens = await client.authorizationCodeGrant(config, callback, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    expect(tokens.claims()).toMatchObject({ sub: device.userId, email: server.facts.user.login });
    const response = await client.initiateBackchannelAuthentication(config, {
      scope: 'openid',
      id_token_hint: tokens.id_token ?? '',
      binding_message: 'Named by an ID token',
    });
    await answerPending(device, 'Named by an ID token');
    const approved = await client.pollBackchannelAuthenticationGrant(config, response);
    expect(approved.claims()).toMatchObject({ sub: device.userId });
  });

  it('authenticates with a private key (RFC 7523)', async () => {
    const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
    const jwk = { kty, crv, x, y, kid: 'interop', use: 'sig', alg: 'ES256' };
    const created = await sendJson(
      'POST',
      `${server.url}/api/v1/apps`,
      {
        name: 'oidc_client',
        label: 'Has a private key',
        signOnMode: 'OPENID_CONNECT',
        credentials: { oauthClient: { token_endpoint_auth_method: 'private_key_jwt' } },
        settings: {
          oauthClient: {
            redirect_uris: ['https://example.com/callback'],
            response_types: ['code'],
            grant_types: ['authorization_code', 'urn:openid:params:grant-type:ciba'],
            application_type: 'web',
            backchannel_custom_authenticator_id: server.facts.authenticatorId,
            jwks: { keys: [jwk] },
          },
        },
      },
      { authorization: `SSWS ${server.facts.apiToken}` },
    );
    expect(created.status, created.text).toBe(200);
    const clientId = String(memberAt(created.json, 'credentials', 'oauthClient', 'client_id'));
    const authorization = { authorization: `SSWS ${server.facts.apiToken}` };
    await sendJson('POST', `${server.url}/api/v1/apps/${clientId}/users`, { id: device.userId }, authorization);
    const signing = await client.discovery(
      new URL(server.facts.issuer),
      clientId,
      {},
      client.PrivateKeyJwt({ key: privateKey, kid: 'interop' }),
      insecure,
    );
    const response = await client.initiateBackchannelAuthentication(signing, {
      scope: 'openid',
      login_hint: server.facts.user.login,
      binding_message: 'By private key',
    });
    await answerPending(device, 'By private key');
    const tokens = await client.pollBackchannelAuthenticationGrant(signing, response);
    expect(tokens.claims()).toMatchObject({ aud: clientId, sub: device.userId });
  });
});
