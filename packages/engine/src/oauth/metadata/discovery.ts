/**
 * The metadata document of an authorization server (OpenID Connect Discovery 3, RFC 8414 2, CIBA Core 4). One document serves both well-known
 * locations. It lists what exists and nothing else (C-007).
 */
import { deviceScopes, grantTypes, tokenEndpointAuthMethods } from '@countersign/contracts/wire';
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Org } from '../../domain/org/org.js';
import { asymmetricAlgs } from '../client-authentication/verify-client-signature.js';
import { assuranceClasses } from '../session/assurance.js';
import { standardClaims } from '../tokens/standard-claims.js';
import { endpointBase } from './endpoint-urls.js';

const macAlgs = ['HS256', 'HS384', 'HS512'];
const assertionAlgs = [...macAlgs, ...asymmetricAlgs];
/** `none` is not listed: the backchannel endpoint takes the same methods as the token endpoint (C-006), and never a public client. */
const confidentialMethods = tokenEndpointAuthMethods.filter((method) => method !== 'none');
const tokenClaims = [
  'iss',
  'ver',
  'sub',
  'aud',
  'iat',
  'exp',
  'jti',
  'auth_time',
  'amr',
  'acr',
  'idp',
  'nonce',
  'at_hash',
  'cid',
  'client_id',
  'uid',
  'scp',
];
const connectScopes: readonly string[] = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'];
const servedAccountScopes: ReadonlySet<string> = new Set(Object.values(deviceScopes));

/** CIBA Core 4 */
const backchannelMetadata = {
  backchannel_token_delivery_modes_supported: ['poll'],
  backchannel_authentication_request_signing_alg_values_supported: asymmetricAlgs,
  backchannel_user_code_parameter_supported: false,
};

export function serverMetadata(org: Org, server: AuthorizationServer): Readonly<Record<string, unknown>> {
  const base = endpointBase(org, server);
  const asks = org.settings.features.transactionVerification;
  return {
    issuer: server.issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    ...(asks ? { backchannel_authentication_endpoint: `${base}/bc/authorize` } : {}),
    userinfo_endpoint: `${base}/userinfo`,
    jwks_uri: `${base}/keys`,
    introspection_endpoint: `${base}/introspect`,
    revocation_endpoint: `${base}/revoke`,
    end_session_endpoint: `${base}/logout`,
    scopes_supported: publishedScopes(server),
    claims_supported: [...tokenClaims, ...standardClaims.keys()],
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    grant_types_supported: offeredGrants(server).filter((grant) => asks || grant !== grantTypes.ciba),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [server.signingAlg],
    acr_values_supported: Object.values(assuranceClasses),
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: confidentialMethods,
    token_endpoint_auth_signing_alg_values_supported: assertionAlgs,
    introspection_endpoint_auth_methods_supported: tokenEndpointAuthMethods,
    introspection_endpoint_auth_signing_alg_values_supported: assertionAlgs,
    revocation_endpoint_auth_methods_supported: tokenEndpointAuthMethods,
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgs,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    claims_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
    ...(asks ? backchannelMetadata : {}),
    // RFC 9396 10
    ...(server.authorizationDetailsTypes.size === 0
      ? {}
      : { authorization_details_types_supported: [...server.authorizationDetailsTypes.keys()] }),
  };
}

/** What the operator publishes, without the scopes that every server has by birth and nothing here serves. */
function publishedScopes(server: AuthorizationServer): readonly string[] {
  const published = [...server.scopes.values()].filter((scope) => scope.published && isServed(scope.name, server)).map(({ name }) => name);
  // an org server without scope rows
  return published.length > 0 || server.kind === 'custom' ? published : [...connectScopes, ...servedAccountScopes];
}

function isServed(scope: string, server: AuthorizationServer): boolean {
  if (scope.startsWith('okta.')) return servedAccountScopes.has(scope);
  if (scope === 'groups') return server.claims.some((claim) => claim.active && claim.valueType === 'GROUPS');
  return scope !== 'device_sso';
}

/** What only devices use comes from the org's own server: maintenance tokens (devices protocol 1.5) and enrollment codes. */
function offeredGrants(server: AuthorizationServer): readonly string[] {
  const everywhere = [grantTypes.authorizationCode, grantTypes.refreshToken, grantTypes.ciba];
  return server.kind === 'org' ? [...everywhere, grantTypes.jwtBearer, grantTypes.enrollmentCode] : everywhere;
}
