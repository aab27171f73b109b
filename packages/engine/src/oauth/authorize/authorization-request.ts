import { deviceScopes, grantTypes } from '@countersign/contracts/wire';
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import type { Org } from '../../domain/org/org.js';
import type { Engine } from '../../engine.js';
import { invalidAuthorizationDetails, invalidRequest, OAuthError, unauthorizedClient } from '../errors.js';
import type { Form } from '../form.js';
import { verifyIdTokenHint } from '../tokens/verify-id-token-hint.js';
import { parseCodeChallenge } from './pkce.js';
import { readRequestedScopes } from './requested-scopes.js';
import { responseModes } from './respond.js';

/** An authorization request (RFC 6749 4.1.1, OpenID Connect Core 3.1.2.1) whose every parameter was checked. */
export interface AuthorizationRequest {
  readonly client: Client;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly codeChallenge: string | undefined;
  readonly nonce: string | undefined;
  readonly prompt: ReadonlySet<Prompt>;
  /** Longest time since the person last authenticated; undefined: any. */
  readonly maxAgeSeconds: number | undefined;
  /** Whether `max_age` was sent, so that `auth_time` is owed (OpenID Connect Core 2). */
  readonly maxAgeRequested: boolean;
  /** What to write into the sign-in form. It names nobody. */
  readonly loginHint: string | undefined;
  /** The person an `id_token_hint` names: nobody else may answer this request. */
  readonly hintedUserId: string | undefined;
  /** In order of preference; unknown ones too. */
  readonly acrValues: readonly string[];
  readonly uiLocales: readonly string[];
}

export const prompts = ['none', 'login', 'consent', 'select_account'] as const;
export type Prompt = (typeof prompts)[number];

/** Parameters that are carried from the request to the sign-in form and back; all others mean nothing here. */
export const carriedParameters = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'max_age',
  'login_hint',
  'id_token_hint',
  'acr_values',
  'ui_locales',
  'request',
  'request_uri',
] as const;

/** Managing devices is done only by someone who signed in just now (devices protocol 1.1). */
export const freshSignInSeconds = 15 * 60;

/** Checks everything but client and redirect URI, which came first. Throws an `OAuthError` for the client to hear of. */
export async function readAuthorizationRequest(
  engine: Engine,
  { org, server, client, redirectUri, form }: { org: Org; server: AuthorizationServer; client: Client; redirectUri: string; form: Form },
): Promise<AuthorizationRequest> {
  checkResponse(form, client);
  const codeChallenge = parseCodeChallenge(form, client);
  const prompt = parsePrompt(form.get('prompt'));
  const scopes = await readRequestedScopes(engine, { server, client, form, asksConsent: prompt.has('consent') });
  const maxAge = parseMaxAge(form.get('max_age'));
  return {
    client,
    redirectUri,
    scopes,
    codeChallenge,
    nonce: form.get('nonce'),
    prompt,
    maxAgeSeconds: scopes.includes(deviceScopes.manage) ? Math.min(maxAge ?? freshSignInSeconds, freshSignInSeconds) : maxAge,
    maxAgeRequested: maxAge !== undefined,
    loginHint: form.get('login_hint')?.slice(0, 256),
    hintedUserId: await hintedUser(engine, { org, server, client, token: form.get('id_token_hint') }),
    acrValues: words(form.get('acr_values')),
    uiLocales: words(form.get('ui_locales')),
  };
}

function checkResponse(form: Form, client: Client): void {
  // OpenID Connect Core 6: a server without request objects says so
  if (form.has('request')) throw new OAuthError('request_not_supported', 400, 'The request parameter is not supported.');
  if (form.has('request_uri')) throw new OAuthError('request_uri_not_supported', 400, 'The request_uri parameter is not supported.');
  // RFC 9396 5: what would not be granted is refused, never passed over
  if (form.has('authorization_details')) throw invalidAuthorizationDetails('The authorization_details are taken by the backchannel only.');
  const mode = form.get('response_mode');
  if (mode !== undefined && !responseModes.some((known) => known === mode)) {
    throw new OAuthError('unsupported_response_mode', 400, 'The response_mode must be query or form_post.');
  }
  const type = form.get('response_type');
  if (type === undefined) throw invalidRequest('The response_type parameter is missing.');
  // RFC 9700 2.1.2: no implicit grant
  if (type !== 'code') throw new OAuthError('unsupported_response_type', 400, 'The response_type must be code.');
  if (!client.grantTypes.has(grantTypes.authorizationCode) || !client.responseTypes.includes('code')) {
    throw unauthorizedClient('The client is not authorized to use the authorization code grant.');
  }
}

/** OpenID Connect Core 3.1.2.1. Throws `invalid_request` for unknown values and for `none` beside others. */
export function parsePrompt(text: string | undefined): ReadonlySet<Prompt> {
  const values = words(text).map((word) => prompts.find((known) => known === word));
  if (values.includes(undefined)) throw invalidRequest('The prompt parameter has an unknown value.');
  const prompt = new Set(values.filter((value) => value !== undefined));
  if (prompt.has('none') && prompt.size > 1) throw invalidRequest('The prompt value none cannot be combined with others.');
  return prompt;
}

/** Seconds. Throws `invalid_request` for anything but a non-negative integer. */
export function parseMaxAge(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw invalidRequest('The max_age parameter must be a non-negative integer.');
  return Number(text);
}

async function hintedUser(
  engine: Engine,
  { token, ...context }: { org: Org; server: AuthorizationServer; client: Client; token: string | undefined },
): Promise<string | undefined> {
  if (token === undefined) return undefined;
  const hint = await verifyIdTokenHint(engine, { ...context, token, now: engine.clock.now() });
  if (hint === undefined) throw invalidRequest('The id_token_hint is not valid.');
  return hint.userId;
}

function words(text: string | undefined): readonly string[] {
  return (text ?? '').split(' ').filter((word) => word !== '');
}
