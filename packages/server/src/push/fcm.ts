/** Google's push service, HTTP v1: an OAuth token for the service account (RFC 7523), kept until shortly before its end, then one POST each. */
import type { Clock, PushCredentials, PushCredentialStore, PushResult, PushSender } from '@countersign/engine';
import { importPKCS8, SignJWT } from 'jose';
import { request } from 'undici';
import { fcmMessage } from './payloads.js';

export interface FcmOptions {
  readonly clock: Clock;
  readonly credentials: PushCredentialStore;
  /** Never taken from the uploaded service account: its `token_uri` is an address from outside. */
  readonly baseUrls?: { readonly messages: string; readonly token: string };
}

const googleUrls = { messages: 'https://fcm.googleapis.com', token: 'https://oauth2.googleapis.com/token' };
const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const renewBeforeMs = 5 * 60_000;
const timeouts = { headersTimeout: 10_000, bodyTimeout: 10_000 };

type FcmCredentials = Extract<PushCredentials, { type: 'FCM' }>;

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs: number | undefined;
}

export function createFcmSender({ clock, credentials, baseUrls = googleUrls }: FcmOptions): PushSender {
  const tokens = new Map<string, { readonly token: Promise<string>; expiresAt: number }>();

  function accessToken(account: FcmCredentials): Promise<string> {
    const id = `${account.clientEmail} ${account.privateKey}`;
    const known = tokens.get(id);
    if (known !== undefined && clock.now() < known.expiresAt) return known.token;
    const entry = { token: Promise.resolve(''), expiresAt: Number.POSITIVE_INFINITY };
    entry.token = fetchToken(account, baseUrls.token, clock.now()).then(({ token, expiresInMs }) => {
      entry.expiresAt = clock.now() + expiresInMs - renewBeforeMs;
      return token;
    });
    tokens.set(id, entry);
    entry.token.catch(() => tokens.delete(id));
    return entry.token;
  }

  return {
    async send(message) {
      const { fcm } = message.authenticator;
      if (fcm === undefined) return { outcome: 'pull-only', detail: 'the authenticator has no FCM provider' };
      const account = await credentials.find(message.enrollment.orgId, fcm.providerId);
      if (account?.type !== 'FCM') return { outcome: 'pull-only', detail: 'the FCM provider does not exist' };
      try {
        const answer = await post(`${baseUrls.messages}/v1/projects/${encodeURIComponent(account.projectId)}/messages:send`, {
          headers: { authorization: `Bearer ${await accessToken(account)}`, 'content-type': 'application/json' },
          body: fcmMessage(message, clock.now()),
        });
        if (answer.status === 401) tokens.clear();
        return resultOf(answer);
      } catch (error) {
        return { outcome: 'retry', detail: `FCM ${error instanceof Error ? error.message : 'no answer'}` };
      }
    },
  };
}

async function fetchToken(
  account: FcmCredentials,
  tokenUrl: string,
  now: number,
): Promise<{ readonly token: string; readonly expiresInMs: number }> {
  const iat = Math.floor(now / 1000);
  const assertion = await new SignJWT({ iss: account.clientEmail, scope, aud: tokenUrl, iat, exp: iat + 3600 })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .sign(await importPKCS8(account.privateKey, 'RS256'));
  const { status, body } = await post(tokenUrl, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString(),
  });
  const token = member(body, 'access_token');
  const seconds = member(body, 'expires_in');
  if (status !== 200 || typeof token !== 'string') throw new Error(`the service account got no token (${status})`);
  return { token, expiresInMs: (typeof seconds === 'number' ? seconds : 3600) * 1000 };
}

async function post(url: string, options: { readonly headers: Record<string, string>; readonly body: string }): Promise<Answer> {
  const answer = await request(url, { method: 'POST', ...options, ...timeouts });
  const seconds = Number(answer.headers['retry-after']);
  return {
    status: answer.statusCode,
    body: parse(await answer.body.text()),
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined,
  };
}

/** FCM names its own code in `error.details[]`; the status alone does not tell a dead token from a wrong project. */
function resultOf({ status, body, retryAfterMs }: Answer): PushResult {
  const code = errorCodeOf(body);
  const detail = `FCM ${status}${code === '' ? '' : ` ${code}`}`;
  if (status === 200) return { outcome: 'sent', detail };
  if (code === 'UNREGISTERED' || code === 'SENDER_ID_MISMATCH') return { outcome: 'unregistered', detail };
  if (status === 401 || status === 429 || status >= 500)
    return { outcome: 'retry', detail, ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }) };
  return { outcome: 'failed', detail };
}

function errorCodeOf(body: unknown): string {
  const details = member(member(body, 'error'), 'details');
  const codes: readonly unknown[] = Array.isArray(details) ? details.map((detail: unknown) => member(detail, 'errorCode')) : [];
  return codes.find((code) => typeof code === 'string') ?? '';
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
