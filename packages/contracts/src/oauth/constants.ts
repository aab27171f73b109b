/** The fixed words of OAuth, OpenID Connect and CIBA that more than one package speaks. No schema library here: the SDK imports this. */

export const grantTypes = {
  authorizationCode: 'authorization_code',
  refreshToken: 'refresh_token',
  clientCredentials: 'client_credentials',
  /** CIBA Core 4 */
  ciba: 'urn:openid:params:grant-type:ciba',
  /** RFC 7523; here: the maintenance token of an enrolled device (devices protocol 1.5) */
  jwtBearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  /** Ours (RFC 6749 4.5): the one-time code of an enrollment link. */
  enrollmentCode: 'urn:countersign:params:oauth:grant-type:enrollment-code',
} as const;

export const clientAssertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export const tokenEndpointAuthMethods = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
] as const;
export type TokenEndpointAuthMethod = (typeof tokenEndpointAuthMethods)[number];

/** Scopes a device's access token may carry (devices protocol 1.1, 1.8). */
export const deviceScopes = {
  manage: 'okta.myAccount.appAuthenticator.manage',
  read: 'okta.myAccount.appAuthenticator.read',
  maintenanceManage: 'okta.myAccount.appAuthenticator.maintenance.manage',
  maintenanceRead: 'okta.myAccount.appAuthenticator.maintenance.read',
} as const;

/** Every `error` an OAuth endpoint of this server can answer with. */
export type OAuthErrorCode =
  | 'access_denied'
  | 'authorization_pending'
  | 'consent_required'
  | 'expired_login_hint_token'
  | 'expired_token'
  | 'insufficient_scope'
  | 'interaction_required'
  | 'invalid_authorization_details'
  | 'invalid_binding_message'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'invalid_scope'
  | 'invalid_token'
  | 'login_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'server_error'
  | 'slow_down'
  | 'temporarily_unavailable'
  | 'unauthorized_client'
  | 'unknown_user_id'
  | 'unsupported_grant_type'
  | 'unsupported_response_mode'
  | 'unsupported_response_type';
