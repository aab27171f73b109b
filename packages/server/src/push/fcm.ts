/** Google's push service, HTTP v1: an OAuth token for the service account (RFC 7523), kept until shortly before its end, then one POST each. */
import type { Clock, PushCredentials, PushCredentialStore, PushResult, PushSender } from '@countersign/engine';
import { importPKCS8, SignJWT } from 'jose';
import { Agent, request } from 'undici';
import { fcmMessage } from './payloads.js';
import { afterRetryAfter, retryAfterMs } from './retry-after.js';

export interface FcmOptions {
  readonly clock: Clock;
  readonly credentials: PushCredentialStore;
  /** Never taken from the uploaded service account: its `token_uri` is an address from outside. */
  readonly baseUrls: { readonly messages: string; readonly token: string };
  /** How long an answer may take; seven seconds by default. */
  readonly timeoutMs?: number;
  /** Certificate authorities in place of the system's, in PEM. */
  readonly ca?: string;
}

const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const renewBeforeMs = 5 * 60_000;
/** Four answers, of which two are tokens, fit into the lease of a message. */
const defaultTimeoutMs = 7_000;
const maxResponseBytes = 64 * 1024;

type FcmCredentials = Extract<PushCredentials, { type: 'FCM' }>;

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: string | string[] | undefined;
}

export function createFcmSender(options: FcmOptions): PushSender & { close(): Promise<void> } {
  const { clock, credentials, baseUrls, timeoutMs = defaultTimeoutMs, ca } = options;
  const tokens = new Map<string, { readonly token: Promise<string>; expiresAt: number }>();
  // HTTP/2 where the service has it, and few connections, kept open
  const agent = new Agent({
    allowH2: true,
    connections: 4,
    maxResponseSize: maxResponseBytes,
    connect: { timeout: timeoutMs, ...(ca === undefined ? {} : { ca }) },
  });
  const post: Post = async (url, { headers, body }) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await request(url, { dispatcher: agent, method: 'POST', headers, body, signal });
    return { status: answer.statusCode, body: parse(await answer.body.text()), retryAfter: answer.headers['retry-after'] };
  };

  function accessToken(account: FcmCredentials): Promise<string> {
    const id = tokenId(account);
    const known = tokens.get(id);
    if (known !== undefined && clock.now() < known.expiresAt) return known.token;
    const entry = { token: Promise.resolve(''), expiresAt: Number.POSITIVE_INFINITY };
    entry.token = fetchToken(post, { account, tokenUrl: baseUrls.token, now: clock.now() }).then(({ token, expiresInMs }) => {
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
      const attempt = async (): Promise<Answer | undefined> => {
        const authorization = `Bearer ${await accessToken(account)}`;
        if (message.expiresAt <= clock.now()) return undefined;
        return post(`${baseUrls.messages}/v1/projects/${encodeURIComponent(account.projectId)}/messages:send`, {
          headers: { authorization, 'content-type': 'application/json' },
          body: fcmMessage(message, clock.now()),
        });
      };
      try {
        let answer = await attempt();
        if (answer?.status === 401 && errorCodeOf(answer.body) === '') {
          // the token ended before its time
          tokens.delete(tokenId(account));
          answer = await attempt();
        }
        return answer === undefined ? { outcome: 'failed', detail: 'expired before it could be sent' } : resultOf(answer, clock);
      } catch (error) {
        if (error instanceof TokenRefused) return { outcome: 'failed', detail: error.message };
        return { outcome: 'retry', detail: `FCM ${error instanceof Error ? error.message : 'no answer'}` };
      }
    },
    close: () => agent.close(),
  };
}

type Post = (url: string, options: { readonly headers: Record<string, string>; readonly body: string }) => Promise<Answer>;

const tokenId = ({ clientEmail, privateKey }: FcmCredentials) => `${clientEmail} ${privateKey}`;

/** The service account itself is refused: nothing changes that but an administrator. */
class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

async function fetchToken(
  post: Post,
  { account, tokenUrl, now }: { readonly account: FcmCredentials; readonly tokenUrl: string; readonly now: number },
): Promise<{ readonly token: string; readonly expiresInMs: number }> {
  const iat = Math.floor(now / 1000);
  const assertion = await new SignJWT({ iss: account.clientEmail, scope, aud: account.tokenAudience ?? tokenUrl, iat, exp: iat + 3600 })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .sign(await importPKCS8(account.privateKey, 'RS256'));
  const { status, body } = await post(tokenUrl, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString(),
  });
  const token = member(body, 'access_token');
  const seconds = member(body, 'expires_in');
  if (status === 200 && typeof token === 'string') return { token, expiresInMs: (typeof seconds === 'number' ? seconds : 3600) * 1000 };
  const text = `the service account got no token (${status})`;
  throw status >= 400 && status < 500 && status !== 429 ? new TokenRefused(`FCM ${text}`) : new Error(text);
}

/** FCM names its own code in `error.details[]`; the status alone does not tell a dead token from a wrong project. */
function resultOf({ status, body, retryAfter }: Answer, clock: Clock): PushResult {
  const code = errorCodeOf(body);
  const detail = `FCM ${status}${code === '' ? '' : ` ${code}`}`;
  if (status === 200) return { outcome: 'sent', detail };
  if (code === 'UNREGISTERED' || code === 'SENDER_ID_MISMATCH' || blamesToken(body)) return { outcome: 'unregistered', detail };
  if ((status === 401 && code === '') || status === 429 || status >= 500)
    return { outcome: 'retry', detail, ...afterRetryAfter(retryAfterMs(retryAfter, clock.now())) };
  return { outcome: 'failed', detail };
}

/** INVALID_ARGUMENT is about many things; where it names the token, in a detail or in words alone, the token is malformed and stays so. */
function blamesToken(body: unknown): boolean {
  const message = member(member(body, 'error'), 'message');
  if (typeof message === 'string' && /registration token/i.test(message)) return true;
  const violations = detailsOf(body).flatMap((detail): readonly unknown[] => {
    const listed = member(detail, 'fieldViolations');
    return Array.isArray(listed) ? listed : [];
  });
  return violations.some((violation) => member(violation, 'field') === 'message.token');
}

function errorCodeOf(body: unknown): string {
  return (
    detailsOf(body).flatMap((detail) => {
      const code = member(detail, 'errorCode');
      return typeof code === 'string' ? [code] : [];
    })[0] ?? ''
  );
}

function detailsOf(body: unknown): readonly unknown[] {
  const details = member(member(body, 'error'), 'details');
  return Array.isArray(details) ? details : [];
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
