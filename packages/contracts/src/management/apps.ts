/**
 * OIDC apps: clients as the management API shows them (okta-api 3.6). The one place for their defaults and for every rule that
 * needs nothing but the document itself. Members that are not listed are dropped, so that a document that was read can be sent back.
 */
import { z } from 'zod';
import { appObject, applicationTypes, responseType, type AppObject } from './app-object.js';
import { checkApp } from './app-rules.js';
import { asymmetricAlg, publishedJwks } from './client-jwks.js';
import { linksWithSelf } from './links.js';
import { timestamp } from './text.js';
import { grantTypes, tokenEndpointAuthMethods } from '../oauth/constants.js';

const flag = z.boolean();

/** Body of create and of replace: absent members take their defaults both times. */
export const appInput = appObject
  .superRefine(checkApp)
  .transform(completeApp)
  .meta({
    id: 'ApplicationInput',
    examples: [
      {
        name: 'oidc_client',
        label: 'Example bank',
        signOnMode: 'OPENID_CONNECT',
        settings: {
          oauthClient: {
            application_type: 'web',
            grant_types: ['authorization_code', grantTypes.ciba],
            redirect_uris: ['https://bank.example.com/callback'],
            backchannel_custom_authenticator_id: 'aut1exampleexample00',
          },
        },
      },
    ],
  });
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
    ...(client.backchannel_new_device_hours == null ? {} : { backchannel_new_device_hours: client.backchannel_new_device_hours }),
  };
}

function defaultResponseTypes(grants: readonly string[]): z.output<typeof responseType>[] {
  return [
    ...(grants.includes('authorization_code') ? (['code'] as const) : []),
    ...(grants.includes('implicit') ? (['token', 'id_token'] as const) : []),
  ];
}

const oauthCredentials = z.object({
  client_id: z.string(),
  /** Only in the answers that create and replace. */
  client_secret: z.string().optional(),
  token_endpoint_auth_method: z.enum(tokenEndpointAuthMethods),
  token_endpoint_auth_signing_alg: z.string().optional(),
  pkce_required: flag,
  autoKeyRotation: flag,
});

const oauthSettings = z.object({
  application_type: z.enum(applicationTypes),
  grant_types: z.array(z.string()),
  response_types: z.array(responseType),
  redirect_uris: z.array(z.string()),
  post_logout_redirect_uris: z.array(z.string()),
  client_uri: z.string().nullable(),
  logo_uri: z.string().nullable(),
  tos_uri: z.string().optional(),
  policy_uri: z.string().optional(),
  initiate_login_uri: z.string().optional(),
  consent_method: z.enum(['TRUSTED', 'REQUIRED']),
  issuer_mode: z.enum(['ORG_URL', 'CUSTOM_URL', 'DYNAMIC']),
  idp_initiated_login: z.object({ mode: z.enum(['DISABLED', 'SPEC', 'OKTA']), default_scope: z.array(z.string()) }),
  wildcard_redirect: z.literal('DISABLED'),
  refresh_token: z.object({ rotation_type: z.enum(['ROTATE', 'STATIC']), leeway: z.int().optional() }),
  jwks: publishedJwks.optional(),
  jwks_uri: z.string().optional(),
  dpop_bound_access_tokens: z.literal(false),
  participate_slo: z.literal(false),
  strict_client_auth_method: flag,
  authorization_details_types: z.array(z.string()).optional(),
  sign_in_second_factor: z.enum(['never', 'whenEnrolled', 'always']).optional(),
  /** These are there exactly while the client has the CIBA grant. */
  backchannel_token_delivery_mode: z.literal('poll').optional(),
  backchannel_authentication_request_signing_alg: asymmetricAlg.optional(),
  backchannel_custom_authenticator_id: z.string().length(20).optional(),
  backchannel_hold_polls: flag.optional(),
  backchannel_uniform_hints: flag.optional(),
  backchannel_binding_message_policy: z.enum(['standard', 'strict']).optional(),
  backchannel_allow_notification_actions: flag.optional(),
  backchannel_number_challenge: z.enum(['off', 'choose', 'type']).optional(),
  backchannel_new_device_hours: z.int().optional(),
});

/** An app as it is answered. */
export const appOutput = z
  .object({
    id: z.string().length(20),
    orn: z.string(),
    name: z.literal('oidc_client'),
    label: z.string(),
    status: z.enum(['ACTIVE', 'INACTIVE']),
    created: timestamp,
    lastUpdated: timestamp,
    accessibility: z.object({ selfService: flag, errorRedirectUrl: z.string().nullable(), loginRedirectUrl: z.string().nullable() }),
    visibility: z.object({
      autoLaunch: flag,
      autoSubmitToolbar: flag,
      hide: z.object({ iOS: flag, web: flag }),
      appLinks: z.record(z.string(), flag),
    }),
    features: z.array(z.string()),
    signOnMode: z.literal('OPENID_CONNECT'),
    credentials: z.object({
      userNameTemplate: z.object({ template: z.string(), type: z.string() }),
      signing: z.object({}),
      oauthClient: oauthCredentials,
    }),
    profile: z.record(z.string(), z.unknown()),
    settings: z.object({
      app: z.object({}),
      notifications: z.object({
        vpn: z.object({ network: z.object({ connection: z.literal('DISABLED') }), message: z.null(), helpUrl: z.null() }),
      }),
      manualProvisioning: z.literal(false),
      implicitAssignment: flag,
      emOptInStatus: z.literal('NONE'),
      notes: z.object({ admin: z.string().nullable(), enduser: z.string().nullable() }),
      oauthClient: oauthSettings,
    }),
    _links: linksWithSelf,
  })
  .meta({ id: 'Application' });
