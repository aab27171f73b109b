/** Who plays in these tests: clients of several kinds, made by the management API, and what they send. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { cibaGrantType } from '../support/ciba.js';
import { basic, type FormFields, type HttpAnswer, memberAt, postForm, sendJson } from '../support/http.js';
import type { ServerInProcess } from '../support/start-server.js';

export interface CibaClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorization: string;
}

/** A web app with the CIBA grant, everyone assigned. `oauth` are settings of ours and Okta's. */
export async function createClient(
  server: ServerInProcess,
  change: {
    readonly oauth?: Readonly<Record<string, unknown>>;
    readonly credentials?: Readonly<Record<string, unknown>>;
    readonly implicitAssignment?: boolean;
  } = {},
): Promise<CibaClient> {
  const app = await sendJson(
    'POST',
    `${server.url}/api/v1/apps`,
    {
      name: 'oidc_client',
      label: `Client ${randomBytes(6).toString('hex')}`,
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic', ...change.credentials } },
      settings: {
        implicitAssignment: change.implicitAssignment ?? true,
        oauthClient: {
          redirect_uris: ['https://client.example/callback'],
          response_types: ['code'],
          grant_types: ['authorization_code', 'refresh_token', cibaGrantType],
          application_type: 'web',
          backchannel_custom_authenticator_id: server.facts.authenticatorId,
          ...change.oauth,
        },
      },
    },
    { authorization: `SSWS ${server.facts.apiToken}` },
  );
  const clientId = memberAt(app.json, 'credentials', 'oauthClient', 'client_id');
  const clientSecret = memberAt(app.json, 'credentials', 'oauthClient', 'client_secret') ?? '';
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') throw new Error(`no client: ${app.status} ${app.text}`);
  const groups = await fetch(`${server.url}/api/v1/groups`, { headers: { authorization: `SSWS ${server.facts.apiToken}` } });
  const everyone = memberAt(await groups.json(), 0, 'id');
  await sendJson(
    'PUT',
    `${server.url}/api/v1/apps/${clientId}/groups/${String(everyone)}`,
    {},
    { authorization: `SSWS ${server.facts.apiToken}` },
  );
  return { clientId, clientSecret, authorization: basic(clientId, clientSecret) };
}

export const quickstartClient = ({ facts }: ServerInProcess): CibaClient => ({
  clientId: facts.clientId,
  clientSecret: facts.clientSecret,
  authorization: basic(facts.clientId, facts.clientSecret),
});

export function ask(server: ServerInProcess, client: Pick<CibaClient, 'authorization'>, fields: FormFields): Promise<HttpAnswer> {
  return postForm(`${server.url}/oauth2/default/v1/bc/authorize`, fields, { authorization: client.authorization });
}

/** What a good request carries; tests change one thing at a time. */
export const goodFields = (server: ServerInProcess, change: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  scope: 'openid email',
  login_hint: server.facts.user.login,
  binding_message: `Pay ${randomBytes(4).toString('hex')}`,
  ...change,
});

export async function askedWell(
  server: ServerInProcess,
  client: CibaClient,
  change: Readonly<Record<string, string>> = {},
): Promise<{ authReqId: string; message: string }> {
  const fields = goodFields(server, change);
  const answer = await ask(server, client, fields);
  const authReqId = memberAt(answer.json, 'auth_req_id');
  if (answer.status !== 200 || typeof authReqId !== 'string') throw new Error(`not acknowledged: ${answer.status} ${answer.text}`);
  return { authReqId, message: fields['binding_message'] ?? '' };
}

export function pollOnce(
  server: ServerInProcess,
  client: CibaClient,
  authReqId: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  return postForm(
    `${server.url}/oauth2/default/v1/token`,
    { grant_type: cibaGrantType, auth_req_id: authReqId },
    { authorization: client.authorization, ...headers },
  );
}

export interface ClientKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

export function makeClientKey(kid = 'client-key'): ClientKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid, privateKey, publicJwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' } };
}

/** A compact ES256 JWS; `header` may lie about anything. */
export function signByClient(
  key: ClientKey,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'ES256', kid: key.kid, ...header })}.${part(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
