/** oauth4webapi: every answer passes the checks of a library that follows the specifications to the letter. */
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDevice, answerPending, enrollDevice } from '../support/device.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';

let server: ServerProcess;
let device: TestDevice;
let metadata: oauth.AuthorizationServer;
let app: oauth.Client;
const insecure = { [oauth.allowInsecureRequests]: true };
beforeAll(async () => {
  server = await startProcess();
  device = await enrollDevice(server);
  app = { client_id: server.facts.clientId };
  metadata = await discover(server.facts.issuer, 'oidc');
});
afterAll(() => server.stop());

async function discover(issuer: string, algorithm: 'oidc' | 'oauth2'): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { ...insecure, algorithm }));
}

describe('oauth4webapi', () => {
  it('accepts both discovery documents of both kinds of authorization server', async () => {
    for (const issuer of [server.facts.orgUrl, server.facts.issuer]) {
      for (const algorithm of ['oidc', 'oauth2'] as const) {
        const document = await discover(issuer, algorithm);
        expect(document.issuer).toBe(issuer);
        expect(document.backchannel_token_delivery_modes_supported).toEqual(['poll']);
        expect(document.grant_types_supported).toContain('urn:openid:params:grant-type:ciba');
      }
    }
  });

  it.each([
    ['client_secret_basic', () => oauth.ClientSecretBasic(server.facts.clientSecret)],
    ['client_secret_post', () => oauth.ClientSecretPost(server.facts.clientSecret)],
  ])('walks CIBA with %s and checks signature, issuer, audience and times of the tokens', async (method, authentication) => {
    const message = `From oauth4webapi by ${method}`;
    const asked = await oauth.backchannelAuthenticationRequest(
      metadata,
      app,
      authentication(),
      { scope: 'openid email', login_hint: server.facts.user.login, binding_message: message },
      insecure,
    );
    const { auth_req_id, expires_in, interval } = await oauth.processBackchannelAuthenticationResponse(metadata, app, asked);
    expect([expires_in, interval]).toEqual([300, 5]);

    const early = await oauth.backchannelAuthenticationGrantRequest(metadata, app, authentication(), auth_req_id, insecure);
    await expect(oauth.processBackchannelAuthenticationGrantResponse(metadata, app, early)).rejects.toMatchObject({
      error: 'authorization_pending',
    });

    await answerPending(device, message);
    const answer = await oauth.backchannelAuthenticationGrantRequest(metadata, app, authentication(), auth_req_id, insecure);
    const tokens = await oauth.processBackchannelAuthenticationGrantResponse(metadata, app, answer);
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ sub: device.userId, email: server.facts.user.login });
    await oauth.validateApplicationLevelSignature(metadata, answer, insecure);

    const again = await oauth.backchannelAuthenticationGrantRequest(metadata, app, authentication(), auth_req_id, insecure);
    await expect(oauth.processBackchannelAuthenticationGrantResponse(metadata, app, again)).rejects.toMatchObject({
      error: 'invalid_grant',
    });

    const userInfo = await oauth.userInfoRequest(metadata, app, tokens.access_token, insecure);
    expect(await oauth.processUserInfoResponse(metadata, app, device.userId, userInfo)).toMatchObject({ email: server.facts.user.login });
  });

  it('is told of wrong credentials by a challenge it can parse', async () => {
    const asked = await oauth.backchannelAuthenticationRequest(
      metadata,
      app,
      oauth.ClientSecretBasic('wrong'),
      { scope: 'openid', login_hint: server.facts.user.login },
      insecure,
    );
    expect(asked.status).toBe(401);
    expect(asked.headers.get('www-authenticate')).toMatch(/^Basic /);
    await expect(oauth.processBackchannelAuthenticationResponse(metadata, app, asked)).rejects.toThrow();
  });
});
