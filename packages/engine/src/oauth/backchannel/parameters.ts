/** The authentication request's parameters, from the form or from the signed request, as one typed value (CIBA Core 7.1). */
import type { AuthorizationDetail } from '../../domain/backchannel-request/authorization-detail.js';
import type { SignedClientRequest } from '../../domain/backchannel-request/backchannel-request.js';
import { parseAuthorizationDetails, parseDetailsClaim } from '../authorization-details/parse-details.js';
import { invalidRequest } from '../errors.js';
import type { Form } from '../form.js';

export interface BackchannelParameters {
  readonly scope: string | undefined;
  readonly loginHint: string | undefined;
  readonly idTokenHint: string | undefined;
  readonly loginHintToken: string | undefined;
  readonly bindingMessage: string | undefined;
  readonly requestedExpiry: unknown;
  readonly requestExpiry: unknown;
  readonly acrValues: readonly string[];
  /** Well-formed, not yet judged by their types (RFC 9396). */
  readonly authorizationDetails: readonly AuthorizationDetail[] | undefined;
  /** What the client signed, where it did. */
  readonly signedRequest?: SignedClientRequest;
}

/** Names that may not stand beside `request` (CIBA Core 7.1.1). Everything unknown is ignored (C-031). */
const authenticationRequestNames = [
  'scope',
  'login_hint',
  'id_token_hint',
  'login_hint_token',
  'binding_message',
  'requested_expiry',
  'request_expiry',
  'acr_values',
  'authorization_details',
  'user_code',
  'client_notification_token',
] as const;

/** True when the form carries authentication request parameters outside the signed request. */
export function hasParametersOutside(form: Form): boolean {
  return authenticationRequestNames.some((name) => form.has(name));
}

export function parametersFromForm(form: Form): BackchannelParameters {
  const details = form.get('authorization_details');
  return {
    scope: form.get('scope'),
    loginHint: form.get('login_hint'),
    idTokenHint: form.get('id_token_hint'),
    loginHintToken: form.get('login_hint_token'),
    bindingMessage: form.get('binding_message'),
    requestedExpiry: form.get('requested_expiry'),
    requestExpiry: form.get('request_expiry'),
    acrValues: splitValues(form.get('acr_values')),
    authorizationDetails: details === undefined ? undefined : parseAuthorizationDetails(details),
  };
}

/** Values are strings (CIBA Core 7.1.1); `requested_expiry` may be a number too. `request` is the JWT the claims are from. */
export function parametersFromClaims(claims: Readonly<Record<string, unknown>>, request: string): BackchannelParameters {
  return {
    scope: textClaim(claims, 'scope'),
    loginHint: textClaim(claims, 'login_hint'),
    idTokenHint: textClaim(claims, 'id_token_hint'),
    loginHintToken: textClaim(claims, 'login_hint_token'),
    bindingMessage: textClaim(claims, 'binding_message'),
    requestedExpiry: claims['requested_expiry'],
    requestExpiry: claims['request_expiry'],
    acrValues: splitValues(textClaim(claims, 'acr_values')),
    authorizationDetails: parseDetailsClaim(claims['authorization_details'], request),
  };
}

function textClaim(claims: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = claims[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string' || !value.isWellFormed() || value.includes('\u0000'))
    throw invalidRequest('A claim of the signed request is not a valid string.', { reason: name });
  return value;
}

function splitValues(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [...new Set(text.split(' ').filter((value) => value !== ''))].slice(0, 32);
}
