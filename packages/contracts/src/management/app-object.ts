/** The members of an OIDC app, each with its own rule and its default (okta-api 3.6.2). Rules between members: app-rules.ts. */
import { z } from 'zod';
import { assertionAlg, clientJwks, asymmetricAlg } from './client-jwks.js';
import { fetchedUri, redirectUris, webUri } from './uris.js';
import { asciiWord, text, visibleText } from './text.js';
import { tokenEndpointAuthMethods } from '../oauth/constants.js';

export const applicationTypes = ['web', 'native', 'browser', 'service'] as const;
export const responseType = z.enum(['code', 'token', 'id_token']);
const flag = z.boolean();

const backchannelInput = {
  /** Only `poll`; left out it is `poll`. */
  backchannel_token_delivery_mode: z.literal('poll', 'only poll is supported').nullish(),
  backchannel_authentication_request_signing_alg: asymmetricAlg.nullish(),
  /** An existing authenticator of kind `custom_app`. */
  backchannel_custom_authenticator_id: z
    .string()
    .length(20)
    .regex(/^[0-9A-Za-z]+$/, 'is not an authenticator id')
    .nullish(),
  /** Ours: hold every poll of this client as if it had sent `Prefer: wait` (RFC 7240). */
  backchannel_hold_polls: flag.nullish(),
  /** Ours: a hint that names nobody who could approve gets a request that nobody will answer. */
  backchannel_uniform_hints: flag.nullish(),
  /** Ours: `strict` narrows the alphabet of binding messages. */
  backchannel_binding_message_policy: z.enum(['standard', 'strict']).nullish(),
  /** Ours: notifications may carry approve and deny buttons. */
  backchannel_allow_notification_actions: flag.nullish(),
  /** Ours: approvals take the number that the application shows, chosen among three or typed. */
  backchannel_number_challenge: z.enum(['off', 'choose', 'type']).nullish(),
  /** Ours: a device is asked by this app only when it was enrolled so long ago (security model S-068). */
  backchannel_new_device_hours: z.int().min(0).max(720).nullish(),
};

const oauthSettingsInput = z.object({
  application_type: z.enum(applicationTypes).default('web'),
  grant_types: z.array(z.string().max(100)).min(1).max(20),
  response_types: z.array(responseType).max(3).optional(),
  redirect_uris: redirectUris.default([]),
  post_logout_redirect_uris: redirectUris.default([]),
  client_uri: webUri.nullable().default(null),
  logo_uri: webUri.nullable().default(null),
  tos_uri: webUri.nullish(),
  policy_uri: webUri.nullish(),
  initiate_login_uri: webUri.nullish(),
  consent_method: z.enum(['TRUSTED', 'REQUIRED']).default('TRUSTED'),
  issuer_mode: z.enum(['ORG_URL', 'CUSTOM_URL', 'DYNAMIC']).default('ORG_URL'),
  idp_initiated_login: z
    .object({
      mode: z.enum(['DISABLED', 'SPEC', 'OKTA']).default('DISABLED'),
      default_scope: z
        .array(asciiWord({ max: 255 }))
        .max(50)
        .default([]),
    })
    .prefault({}),
  wildcard_redirect: z.literal('DISABLED', 'wildcards are not supported').default('DISABLED'),
  refresh_token: z
    .object({ rotation_type: z.enum(['ROTATE', 'STATIC']).optional(), leeway: z.int().min(0).max(60).optional() })
    .prefault({}),
  jwks: clientJwks.nullish(),
  jwks_uri: fetchedUri.nullish(),
  dpop_bound_access_tokens: z.literal(false, 'DPoP is not supported').default(false),
  participate_slo: z.literal(false, 'single logout is not supported').default(false),
  network: z.object({ connection: z.literal('ANYWHERE', 'network zones are not supported') }).nullish(),
  /** Ours: true ends that `client_secret_basic` and `client_secret_post` stand for each other. */
  strict_client_auth_method: flag.default(false),
  /** Types of authorization details this client may ask for (RFC 9396 10). Which exist is up to each authorization server. */
  authorization_details_types: z
    .array(asciiWord({ max: 255 }))
    .max(50)
    .refine((types) => new Set(types).size === types.length, 'must not contain duplicates')
    .nullish(),
  /** Ours: when people who sign in to this app are asked for a second factor; left out, as the org has it. */
  sign_in_second_factor: z.enum(['never', 'whenEnrolled', 'always']).nullish(),
  ...backchannelInput,
});

const oauthCredentialsInput = z.object({
  /** Default: the app's id. Cannot be changed. */
  client_id: asciiWord({ min: 6, max: 100 })
    .regex(/^[A-Za-z0-9$_.+!*'(),-]+$/, 'contains characters that are not allowed')
    .refine((id) => id !== 'ALL_CLIENTS', 'is reserved')
    .nullish(),
  /** Default: 64 random characters. */
  client_secret: asciiWord({ min: 14, max: 100 }).nullish(),
  token_endpoint_auth_method: z.enum(tokenEndpointAuthMethods).optional(),
  /** The only algorithm of client assertions (OpenID Connect Registration 2); left out: any that fits the method. */
  token_endpoint_auth_signing_alg: assertionAlg.nullish(),
  pkce_required: flag.nullish(),
  autoKeyRotation: flag.default(true),
});

export const appObject = z.object({
  name: z.literal('oidc_client').default('oidc_client'),
  signOnMode: z.literal('OPENID_CONNECT', 'only OPENID_CONNECT is supported'),
  label: visibleText({ max: 100 }),
  credentials: z
    .object({
      userNameTemplate: z
        .object({ template: text({ min: 1, max: 1024 }).default('${source.login}'), type: z.string().max(50).default('BUILT_IN') })
        .prefault({}),
      oauthClient: oauthCredentialsInput.prefault({}),
    })
    .prefault({}),
  settings: z.object({
    implicitAssignment: flag.default(false),
    notes: z
      .object({ admin: text({ max: 4096 }).nullable().default(null), enduser: text({ max: 4096 }).nullable().default(null) })
      .prefault({}),
    oauthClient: oauthSettingsInput,
  }),
  accessibility: z
    .object({
      selfService: flag.default(false),
      errorRedirectUrl: webUri.nullable().default(null),
      loginRedirectUrl: webUri.nullable().default(null),
    })
    .prefault({}),
  visibility: z
    .object({
      autoLaunch: flag.default(false),
      autoSubmitToolbar: flag.default(false),
      hide: z.object({ iOS: flag.default(true), web: flag.default(true) }).prefault({}),
      appLinks: z.record(z.string().max(100), flag).default({ oidc_client_link: true }),
    })
    .prefault({}),
  profile: z.record(z.string().max(100), z.unknown()).default({}),
});
export type AppObject = z.output<typeof appObject>;
