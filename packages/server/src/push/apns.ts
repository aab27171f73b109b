/** Apple's push service: one HTTP/2 connection per environment, kept open, and a provider token that serves for fifty minutes. */
import { connect, constants, type ClientHttp2Session } from 'node:http2';
import type { Clock, PushCredentials, PushCredentialStore, PushResult, PushSender } from '@countersign/engine';
import { importPKCS8, SignJWT } from 'jose';
import { apnsNotification, type ApnsNotification } from './payloads.js';
import { afterRetryAfter, retryAfterMs } from './retry-after.js';

export interface ApnsOptions {
  readonly clock: Clock;
  readonly credentials: PushCredentialStore;
  readonly baseUrls: Readonly<Record<ApnsNotification['environment'], string>>;
  /** How long an answer may take; ten seconds by default. */
  readonly timeoutMs?: number;
}

/** Apple refuses tokens older than an hour and tokens renewed too often. */
const tokenLifetimeMs = 50 * 60_000;
const defaultTimeoutMs = 10_000;
const deviceToken = /^[0-9a-fA-F]{2,400}$/;
/** Apple's reasons for a token that will never work again. */
const deadTokenReasons = new Set(['BadDeviceToken', 'Unregistered', 'ExpiredToken', 'DeviceTokenNotForTopic']);
/** Worth one more try with a token made afresh. */
const staleProviderToken = new Set(['ExpiredProviderToken', 'InvalidProviderToken']);

type ApnsCredentials = Extract<PushCredentials, { type: 'APNS' }>;

interface ApnsAnswer {
  readonly status: number;
  readonly reason: string;
  readonly retryAfter: string | undefined;
  /** The connection ended before the answer: Apple closes those it has had for long (GOAWAY). */
  readonly lost: boolean;
}

export function createApnsSender({
  clock,
  credentials,
  baseUrls,
  timeoutMs = defaultTimeoutMs,
}: ApnsOptions): PushSender & { close(): void } {
  const sessions = new Map<string, ClientHttp2Session>();
  const connected = new WeakSet<ClientHttp2Session>();
  const tokens = new Map<string, { readonly jwt: Promise<string>; readonly madeAt: number }>();

  function session(url: string): ClientHttp2Session {
    const open = sessions.get(url);
    if (open !== undefined && !open.closed && !open.destroyed) return open;
    const fresh = connect(url);
    const forget = () => {
      if (sessions.get(url) === fresh) sessions.delete(url);
    };
    // each request of a broken connection fails by itself; the next one connects anew
    fresh.on('connect', () => connected.add(fresh));
    fresh.on('error', forget).on('goaway', forget).on('close', forget);
    fresh.unref();
    sessions.set(url, fresh);
    return fresh;
  }

  function providerToken(provider: ApnsCredentials): Promise<string> {
    const id = tokenId(provider);
    const known = tokens.get(id);
    if (known !== undefined && clock.now() - known.madeAt < tokenLifetimeMs) return known.jwt;
    const jwt = signProviderToken(provider, clock.now());
    tokens.set(id, { jwt, madeAt: clock.now() });
    jwt.catch(() => tokens.delete(id));
    return jwt;
  }

  async function post(url: string, { notification, path, token }: Posting): Promise<ApnsAnswer> {
    const connection = session(url);
    const headers = {
      ...notification.headers,
      authorization: `bearer ${token}`,
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: path,
      'content-type': 'application/json',
    };
    const answer = await exchange(connection, { headers, body: notification.body, timeoutMs });
    if (answer.status !== 0) return answer;
    // who does not answer may be gone without a word: what follows takes another connection
    if (sessions.get(url) === connection) sessions.delete(url);
    const lost = connected.has(connection) && answer.reason !== timedOut;
    connection.close();
    return { ...answer, lost };
  }

  return {
    async send(message) {
      const notification = apnsNotification(message);
      const { apns } = message.authenticator;
      if (notification === undefined || apns === undefined)
        return { outcome: 'pull-only', detail: 'the authenticator has no APNs provider' };
      if (!deviceToken.test(message.enrollment.pushToken)) return { outcome: 'unregistered', detail: 'not an APNs token' };
      const provider = await credentials.find(message.enrollment.orgId, apns.providerId);
      if (provider?.type !== 'APNS') return { outcome: 'pull-only', detail: 'the APNs provider does not exist' };
      const attempt = async () =>
        post(baseUrls[notification.environment], {
          notification,
          path: `/3/device/${message.enrollment.pushToken}`,
          token: await providerToken(provider),
        });
      if (message.expiresAt <= clock.now()) return { outcome: 'failed', detail: 'expired before it could be sent' };
      let answer = await attempt();
      if (staleProviderToken.has(answer.reason)) {
        tokens.delete(tokenId(provider));
        answer = await attempt();
      } else if (answer.lost) answer = await attempt();
      return resultOf(answer, clock);
    },
    close() {
      for (const open of sessions.values()) open.close();
      sessions.clear();
    },
  };
}

interface Posting {
  readonly notification: ApnsNotification;
  readonly path: string;
  readonly token: string;
}

const tokenId = ({ teamId, keyId, tokenSigningKey }: ApnsCredentials) => `${teamId} ${keyId} ${tokenSigningKey}`;

async function signProviderToken({ keyId, teamId, tokenSigningKey }: ApnsCredentials, now: number): Promise<string> {
  const key = await importPKCS8(tokenSigningKey, 'ES256');
  return new SignJWT({ iss: teamId, iat: Math.floor(now / 1000) }).setProtectedHeader({ alg: 'ES256', kid: keyId }).sign(key);
}

interface Exchange {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

const timedOut = 'timeout';

/** Status 0: no answer came. */
function exchange(session: ClientHttp2Session, { headers, body, timeoutMs }: Exchange): Promise<ApnsAnswer> {
  return new Promise((resolve) => {
    const fail = (reason: string) => resolve({ status: 0, reason, retryAfter: undefined, lost: false });
    const stream = session.request(headers);
    let status = 0;
    let retryAfter: string | undefined;
    let text = '';
    stream.setEncoding('utf8');
    stream.setTimeout(timeoutMs, () => {
      fail(timedOut);
      stream.close(constants.NGHTTP2_CANCEL);
    });
    stream.on('response', (answer) => {
      status = answer[':status'] ?? 0;
      retryAfter = answer['retry-after'];
    });
    stream.on('data', (chunk: string) => {
      if (text.length < 4096) text += chunk;
    });
    stream.on('end', () => (status === 0 ? fail('closed') : resolve({ status, reason: reasonOf(text), retryAfter, lost: false })));
    stream.on('error', (error: Error) => fail(error.message));
    stream.on('close', () => fail('closed'));
    stream.end(body);
  });
}

function reasonOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'reason' in body && typeof body.reason === 'string'
      ? body.reason.slice(0, 100)
      : '';
  } catch {
    return '';
  }
}

function resultOf({ status, reason, retryAfter }: ApnsAnswer, clock: Clock): PushResult {
  const detail = `APNs ${status === 0 ? 'no answer:' : status}${reason === '' ? '' : ` ${reason}`}`;
  if (status === 200) return { outcome: 'sent', detail };
  if (status === 410 || deadTokenReasons.has(reason)) return { outcome: 'unregistered', detail };
  if (status === 0 || status === 429 || status >= 500 || reason === 'ExpiredProviderToken') {
    return { outcome: 'retry', detail, ...afterRetryAfter(retryAfterMs(retryAfter, clock.now())) };
  }
  return { outcome: 'failed', detail };
}
