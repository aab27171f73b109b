import type { TokenEndpointAuthMethod } from '@countersign/contracts/wire';
import type { JWK } from 'jose';
import type { SecondFactorPolicy } from '../org/org.js';
import type { NumberChallengeMode } from '../backchannel-request/number-challenge.js';

/** The OAuth party as the engine sees it: an app of the management API, compiled once and cached. */
export interface Client {
  /** `0oa…`; in the management API the app's id. */
  readonly appId: string;
  readonly orgId: string;
  readonly clientId: string;
  /** Shown to people as the requester: from registration, never from a request. */
  readonly name: string;
  readonly logoUri: string | undefined;
  readonly active: boolean;
  readonly applicationType: 'web' | 'native' | 'browser' | 'service';
  readonly authMethod: TokenEndpointAuthMethod;
  /** The only algorithm of client assertions (`token_endpoint_auth_signing_alg`); undefined: any of the method's. */
  readonly authSigningAlg?: string | undefined;
  /** False: `client_secret_basic` and `client_secret_post` stand for each other. */
  readonly strictAuthMethod: boolean;
  readonly secrets: readonly ClientSecret[];
  readonly jwks: readonly JWK[];
  readonly jwksUri: string | undefined;
  readonly grantTypes: ReadonlySet<string>;
  readonly responseTypes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly pkceRequired: boolean;
  readonly refreshToken: { readonly rotation: 'ROTATE' | 'STATIC'; readonly leewaySeconds: number };
  /** Types of authorization details it may ask for (RFC 9396 10): none that is not listed. */
  readonly authorizationDetailsTypes: ReadonlySet<string>;
  /** The app's own policy; undefined: the org's. */
  readonly signInSecondFactor?: SecondFactorPolicy | undefined;
  /** Scopes of the management API that a super administrator granted to the app (okta-api 3.6.6); undefined: none. */
  readonly managementScopes?: ReadonlySet<string> | undefined;
  /** Settings of the CIBA grant; undefined when the client does not have it. */
  readonly backchannel: BackchannelClientSettings | undefined;
}

export interface ClientSecret {
  readonly id: string;
  /** SHA-256 of the secret, 32 bytes, compared in constant time. */
  readonly digest: Uint8Array;
  /** The secret itself: the HMAC key of `client_secret_jwt`. Never logged. */
  readonly value: string;
}

export interface BackchannelClientSettings {
  readonly authenticatorId: string | undefined;
  readonly deliveryMode: 'poll';
  /** The one algorithm of signed requests; undefined: the client may not send them. */
  readonly requestSigningAlg: string | undefined;
  /** Hold every poll of this client as if it had sent `Prefer: wait`. */
  readonly holdPolls: boolean;
  /** Unknown, unassigned and unenrolled users get a request that nobody will answer (security model S-041). */
  readonly uniformHints: boolean;
  readonly bindingMessagePolicy: 'standard' | 'strict';
  /** Push notifications may carry approve and deny buttons (decisions 2.8). */
  readonly allowNotificationActions: boolean;
  /** Whether approvals take the number that the application shows, picked among three or typed (S-013). */
  readonly numberChallenge: NumberChallengeMode;
  /** Only devices that were enrolled so long ago are asked (S-068). */
  readonly newDeviceHours?: number;
}
