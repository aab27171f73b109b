/** Apple's push service: one HTTP/2 connection per environment, kept open, and a provider token that serves for fifty minutes. */
import { connect, constants, type ClientHttp2Session } from 'node:http2';
import type { Clock, PushCredentials, PushCredentialStore, PushResult, PushSender } from '@countersign/engine';
import { importPKCS8, SignJWT } from 'jose';
import { apnsNotification, type ApnsNotification } from './payloads.js';

export interface ApnsOptions {
  readonly clock: Clock;
  readonly credentials: PushCredentialStore;
  readonly baseUrls?: Readonly<Record<ApnsNotification['environment'], string>>;
}

const appleUrls = { production: 'https://api.push.apple.com', sandbox: 'https://api.sandbox.push.apple.com' } as const;
/** Apple refuses tokens older than an hour and tokens renewed too often. */
const tokenLifetimeMs = 50 * 60_000;
const timeoutMs = 10_000;
const deviceToken = /^[0-9a-fA-F]{2,400}$/;
/** Apple's reasons for a token that will never work again. */
const deadTokenReasons = new Set(['BadDeviceToken', 'Unregistered', 'ExpiredToken', 'DeviceTokenNotForTopic']);
const staleProviderToken = new Set(['ExpiredProviderToken', 'InvalidProviderToken']);

type ApnsCredentials = Extract<PushCredentials, { type: 'APNS' }>;

interface ApnsAnswer {
  readonly status: number;
  readonly reason: string;
  readonly retryAfterMs: number | undefined;
}

export function createApnsSender({ clock, credentials, baseUrls = appleUrls }: ApnsOptions): PushSender & { close(): void } {
  const sessions = new Map<string, ClientHttp2Session>();
  const tokens = new Map<string, { readonly jwt: Promise<string>; readonly madeAt: number }>();

  function session(url: string): ClientHttp2Session {
    const open = sessions.get(url);
    if (open !== undefined && !open.closed && !open.destroyed) return open;
    const fresh = connect(url);
    const forget = () => {
      if (sessions.get(url) === fresh) sessions.delete(url);
    };
    // each request of a broken connection fails by itself; the next one connects anew
    fresh.on('error', forget).on('goaway', forget).on('close', forget);
    fresh.unref();
    sessions.set(url, fresh);
    return fresh;
  }

  function providerToken(provider: ApnsCredentials): Promise<string> {
    const id = `${provider.teamId} ${provider.keyId} ${provider.tokenSigningKey}`;
    const known = tokens.get(id);
    if (known !== undefined && clock.now() - known.madeAt < tokenLifetimeMs) return known.jwt;
    const jwt = signProviderToken(provider, clock.now());
    tokens.set(id, { jwt, madeAt: clock.now() });
    jwt.catch(() => tokens.delete(id));
    return jwt;
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
      const headers = {
        ...notification.headers,
        authorization: `bearer ${await providerToken(provider)}`,
        [constants.HTTP2_HEADER_METHOD]: 'POST',
        [constants.HTTP2_HEADER_PATH]: `/3/device/${message.enrollment.pushToken}`,
        'content-type': 'application/json',
      };
      const answer = await post(session(baseUrls[notification.environment]), headers, notification.body);
      if (staleProviderToken.has(answer.reason)) tokens.clear();
      return resultOf(answer);
    },
    close() {
      for (const open of sessions.values()) open.close();
      sessions.clear();
    },
  };
}

async function signProviderToken({ keyId, teamId, tokenSigningKey }: ApnsCredentials, now: number): Promise<string> {
  const key = await importPKCS8(tokenSigningKey, 'ES256');
  return new SignJWT({ iss: teamId, iat: Math.floor(now / 1000) }).setProtectedHeader({ alg: 'ES256', kid: keyId }).sign(key);
}

/** Status 0: no answer came. */
function post(session: ClientHttp2Session, headers: Record<string, string>, body: string): Promise<ApnsAnswer> {
  return new Promise((resolve) => {
    const fail = (reason: string) => resolve({ status: 0, reason, retryAfterMs: undefined });
    const stream = session.request(headers);
    let status = 0;
    let retryAfterMs: number | undefined;
    let text = '';
    stream.setEncoding('utf8');
    stream.setTimeout(timeoutMs, () => {
      fail('timeout');
      stream.close(constants.NGHTTP2_CANCEL);
    });
    stream.on('response', (answer) => {
      status = answer[':status'] ?? 0;
      const seconds = Number(answer['retry-after']);
      retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
    });
    stream.on('data', (chunk: string) => {
      if (text.length < 4096) text += chunk;
    });
    stream.on('end', () => resolve({ status, reason: reasonOf(text), retryAfterMs }));
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

function resultOf({ status, reason, retryAfterMs }: ApnsAnswer): PushResult {
  const detail = `APNs ${status}${reason === '' ? '' : ` ${reason}`}`;
  if (status === 200) return { outcome: 'sent', detail };
  if (status === 410 || deadTokenReasons.has(reason)) return { outcome: 'unregistered', detail };
  if (status === 0 || status === 429 || status >= 500 || staleProviderToken.has(reason)) {
    return { outcome: 'retry', detail, ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }) };
  }
  return { outcome: 'failed', detail };
}
