/** Client assertions over HTTP (ciba-requirements 3.2): what a registration says about them, and what passes for one. */
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpAnswer, memberAt, postForm, request, sendJson } from '../support/http.js';
import { startInProcess, type ServerInProcess } from '../support/start-server.js';
import { type CibaClient, type ClientKey, createClient, makeClientKey, signByClient } from './cast.js';

let server: ServerInProcess;
let key: ClientKey;
let client: CibaClient;
beforeAll(async () => {
  server = await startInProcess();
  key = makeClientKey();
  // the key fits ES256 alone, so another registered algorithm leaves nothing that works
  client = await createClient(server, {
    credentials: { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES256' },
    oauth: { jwks: { keys: [key.publicJwk] } },
  });
});
afterAll(() => server.stop());

type Claims = Readonly<Record<string, unknown>>;
function claims(clientId: string, change: Claims = {}): Claims {
  const now = Math.floor(server.clock.now() / 1_000);
  return { iss: clientId, sub: clientId, aud: server.facts.issuer, iat: now, exp: now + 60, jti: randomUUID(), ...change };
}

const introspect = (assertion: string): Promise<HttpAnswer> =>
  postForm(`${server.url}/oauth2/default/v1/introspect`, {
    token: 'x',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });

function mac(client: CibaClient, alg: 'HS256' | 'HS512'): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg })}.${part(claims(client.clientId))}`;
  return `${signed}.${createHmac(alg.replace('HS', 'sha'), client.clientSecret).update(signed).digest('base64url')}`;
}

describe('token_endpoint_auth_signing_alg', () => {
  it('R-016 is kept, shown, and the only algorithm that authenticates', async () => {
    const app = await request(`${server.url}/api/v1/apps/${client.clientId}`, {
      headers: { authorization: `SSWS ${server.facts.apiToken}` },
    });
    expect(memberAt(app.json, 'credentials', 'oauthClient', 'token_endpoint_auth_signing_alg')).toBe('ES256');
    expect((await introspect(signByClient(key, claims(client.clientId)))).status).toBe(200);

    const strict = await createClient(server, {
      credentials: { token_endpoint_auth_method: 'client_secret_jwt', token_endpoint_auth_signing_alg: 'HS512' },
    });
    expect((await introspect(mac(strict, 'HS512'))).status).toBe(200);
    expect(await introspect(mac(strict, 'HS256'))).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  it.each([
    ['client_secret_basic', 'ES256'],
    ['client_secret_jwt', 'RS256'],
    ['client_secret_jwt', 'none'],
  ])('C-017 with %s and %s is no registration', async (method, alg) => {
    const answer = await sendJson(
      'POST',
      `${server.url}/api/v1/apps`,
      {
        name: 'oidc_client',
        label: 'Odd',
        signOnMode: 'OPENID_CONNECT',
        credentials: { oauthClient: { token_endpoint_auth_method: method, token_endpoint_auth_signing_alg: alg } },
        settings: {
          oauthClient: {
            redirect_uris: ['https://client.example/cb'],
            response_types: ['code'],
            grant_types: ['authorization_code'],
            application_type: 'web',
          },
        },
      },
      { authorization: `SSWS ${server.facts.apiToken}` },
    );
    expect(answer.status).toBe(400);
  });
});

describe('a client assertion', () => {
  it.each([undefined, 'JWT', 'jwt', 'client-authentication+jwt', 'application/client-authentication+jwt'])(
    'R-013 may have the typ %s',
    async (typ) => {
      expect((await introspect(signByClient(key, claims(client.clientId), { typ }))).status).toBe(200);
    },
  );

  it.each(['oauth-authz-req+jwt', 'at+jwt', 'dpop+jwt', 'okta-pushbind+jwt', 5])('R-049 is no JWT of typ %s', async (typ) => {
    expect(await introspect(signByClient(key, claims(client.clientId), { typ }))).toMatchObject({
      status: 401,
      json: { error: 'invalid_client' },
    });
  });
});
