/**
 * What the JSON columns of managed records hold. Documents are complete: every default is filled in when a record is written,
 * so a reader needs none of its own. Names are those of the wire (okta-api 3.6 to 3.9), because the documents are what the
 * management API answers with.
 *
 * Further agreements between the writers here and the readers of the directory:
 * - `client_secret.secret_hash` and `api_token.token_hash` are base64url SHA-256 (`sha256` of domain/digest.ts).
 * - The built-in group `Everyone` (`directory_group.kind = 'BUILT_IN'`) has no `group_member` rows: every user of the org is in it.
 *   Assigning it to an app assigns everyone; so does `settings.implicitAssignment`.
 * - `access_policy.clients` is an array of client ids or `["ALL_CLIENTS"]`; `claim.scopes` an array of scope names, empty for any.
 * - Status columns hold `ACTIVE` or `INACTIVE` (users, devices and signing keys have their own).
 */
import type { TokenEndpointAuthMethod, TransactionType } from '@countersign/contracts/wire';

/** `purpose` arguments of the Cipher port for the sealed columns of management and sign-in. */
export const sealPurposes = {
  clientSecret: 'client_secret.secret_sealed',
  factorSecret: 'factor.secret_sealed',
  interaction: 'interaction.details_sealed',
  pushProvider: 'push_provider.credentials_sealed',
  simulatedDevice: 'simulated_device.keys_sealed',
} as const;

/** `app.document`. `id`, `client_id`, `label`, `status` and times are columns. */
export interface AppDocument {
  readonly name: 'oidc_client';
  readonly signOnMode: 'OPENID_CONNECT';
  readonly credentials: {
    readonly userNameTemplate: { readonly template: string; readonly type: string };
    readonly oauthClient: {
      readonly token_endpoint_auth_method: TokenEndpointAuthMethod;
      readonly token_endpoint_auth_signing_alg?: string | undefined;
      readonly pkce_required: boolean;
      readonly autoKeyRotation: boolean;
    };
  };
  readonly settings: {
    /** True: every user of the org may use the app without an assignment. */
    readonly implicitAssignment: boolean;
    readonly notes: { readonly admin: string | null; readonly enduser: string | null };
    readonly oauthClient: AppOAuthSettings;
  };
  readonly accessibility: {
    readonly selfService: boolean;
    readonly errorRedirectUrl: string | null;
    readonly loginRedirectUrl: string | null;
  };
  readonly visibility: {
    readonly autoLaunch: boolean;
    readonly autoSubmitToolbar: boolean;
    readonly hide: { readonly iOS: boolean; readonly web: boolean };
    readonly appLinks: Readonly<Record<string, boolean>>;
  };
  readonly profile: Readonly<Record<string, unknown>>;
}

export type ApplicationType = 'web' | 'native' | 'browser' | 'service';
export type ResponseType = 'code' | 'token' | 'id_token';
export type SigningAlg = 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512';

/** `settings.oauthClient` of an app. Members that are absent have no value; all others are always there. */
export interface AppOAuthSettings {
  readonly application_type: ApplicationType;
  readonly grant_types: readonly string[];
  readonly response_types: readonly ResponseType[];
  readonly redirect_uris: readonly string[];
  readonly post_logout_redirect_uris: readonly string[];
  readonly client_uri: string | null;
  readonly logo_uri: string | null;
  readonly tos_uri?: string | undefined;
  readonly policy_uri?: string | undefined;
  readonly initiate_login_uri?: string | undefined;
  readonly consent_method: 'TRUSTED' | 'REQUIRED';
  readonly issuer_mode: 'ORG_URL' | 'CUSTOM_URL' | 'DYNAMIC';
  readonly idp_initiated_login: { readonly mode: 'DISABLED' | 'SPEC' | 'OKTA'; readonly default_scope: readonly string[] };
  readonly wildcard_redirect: 'DISABLED';
  /** `leeway` (seconds) only with `ROTATE`. */
  readonly refresh_token: { readonly rotation_type: 'ROTATE' | 'STATIC'; readonly leeway?: number | undefined };
  /** Public keys; exclusive with `jwks_uri`. */
  readonly jwks?: { readonly keys: readonly ClientJwk[] } | undefined;
  readonly jwks_uri?: string | undefined;
  readonly dpop_bound_access_tokens: false;
  readonly participate_slo: false;
  /** Ours: false lets `client_secret_basic` and `client_secret_post` stand for each other. */
  readonly strict_client_auth_method: boolean;
  readonly sign_in_second_factor?: 'never' | 'whenEnrolled' | 'always' | undefined;
  /** RFC 9396 10: types of authorization details the client may ask for; left out: none. */
  readonly authorization_details_types?: readonly string[] | undefined;
  /** The CIBA settings: all but the two optional ones are there exactly while the CIBA grant is in `grant_types`. */
  readonly backchannel_token_delivery_mode?: 'poll' | undefined;
  readonly backchannel_authentication_request_signing_alg?: SigningAlg | undefined;
  readonly backchannel_custom_authenticator_id?: string | undefined;
  /** Ours: hold every poll as if it had sent `Prefer: wait`. */
  readonly backchannel_hold_polls?: boolean | undefined;
  /** Ours: unknown, unassigned and unenrolled users get a request that nobody will answer. */
  readonly backchannel_uniform_hints?: boolean | undefined;
  /** Ours. */
  readonly backchannel_binding_message_policy?: 'standard' | 'strict' | undefined;
  /** Ours: pushes may carry approve and deny buttons. */
  readonly backchannel_allow_notification_actions?: boolean | undefined;
  readonly backchannel_number_challenge?: 'off' | 'choose' | 'type' | undefined;
  readonly backchannel_new_device_hours?: number | undefined;
}

/** A public key of a client: string members only, no private part. */
export interface ClientJwk {
  readonly kty: 'RSA' | 'EC';
  readonly kid?: string | undefined;
  readonly use?: 'sig' | 'enc' | undefined;
  readonly alg?: string | undefined;
  readonly n?: string | undefined;
  readonly e?: string | undefined;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
}

/** `authenticator.document`; `key` (`custom_app`), `name`, `status` and `mobile_app_id` (= `settings.appInstanceId`) are columns. */
export interface AuthenticatorDocument {
  readonly provider: {
    readonly type: 'PUSH';
    /** Empty: devices pull. */
    readonly configuration: {
      readonly apns?: { readonly id: string; readonly appBundleId: string; readonly debugAppBundleId: string } | undefined;
      readonly fcm?: { readonly id: string } | undefined;
      readonly webpush?: { readonly id: string } | undefined;
    };
  };
  readonly settings: { readonly userVerification: 'PREFERRED' | 'REQUIRED' };
  readonly methods: { readonly push: PushMethodDocument };
}
export interface PushMethodDocument {
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly settings: {
    readonly algorithms: readonly ('RS256' | 'ES256')[];
    readonly keyProtection: 'ANY' | 'HARDWARE';
    readonly transactionTypes: readonly TransactionType[];
  };
}

/** `access_policy_rule.conditions` */
export interface RuleConditions {
  readonly people: {
    readonly users: { readonly include: readonly string[]; readonly exclude: readonly string[] };
    /** Group ids, or `EVERYONE`. */
    readonly groups: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  };
  readonly grantTypes: { readonly include: readonly string[] };
  /** Scope names, or `*`. */
  readonly scopes: { readonly include: readonly string[] };
}
/** `access_policy_rule.actions` */
export interface RuleActions {
  readonly token: {
    readonly accessTokenLifetimeMinutes: number;
    /** 0: no absolute end. */
    readonly refreshTokenLifetimeMinutes: number;
    readonly refreshTokenWindowMinutes: number;
  };
}

/** `push_provider.configuration`: what may be shown. */
export type PushProviderConfiguration =
  | { readonly keyId: string; readonly teamId: string; readonly fileName?: string | undefined }
  | { readonly projectId: string; readonly fileName?: string | undefined }
  /** The uncompressed P-256 point, base64url; the contact is the org's URL unless there is one. */
  | { readonly publicKey: string; readonly subject?: string | undefined };
/** The JSON sealed in `push_provider.credentials_sealed`. */
export type PushProviderCredentials =
  | { readonly type: 'APNS'; readonly tokenSigningKey: string }
  | { readonly type: 'FCM'; readonly serviceAccountJson: Readonly<Record<string, unknown>> }
  /** PKCS#8 PEM. */
  | { readonly type: 'WEBPUSH'; readonly privateKey: string };
