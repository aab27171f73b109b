/**
 * How the answer travels back to the client: by redirect with a query, or by a form the browser posts
 * (OAuth 2.0 Form Post Response Mode). Every answer names its issuer, so that a client of several cannot mix them up (RFC 9207).
 */
import type { OAuthError } from '../errors.js';

export const responseModes = ['query', 'form_post'] as const;
export type ResponseMode = (typeof responseModes)[number];

/** Where answers of one authorization request go. Made only after the redirect URI was found to be the client's own. */
export interface ReturnAddress {
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  readonly state: string | undefined;
  readonly issuer: string;
}

export interface AuthorizationAnswer {
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  /** In the order in which they are sent. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** RFC 6749 4.1.2 */
export function codeAnswer(address: ReturnAddress, code: string): AuthorizationAnswer {
  return answer(address, [['code', code]]);
}

/** RFC 6749 4.1.2.1 */
export function errorAnswer(address: ReturnAddress, error: OAuthError): AuthorizationAnswer {
  return answer(address, [
    ['error', error.code],
    ['error_description', error.description],
  ]);
}

/** The redirect of a `query` answer. The registered text is kept as it is: no URL parser may normalise a custom scheme. */
export function answerUrl({ redirectUri, parameters }: AuthorizationAnswer): string {
  return appendQuery(redirectUri, parameters);
}

/** Adds parameters to a URI that may have a query already and never has a fragment (RFC 6749 3.1.2). */
export function appendQuery(uri: string, parameters: readonly (readonly [string, string])[]): string {
  const query = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value])).toString();
  if (query === '') return uri;
  if (!uri.includes('?')) return `${uri}?${query}`;
  return uri.endsWith('?') || uri.endsWith('&') ? `${uri}${query}` : `${uri}&${query}`;
}

function answer(address: ReturnAddress, own: readonly (readonly [string, string])[]): AuthorizationAnswer {
  const state: readonly (readonly [string, string])[] = address.state === undefined ? [] : [['state', address.state]];
  return {
    redirectUri: address.redirectUri,
    responseMode: address.responseMode,
    parameters: [...own, ...state, ['iss', address.issuer]],
  };
}
