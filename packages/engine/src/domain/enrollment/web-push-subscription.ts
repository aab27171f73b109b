/**
 * A browser's push token: its subscription as JSON (W3C Push API `PushSubscription.toJSON()`; decisions 2.9). The endpoint is an
 * address somebody else chose: here it gets its form, and whoever connects to it judges where it leads.
 */
import { createPublicKey } from 'node:crypto';
import { validationFailed } from '../api-error.js';

export interface WebPushSubscription {
  readonly endpoint: string;
  readonly keys: {
    /** The browser's P-256 point, uncompressed, base64url. */
    readonly p256dh: string;
    /** 16 bytes, base64url. */
    readonly auth: string;
  };
}

/** Longer ones exist nowhere. */
const maxEndpointLength = 2048;
const base64url = /^[A-Za-z0-9_-]+={0,2}$/;

/** APNs and FCM tokens are no JSON objects. */
export function isWebPushToken(pushToken: string): boolean {
  return pushToken.startsWith('{');
}

/**
 * The token as it is stored: that of a browser with its needed members only, any other as it is.
 * Throws E0000001 for a subscription that cannot be sent to, and for a browser's token that is none.
 */
export function readPushToken(pushToken: string, platform: unknown): string {
  if (pushToken === '' || (platform !== 'WEB' && !isWebPushToken(pushToken))) return pushToken;
  const subscription = parseWebPushSubscription(pushToken);
  if (subscription !== undefined) return JSON.stringify(subscription);
  throw validationFailed('methods.push.pushToken', [
    'methods.push.pushToken: must be the JSON of a push subscription with an https endpoint, keys.p256dh and keys.auth',
  ]);
}

/** Undefined: not a subscription. */
export function parseWebPushSubscription(pushToken: string): WebPushSubscription | undefined {
  const subscription = parse(pushToken);
  const endpoint = member(subscription, 'endpoint');
  const p256dh = member(member(subscription, 'keys'), 'p256dh');
  const auth = member(member(subscription, 'keys'), 'auth');
  if (typeof endpoint !== 'string' || !isEndpoint(endpoint)) return undefined;
  if (typeof p256dh !== 'string' || !isPoint(p256dh)) return undefined;
  if (typeof auth !== 'string' || decoded(auth)?.length !== 16) return undefined;
  return { endpoint, keys: { p256dh, auth } };
}

/** RFC 8030 8.3: https. Plain http within this machine only, for push services of tests. */
function isEndpoint(endpoint: string): boolean {
  if (endpoint.length > maxEndpointLength || !URL.canParse(endpoint)) return false;
  const { protocol, hostname, username, password } = new URL(endpoint);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));
}

/** RFC 8291 3.1: an uncompressed point on P-256. */
function isPoint(text: string): boolean {
  const bytes = decoded(text);
  if (bytes?.length !== 65 || bytes[0] !== 4) return false;
  const half = (start: number) => bytes.subarray(start, start + 32).toString('base64url');
  try {
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: half(1), y: half(33) }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

function decoded(text: string): Buffer | undefined {
  return base64url.test(text) ? Buffer.from(text, 'base64url') : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
