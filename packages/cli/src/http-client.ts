import { CliError } from './terminal/cli-error.js';
import { exitCodes } from './terminal/exit-codes.js';

export interface JsonAnswer {
  readonly status: number;
  /** An empty object when the body is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface HttpCall {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly signal?: AbortSignal;
  /** Default 30 s. */
  readonly timeoutMs?: number;
}

/** One call that answers JSON. Throws a CliError when no answer came. */
export async function callJson(url: string, call: HttpCall = {}): Promise<JsonAnswer> {
  const response = await send(url, call);
  try {
    const value: unknown = await response.json();
    return { status: response.status, body: typeof value === 'object' && value !== null ? { ...value } : {} };
  } catch {
    return { status: response.status, body: {} };
  }
}

/** Follows no redirects: the caller decides where its credentials go. */
export async function send(url: string, call: HttpCall): Promise<Response> {
  const timeout = AbortSignal.timeout(call.timeoutMs ?? 30_000);
  const body = call.form === undefined ? (call.json === undefined ? undefined : JSON.stringify(call.json)) : new URLSearchParams(call.form);
  try {
    return await fetch(url, {
      method: call.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { accept: 'application/json', ...(call.json === undefined ? {} : { 'content-type': 'application/json' }), ...call.headers },
      redirect: 'manual',
      signal: call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]),
      ...(body === undefined ? {} : { body }),
    });
  } catch (cause) {
    if (call.signal?.aborted === true) throw cause;
    throw new CliError({
      code: 'network_error',
      message: `No answer from ${new URL(url).origin}.`,
      next: 'Is the server running? Start it with: npm start.',
      exitCode: exitCodes.network,
      cause,
    });
  }
}

export function textOf(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(body: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = body[name];
  return typeof value === 'number' ? value : undefined;
}

/** A refusal of an OAuth endpoint or of a resource, in the server's own words. */
export function refusal(answer: JsonAnswer, what: string): CliError {
  const code = textOf(answer.body, 'error') ?? textOf(answer.body, 'errorCode') ?? `http_${answer.status}`;
  const words =
    textOf(answer.body, 'error_description') ?? causesOf(answer.body) ?? textOf(answer.body, 'errorSummary') ?? `HTTP ${answer.status}`;
  return new CliError({
    code,
    message: `${what}: ${code} — ${words}`,
    next: nextSteps[code] ?? 'Look at the server’s log; the request id is in X-Okta-Request-Id.',
    exitCode: answer.status >= 500 ? exitCodes.network : exitCodes.refused,
  });
}

/** What exactly is wrong, where the answer is Okta's error object. */
function causesOf(body: JsonAnswer['body']): string | undefined {
  const causes: unknown = body['errorCauses'];
  if (!Array.isArray(causes) || causes.length === 0) return undefined;
  return causes.map((cause: unknown) => (typeof cause === 'object' && cause !== null ? Object.values(cause).join(' ') : '')).join('; ');
}

const nextSteps: Readonly<Record<string, string>> = {
  E0000001: 'Correct what the message names.',
  access_denied: 'Enrol a device for this user first: countersign device enroll.',
  invalid_client: 'Check --client-id and --client-secret; the quickstart file has both.',
  invalid_grant: 'The auth_req_id is unknown, used or expired: send a new request.',
  invalid_binding_message: 'Use 1 to 256 letters, digits, punctuation and blanks in --message.',
  invalid_scope: 'Include openid in --scope and only scopes the authorization server has.',
  unauthorized_client: 'Give the app the CIBA grant and an authenticator.',
  unknown_user_id: 'Check --login-hint: it is the login of an active user who is assigned to the app.',
};
