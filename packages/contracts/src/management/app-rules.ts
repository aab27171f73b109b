/** The rules between the members of an app: which grants its type may have, what a grant needs, what an authentication method needs. */
import type { z } from 'zod';
import { grantTypes } from '../oauth/constants.js';
import { macAlgs } from './client-jwks.js';
import type { AppObject } from './app-object.js';

type Context = z.core.$RefinementCtx<AppObject>;
type Path = readonly (string | number)[];

const saml2Bearer = 'urn:ietf:params:oauth:grant-type:saml2-bearer';
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';
const outOfBand = [
  'interaction_code',
  'urn:okta:params:oauth:grant-type:otp',
  'urn:okta:params:oauth:grant-type:oob',
  'http://auth0.com/oauth/grant-type/mfa-otp',
  'http://auth0.com/oauth/grant-type/mfa-oob',
];
const everyType = ['implicit', saml2Bearer, tokenExchange, deviceCode, ...outOfBand];
const browserFlow = [grantTypes.authorizationCode, grantTypes.refreshToken];

/** Okta-api 2.2: CIBA belongs to web apps only. A grant that may be registered need not be served by the token endpoint. */
export const grantsOfType: Readonly<Record<AppObject['settings']['oauthClient']['application_type'], ReadonlySet<string>>> = {
  web: new Set([...everyType, ...browserFlow, grantTypes.clientCredentials, grantTypes.ciba]),
  native: new Set([...everyType, ...browserFlow, 'password', grantTypes.jwtBearer]),
  browser: new Set([...everyType, ...browserFlow]),
  service: new Set([...everyType, grantTypes.clientCredentials]),
};

export function checkApp(app: AppObject, context: Context): void {
  const fail = (path: Path, message: string) => context.addIssue({ code: 'custom', path: [...path], message });
  checkGrants(app, fail);
  checkAuthentication(app, fail);
  checkBackchannel(app, fail);
}

type Fail = (path: Path, message: string) => void;
const settings = ['settings', 'oauthClient'] as const;
const credentials = ['credentials', 'oauthClient'] as const;

function checkGrants({ settings: { oauthClient: client } }: AppObject, fail: Fail): void {
  const allowed = grantsOfType[client.application_type];
  if (new Set(client.grant_types).size !== client.grant_types.length) fail([...settings, 'grant_types'], 'must not contain duplicates');
  client.grant_types.forEach((grant, index) => {
    if (!allowed.has(grant)) fail([...settings, 'grant_types', index], `is not a grant that ${client.application_type} apps may have`);
  });
  const has = (grant: string) => client.grant_types.includes(grant);
  const interactive = has(grantTypes.authorizationCode) || has('implicit');
  if (interactive && client.redirect_uris.length === 0) fail([...settings, 'redirect_uris'], 'at least one is needed for these grants');
  const responses = client.response_types;
  if (responses === undefined) return;
  if (has(grantTypes.authorizationCode) && !responses.includes('code'))
    fail([...settings, 'response_types'], 'code is needed for authorization_code');
  if (responses.includes('code') && !has(grantTypes.authorizationCode))
    fail([...settings, 'response_types'], 'code needs the grant authorization_code');
  if ((responses.includes('token') || responses.includes('id_token')) && !has('implicit'))
    fail([...settings, 'response_types'], 'token and id_token need the grant implicit');
}

function checkAuthentication(app: AppObject, fail: Fail): void {
  const client = app.settings.oauthClient;
  const {
    token_endpoint_auth_method: given,
    token_endpoint_auth_signing_alg: alg,
    client_secret: secret,
    pkce_required: pkce,
  } = app.credentials.oauthClient;
  const method = given ?? (client.application_type === 'browser' ? 'none' : 'client_secret_basic');
  const methodPath = [...credentials, 'token_endpoint_auth_method'];
  const hasKeys = client.jwks != null || client.jwks_uri != null;
  if (client.jwks != null && client.jwks_uri != null) fail([...settings, 'jwks_uri'], 'jwks and jwks_uri exclude each other');
  if (method === 'private_key_jwt' && !hasKeys) fail([...settings, 'jwks'], 'private_key_jwt needs jwks or jwks_uri');
  if (secret != null && (method === 'private_key_jwt' || method === 'none'))
    fail([...credentials, 'client_secret'], 'is not used by this authentication method');
  // RFC 7518 3.2: an HMAC key has at least the size of the hash
  if (secret != null && method === 'client_secret_jwt' && secret.length < 32)
    fail([...credentials, 'client_secret'], 'client_secret_jwt needs 32 characters');
  if (alg != null && method !== (macAlgs.some((mac) => mac === alg) ? 'client_secret_jwt' : 'private_key_jwt'))
    fail([...credentials, 'token_endpoint_auth_signing_alg'], 'does not fit the authentication method');
  if (method === 'none' && pkce === false) fail([...credentials, 'pkce_required'], 'must be true for public clients');
  if (client.application_type === 'browser' && method !== 'none') fail(methodPath, 'browser apps cannot keep a secret: use none');
  const confidential = [grantTypes.clientCredentials, grantTypes.ciba].some((grant) => client.grant_types.includes(grant));
  if (method === 'none' && confidential) fail(methodPath, 'the grants of this app need an authenticated client');
}

function checkBackchannel({ settings: { oauthClient: client } }: AppObject, fail: Fail): void {
  const given = Object.entries(client).filter(([name, value]) => name.startsWith('backchannel_') && value != null);
  if (!client.grant_types.includes(grantTypes.ciba)) {
    for (const [name] of given) fail([...settings, name], 'needs the CIBA grant');
  }
}
