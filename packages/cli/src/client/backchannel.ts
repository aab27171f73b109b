/** The application's side of CIBA (CIBA Core 7, 10, 11), in plain HTTP. */
import { grantTypes } from '@countersign/contracts/wire';
import { callJson, numberOf, refusal, textOf } from '../http-client.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { discover } from './discovery.js';
import { pause } from './pause.js';

export interface BackchannelClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface BackchannelRequest {
  readonly loginHint: string;
  readonly scope: string;
  readonly bindingMessage?: string | undefined;
  readonly requestedExpiry?: string | undefined;
  readonly acrValues?: string | undefined;
  /** JSON text of the list (RFC 9396, section 2). */
  readonly authorizationDetails?: string | undefined;
}

export interface Acknowledgement {
  readonly authReqId: string;
  readonly expiresIn: number;
  /** Seconds between polls. */
  readonly interval: number;
  /** What the application shows for the person to pick or type on the device, when it wants a number matched. */
  readonly numberChallenge: string | undefined;
}

export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
  readonly scope: string | undefined;
  readonly expiresIn: number | undefined;
}

/** Asks for the person's approval. */
export async function requestApproval(client: BackchannelClient, request: BackchannelRequest): Promise<Acknowledgement> {
  const server = await discover(client.issuer);
  const { bindingMessage, requestedExpiry, acrValues, authorizationDetails } = request;
  const answer = await callJson(server.endpoint('backchannel_authentication_endpoint'), {
    headers: { authorization: basic(client) },
    form: {
      scope: request.scope,
      login_hint: request.loginHint,
      ...(bindingMessage === undefined ? {} : { binding_message: bindingMessage }),
      ...(requestedExpiry === undefined ? {} : { requested_expiry: requestedExpiry }),
      ...(acrValues === undefined ? {} : { acr_values: acrValues }),
      ...(authorizationDetails === undefined ? {} : { authorization_details: authorizationDetails }),
    },
  });
  const authReqId = textOf(answer.body, 'auth_req_id');
  if (answer.status !== 200 || authReqId === undefined) throw refusal(answer, 'The request was refused');
  return {
    authReqId,
    expiresIn: numberOf(answer.body, 'expires_in') ?? 0,
    interval: numberOf(answer.body, 'interval') ?? 5,
    numberChallenge: textOf(answer.body, 'number_challenge'),
  };
}

export interface PollOptions {
  readonly authReqId: string;
  /** Seconds the server may hold each poll (RFC 7240 wait); 0 asks for an answer at once. */
  readonly waitSeconds: number;
  /** Seconds between polls that were not held. */
  readonly interval: number;
  readonly signal: AbortSignal;
  /** Called after each answer that says "not yet". */
  readonly onPending?: () => void;
}

/**
 * Polls until the person has decided. A held poll is answered at the decision; one that was held for the interval is followed at once.
 * Throws `access_denied` (exit 6) and `expired_token` (exit 7).
 */
export async function pollForTokens(client: BackchannelClient, options: PollOptions): Promise<Tokens> {
  const server = await discover(client.issuer);
  let interval = options.interval;
  for (;;) {
    const sentAt = performance.now();
    const answer = await callJson(server.endpoint('token_endpoint'), {
      headers: {
        authorization: basic(client),
        ...(options.waitSeconds > 0 ? { prefer: `wait=${options.waitSeconds}` } : {}),
      },
      form: { grant_type: grantTypes.ciba, auth_req_id: options.authReqId },
      signal: options.signal,
      timeoutMs: (options.waitSeconds + 30) * 1000,
    });
    if (answer.status === 200) return tokensOf(answer.body);
    const error = textOf(answer.body, 'error');
    if (error === 'slow_down') interval += 5;
    else if (error !== 'authorization_pending') throw pollError(answer, error);
    options.onPending?.();
    const heldSeconds = (performance.now() - sentAt) / 1000;
    if (error === 'slow_down' || heldSeconds < interval) await pause((interval - heldSeconds) * 1000, options.signal);
  }
}

function tokensOf(body: Readonly<Record<string, unknown>>): Tokens {
  return {
    accessToken: textOf(body, 'access_token') ?? '',
    idToken: textOf(body, 'id_token'),
    refreshToken: textOf(body, 'refresh_token'),
    scope: textOf(body, 'scope'),
    expiresIn: numberOf(body, 'expires_in'),
  };
}

function pollError(answer: Parameters<typeof refusal>[0], error: string | undefined): CliError {
  if (error === 'access_denied') {
    const message = 'The request was not approved: access_denied.';
    return new CliError({
      code: error,
      message,
      next: 'Nothing was granted. Send a new request if that was a mistake.',
      exitCode: exitCodes.denied,
    });
  }
  if (error === 'expired_token') {
    const message = 'Nobody answered in time: expired_token.';
    return new CliError({ code: error, message, next: 'Send a new request and answer it before it expires.', exitCode: exitCodes.expired });
  }
  return refusal(answer, 'The token endpoint refused');
}

/** RFC 6749 2.3.1: id and secret are form-encoded before they are joined. */
function basic(client: BackchannelClient): string {
  const encode = (text: string) => new URLSearchParams({ text }).toString().slice('text='.length);
  return `Basic ${Buffer.from(`${encode(client.clientId)}:${encode(client.clientSecret)}`).toString('base64')}`;
}
