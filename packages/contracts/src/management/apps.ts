/**
 * OIDC apps: clients as the management API shows them (okta-api 3.6). The one place for their defaults and for every rule that
 * needs nothing but the document itself. Members that are not listed are dropped, so that a document that was read can be sent back.
 */
import { z } from 'zod';
import { appObject, applicationTypes, responseType, type AppObject } from './app-object.js';
import { checkApp } from './app-rules.js';
import { assertionAlg, asymmetricAlg } from './client-jwks.js';
import { timestamp } from './text.js';
import { grantTypes, tokenEndpointAuthMethods } from '../oauth/constants.js';

const flag = z.boolean();

/** Body of create and of replace: absent members take their defaults both times. */
export const appInput = appObject.superRefine(checkApp).transform(completeApp);
export type AppInput = z.output<typeof appInput>;

/** Fills in the defaults that depend on other members. */
function completeApp(app: AppObject) {
  const oauth = app.settings.oauthClient;
  const { application_type: type, grant_types: grants, refresh_token: refresh } = oauth;
  const {
    token_endpoint_auth_method: method = type === 'browser' ? 'none' : 'client_secret_basic',
    token_endpoint_auth_signing_alg: signingAlg,
    pkce_required: pkce,
    ...credentials
  } = app.credentials.oauthClient;
  const rotation = refresh.rotation_type ?? (type === 'browser' ? 'ROTATE' : 'STATIC');
  return {
    ...app,
    credentials: {
      ...app.credentials,
      oauthClient: {
        ...credentials,
        token_endpoint_auth_method: method,
        ...(signingAlg == null ? {} : { token_endpoint_auth_signing_alg: signingAlg }),
        pkce_required: pkce ?? (method === 'none' || type === 'browser' || type === 'native'),
      },
    },
    settings: {
      ...app.settings,
      oauthClient: {
        application_type: type,
        grant_types: grants,
        response_types: oauth.response_types ?? defaultResponseTypes(grants),
        redirect_uris: oauth.redirect_uris,
        post_logout_redirect_uris: oauth.post_logout_redirect_uris,
        client_uri: oauth.client_uri,
        logo_uri: oauth.logo_uri,
        ...(oauth.tos_uri == null ? {} : { tos_uri: oauth.tos_uri }),
        ...(oauth.policy_uri == null ? {} : { policy_uri: oauth.policy_uri }),
        ...(oauth.initiate_login_uri == null ? {} : { initiate_login_uri: oauth.initiate_login_uri }),
        consent_method: oauth.consent_method,
        issuer_mode: oauth.issuer_mode,
        idp_initiated_login: oauth.idp_initiated_login,
        wildcard_redirect: oauth.wildcard_redirect,
        // with STATIC the leeway has no meaning and is not shown
        refresh_token: rotation === 'ROTATE' ? { rotation_type: rotation, leeway: refresh.leeway ?? 30 } : { rotation_type: rotation },
        ...(oauth.jwks == null ? {} : { jwks: oauth.jwks }),
        ...(oauth.jwks_uri == null ? {} : { jwks_uri: oauth.jwks_uri }),
        dpop_bound_access_tokens: oauth.dpop_bound_access_tokens,
        participate_slo: oauth.participate_slo,
        strict_client_auth_method: oauth.strict_client_auth_method,
        ...(oauth.authorization_details_types == null ? {} : { authorization_details_types: oauth.authorization_details_types }),
        ...(oauth.sign_in_second_factor == null ? {} : { sign_in_second_factor: oauth.sign_in_second_factor }),
        ...backchannelSettings(oauth),
      },
    },
  };
}

/** There exactly while the client has the CIBA grant. */
function backchannelSettings(client: AppObject['settings']['oauthClient']) {
  if (!client.grant_types.includes(grantTypes.ciba)) return {};
  const { backchannel_authentication_request_signing_alg: alg, backchannel_custom_authenticator_id: authenticatorId } = client;
  return {
    backchannel_token_delivery_mode: 'poll' as const,
    ...(alg == null ? {} : { backchannel_authentication_request_signing_alg: alg }),
    ...(authenticatorId == null ? {} : { backchannel_custom_authenticator_id: authenticatorId }),
    backchannel_hold_polls: client.backchannel_hold_polls ?? false,
    backchannel_uniform_hints: client.backchannel_uniform_hints ?? false,
    backchannel_binding_message_policy: client.backchannel_binding_message_policy ?? ('standard' as const),
    backchannel_allow_notification_actions: client.backchannel_allow_notification_actions ?? false,
    backchannel_number_challenge: client.backchannel_number_challenge ?? ('off' as const),
  };
}

function defaultResponseTypes(grants: readonly string[]): z.output<typeof responseType>[] {
  return [
    ...(grants.includes('authorization_code') ? (['code'] as const) : []),
    ...(grants.includes('implicit') ? (['token', 'id_token'] as const) : []),
  ];
}

/** An app as it is answered. `client_secret` only after create and replace. */
export const appOutput = z.looseObject({
  id: z.string().length(20),
  orn: z.string(),
  name: z.literal('oidc_client'),
  label: z.string(),
  status: z.enum(['ACTIVE', 'INACTIVE']),
  created: timestamp,
  lastUpdated: timestamp,
  signOnMode: z.literal('OPENID_CONNECT'),
  features: z.array(z.string()),
  credentials: z.looseObject({
    oauthClient: z.looseObject({
      client_id: z.string(),
      client_secret: z.string().optional(),
      token_endpoint_auth_method: z.enum(tokenEndpointAuthMethods),
      token_endpoint_auth_signing_alg: assertionAlg.optional(),
      pkce_required: flag,
      autoKeyRotation: flag,
    }),
  }),
  settings: z.looseObject({
    implicitAssignment: flag,
    oauthClient: z.looseObject({
      application_type: z.enum(applicationTypes),
      grant_types: z.array(z.string()),
      response_types: z.array(responseType),
      redirect_uris: z.array(z.string()),
      authorization_details_types: z.array(z.string()).optional(),
      backchannel_token_delivery_mode: z.literal('poll').optional(),
      backchannel_authentication_request_signing_alg: asymmetricAlg.optional(),
      backchannel_custom_authenticator_id: z.string().length(20).optional(),
    }),
  }),
  _links: z.looseObject({ self: z.object({ href: z.url() }) }),
});
