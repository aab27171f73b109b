/** What a grant type has to provide. The shared phases (endpoint.ts) run around it, so that no grant can forget one of them. */
import type { Caller, Engine } from '../../engine.js';
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { AuthorizationDetail } from '../../domain/backchannel-request/authorization-detail.js';
import type { Client } from '../../domain/client/client.js';
import type { Org } from '../../domain/org/org.js';
import type { OAuthError } from '../errors.js';
import type { Form } from '../form.js';

/** A token request after client authentication. */
export interface TokenCall {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly form: Form;
  readonly caller: Caller;
  /** Seconds the caller is willing to wait (RFC 7240 `Prefer: wait`); undefined: answer at once. */
  readonly waitSeconds: number | undefined;
  /** Aborts when the caller's connection closes: nothing may be consumed for it after that. */
  readonly closed: AbortSignal;
}

/** RFC 6749 5.1, OpenID Connect Core 3.1.3.3 and RFC 9396 7. Member order is the order on the wire. */
export interface TokenResponse {
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly access_token: string;
  readonly scope: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly authorization_details?: readonly AuthorizationDetail[];
  readonly cs_enrollment?: EnrollmentPreview;
}

/** Whom an enrollment code is for: shown to the person before the device makes a key. */
export interface EnrollmentPreview {
  readonly user_id: string;
  readonly username: string;
  readonly display_name: string;
  readonly org_name: string;
  readonly authenticator_id: string;
  readonly authenticator_name: string;
}

/** `authorization_pending` and its kin are frequent: they are values, not thrown errors. */
export type TokenOutcome = (
  | { readonly kind: 'issued'; readonly response: TokenResponse }
  | { readonly kind: 'refused'; readonly error: OAuthError }
) & {
  /** Set when a wait was honoured: the N of `Preference-Applied: wait=N`. */
  readonly waitedSeconds?: number;
};

export interface GrantHandler {
  readonly grantType: string;
  /** It knows its clients itself: they do not have the grant type in their registration. */
  readonly choosesClients?: true;
  /** Throws `OAuthError` for the unusual, returns the outcome for the rest. */
  handle(engine: Engine, call: TokenCall): Promise<TokenOutcome>;
}
