/** The discovery document is true (C-006, C-007): every listed value works, and what is not listed is refused. */
import { constants, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollDevice } from '../support/device.js';
import { type HttpAnswer, member, memberAt, postForm, request } from '../support/http.js';
import { startInProcess, type ServerInProcess } from '../support/start-server.js';
import { ask, createClient, goodFields, quickstartClient } from './cast.js';

let server: ServerInProcess;
let document: unknown;
beforeAll(async () => {
  server = await startInProcess();
  await enrollDevice(server);
  document = (await request(`${server.url}/oauth2/default/.well-known/openid-configuration`)).json;
});
afterAll(() => server.stop());

function listed(name: string): readonly string[] {
  const values = member(document, name);
  if (!Array.isArray(values)) throw new Error(`${name} is no list`);
  return values.map(String);
}

const asymmetric = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

function keysFor(alg: string): { readonly privateKey: KeyObject; readonly jwk: Readonly<Record<string, unknown>> } {
  const namedCurve = curves[alg];
  const pair = namedCurve === undefined ? rsa : generateKeyPairSync('ec', { namedCurve });
  return { privateKey: pair.privateKey, jwk: { ...pair.publicKey.export({ format: 'jwk' }), use: 'sig', kid: 'k' } };
}

function jws(alg: string, key: KeyObject, claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = Buffer.from(`${part({ alg, kid: 'k' })}.${part(claims)}`);
  const options = alg.startsWith('PS')
    ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { key, dsaEncoding: 'ieee-p1363' as const };
  return `${input.toString()}.${sign(`sha${alg.slice(2)}`, input, options).toString('base64url')}`;
}

const seconds = (): number => Math.floor(server.clock.now() / 1_000);

describe('the discovery document', () => {
  it('C-001, C-006 lists what is tried below, and nothing else', () => {
    expect(listed('backchannel_authentication_request_signing_alg_values_supported')).toEqual(asymmetric);
    expect(listed('token_endpoint_auth_signing_alg_values_supported')).toEqual(['HS256', 'HS384', 'HS512', ...asymmetric]);
    expect(listed('backchannel_token_delivery_modes_supported')).toEqual(['poll']);
  });

  it.each(asymmetric)('C-006, C-007 %s authenticates a client at both endpoints and signs a request', async (alg) => {
    const { privateKey, jwk } = keysFor(alg);
    const client = await createClient(server, {
      credentials: { token_endpoint_auth_method: 'private_key_jwt' },
      oauth: { jwks: { keys: [jwk] }, backchannel_authentication_request_signing_alg: alg },
    });
    const common = () => ({
      iss: client.clientId,
      aud: server.facts.issuer,
      iat: seconds(),
      nbf: seconds(),
      exp: seconds() + 60,
      jti: randomUUID(),
    });
    const authenticated = () => ({
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: jws(alg, privateKey, { ...common(), sub: client.clientId }),
    });
    const signed = jws(alg, privateKey, { ...common(), ...goodFields(server) });
    const acknowledged = await postForm(`${server.facts.issuer}/v1/bc/authorize`, { ...authenticated(), request: signed });
    expect(acknowledged.status, acknowledged.text).toBe(200);
    const polled = await postForm(`${server.facts.issuer}/v1/token`, {
      ...authenticated(),
      grant_type: 'urn:openid:params:grant-type:ciba',
      auth_req_id: String(member(acknowledged.json, 'auth_req_id')),
    });
    expect(memberAt(polled.json, 'error')).toBe('authorization_pending');
  });

  it('C-007 every grant type is known at the token endpoint, and no other', async () => {
    const { authorization } = quickstartClient(server);
    const error = async (grantType: string): Promise<unknown> =>
      member((await postForm(`${server.facts.issuer}/v1/token`, { grant_type: grantType }, { authorization })).json, 'error');
    for (const grantType of listed('grant_types_supported'))
      expect([grantType, await error(grantType)]).toEqual([grantType, 'invalid_request']);
    // R-045
    for (const grantType of ['password', 'implicit', 'client_credentials', 'urn:ietf:params:oauth:grant-type:device_code'])
      expect([grantType, await error(grantType)]).toEqual([grantType, 'unsupported_grant_type']);
  });

  it('C-007 every scope can be asked for', async () => {
    const client = quickstartClient(server);
    for (const scope of listed('scopes_supported')) {
      const device = scope.startsWith('okta.');
      const answer = device
        ? await authorize(server.facts.mobileClientId, scope)
        : await ask(server, client, goodFields(server, { scope: `openid ${scope}` }));
      const outcome = device ? new URL(answer.headers.get('location') ?? '').searchParams.get('error') : answer.status;
      expect([scope, outcome]).toEqual([scope, device ? 'login_required' : 200]);
    }
    expect(listed('scopes_supported')).not.toContain('device_sso');
  });

  it('R-005 is one and the same under the alias and the id, and names the canonical issuer', async () => {
    const servers = await request(`${server.url}/api/v1/authorizationServers`, {
      headers: { authorization: `SSWS ${server.facts.apiToken}` },
    });
    const id = String(memberAt(servers.json, 0, 'id'));
    expect((await request(`${server.url}/oauth2/${id}/.well-known/openid-configuration`)).json).toEqual(document);
    expect(member(document, 'issuer')).toBe(server.facts.issuer);
  });
});

async function authorize(clientId: string, scope: string): Promise<HttpAnswer> {
  const app = await request(`${server.url}/api/v1/apps/${clientId}`, { headers: { authorization: `SSWS ${server.facts.apiToken}` } });
  const redirectUri = String(memberAt(app.json, 'settings', 'oauthClient', 'redirect_uris', 0));
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: `openid ${scope}`,
    prompt: 'none',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  });
  return request(`${server.facts.issuer}/v1/authorize?${query.toString()}`);
}
