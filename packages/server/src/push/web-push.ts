/**
 * The push services of browsers (RFC 8030): one encrypted POST to an address the browser named, so only through the guarded fetch,
 * signed with the org's VAPID key (RFC 8292). It carries ids and nothing else: the question stays in the house (decisions 2.8).
 */
import { createHash } from 'node:crypto';
import {
  parseWebPushSubscription,
  type Clock,
  type PushCredentials,
  type PushCredentialStore,
  type PushMessage,
  type PushResult,
  type PushSender,
} from '@countersign/engine';
import { importPKCS8, SignJWT } from 'jose';
import { OutboundError, type GuardedFetch, type GuardedResponse } from '../outbound/guarded-fetch.js';
import { wakeUp } from './payloads.js';
import { afterRetryAfter, retryAfterMs } from './retry-after.js';
import { encryptPush } from './web-push-encryption.js';

export interface WebPushOptions {
  readonly clock: Clock;
  readonly credentials: PushCredentialStore;
  readonly http: Pick<GuardedFetch, 'exchange'>;
  /** Where push services reach us when the provider names no contact (RFC 8292 2.1): a `mailto:` or `https:` URI. */
  readonly contact: () => Promise<string>;
}

type WebPushCredentials = Extract<PushCredentials, { type: 'WEBPUSH' }>;

/** Every body has the same length. */
const paddedBytes = 256;
/** RFC 8292 2: at most a day. */
const tokenLifetimeSeconds = 12 * 3600;
const renewBeforeMs = 3600_000;
/** Browsers choose the services: whoever makes up many must not fill the memory. */
const maxTokens = 1000;

export function createWebPushSender({ clock, credentials, http, contact }: WebPushOptions): PushSender {
  const tokens = new Map<string, { readonly jwt: Promise<string>; readonly until: number }>();

  async function vapidToken(provider: WebPushCredentials, audience: string): Promise<string> {
    const subject = provider.subject ?? (await contact());
    const id = `${audience} ${provider.publicKey} ${subject}`;
    const known = tokens.get(id);
    if (known !== undefined && clock.now() < known.until) return known.jwt;
    const exp = Math.floor(clock.now() / 1000) + tokenLifetimeSeconds;
    const jwt = signVapidToken(provider, { aud: audience, exp, sub: subject });
    const [oldest] = tokens.keys();
    if (tokens.size >= maxTokens && oldest !== undefined) tokens.delete(oldest);
    tokens.delete(id);
    tokens.set(id, { jwt, until: exp * 1000 - renewBeforeMs });
    jwt.catch(() => tokens.delete(id));
    return jwt;
  }

  return {
    async send(message) {
      const { webPush } = message.authenticator;
      if (webPush === undefined) return { outcome: 'pull-only', detail: 'the authenticator has no Web Push provider' };
      const subscription = parseWebPushSubscription(message.enrollment.pushToken);
      if (subscription === undefined) return { outcome: 'unregistered', detail: 'not a push subscription' };
      const provider = await credentials.find(message.enrollment.orgId, webPush.providerId);
      if (provider?.type !== 'WEBPUSH') return { outcome: 'pull-only', detail: 'the Web Push provider does not exist' };
      const token = await vapidToken(provider, new URL(subscription.endpoint).origin);
      const body = encryptPush({ keys: subscription.keys, text: JSON.stringify(wakeUp(message)), paddedBytes });
      const headers = headersOf(message, clock.now());
      if (headers === undefined) return { outcome: 'failed', detail: 'expired before it could be sent' };
      try {
        const authorization = `vapid t=${token}, k=${provider.publicKey}`;
        return resultOf(
          await http.exchange(subscription.endpoint, { method: 'POST', headers: { ...headers, authorization }, body }),
          clock,
        );
      } catch (error) {
        if (error instanceof OutboundError && error.refused) return { outcome: 'failed', detail: 'Web Push: the address is refused' };
        return { outcome: 'retry', detail: 'Web Push: no answer' };
      }
    },
  };
}

async function signVapidToken({ privateKey }: WebPushCredentials, claims: { aud: string; exp: number; sub: string }): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'ES256' }).sign(await importPKCS8(privateKey, 'ES256'));
}

/** RFC 8030 5.2 to 5.4. Undefined: the request has ended. */
function headersOf(message: PushMessage, now: number): Readonly<Record<string, string>> | undefined {
  const secondsLeft = Math.floor((message.expiresAt - now) / 1000);
  if (secondsLeft < 1) return undefined;
  return {
    'content-type': 'application/octet-stream',
    'content-encoding': 'aes128gcm',
    ttl: String(secondsLeft),
    urgency: 'high',
    // a retried push replaces the one that waits for the browser; 32 characters at most
    topic: createHash('sha256').update(message.transactionId).digest('base64url').slice(0, 32),
  };
}

/** RFC 8030 5, 7.3, 8.4. */
function resultOf({ status, headers, body }: GuardedResponse, clock: Clock): PushResult {
  const detail = `Web Push ${status}${reasonOf(body)}`;
  if (status >= 200 && status < 300) return { outcome: 'sent', detail };
  if (status === 404 || status === 410) return { outcome: 'unregistered', detail };
  if (status === 429 || status >= 500)
    return { outcome: 'retry', detail, ...afterRetryAfter(retryAfterMs(headers['retry-after'], clock.now())) };
  return { outcome: 'failed', detail };
}

/** Apple says why in one word; nothing else of an answer from outside is kept. */
function reasonOf(body: string): string {
  const [, reason] = /^\{"reason":"([A-Za-z]{1,40})"\}$/.exec(body.slice(0, 100)) ?? [];
  return reason === undefined ? '' : ` ${reason}`;
}
