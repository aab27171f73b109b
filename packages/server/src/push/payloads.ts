/**
 * What a push says (devices protocol 2.3). Lock screens and push services see a generic text only; the question itself travels in the
 * signed challenge, or not at all where it does not fit: then the device is woken and pulls.
 */
import type { PushMessage } from '@countersign/engine';

/** Limit of both services, in bytes of the whole payload. */
const maxBytes = 4096;
const alertBody = 'A request is waiting for your answer.';
const payloadVersion = 'IDXv1';

export interface ApnsNotification {
  readonly environment: 'production' | 'sandbox';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Undefined where the authenticator has no APNs provider. */
export function apnsNotification(message: PushMessage): ApnsNotification | undefined {
  const { enrollment, authenticator } = message;
  if (authenticator.apns === undefined) return undefined;
  const sandbox = enrollment.apsEnvironment === 'DEVELOPMENT';
  return {
    environment: sandbox ? 'sandbox' : 'production',
    headers: {
      'apns-push-type': 'alert',
      'apns-priority': '10',
      'apns-topic': sandbox ? authenticator.apns.debugAppBundleId : authenticator.apns.appBundleId,
      'apns-expiration': String(Math.floor(message.expiresAt / 1000)),
      // a retried push replaces the notification, it does not add one
      'apns-collapse-id': message.transactionId,
    },
    body: apnsBody(message),
  };
}

function apnsBody(message: PushMessage): string {
  const aps = {
    alert: { title: message.authenticator.name, body: alertBody },
    category: notificationCategory(message),
    sound: 'default',
    'interruption-level': 'time-sensitive',
  };
  const full = message.challengeJwt === undefined ? undefined : JSON.stringify({ aps, payloadVersion, challenge: message.challengeJwt });
  if (full !== undefined && Buffer.byteLength(full) <= maxBytes) return full;
  return JSON.stringify({ aps: { ...aps, 'content-available': 1 }, ...wakeUp(message) });
}

/**
 * Buttons on the notification answer without the consent screen, so they appear only where the client's owner allows it and no
 * user verification is asked (decisions 2.8).
 */
export function notificationCategory({
  allowActions,
  asksUserVerification,
}: Pick<PushMessage, 'allowActions' | 'asksUserVerification'>): string {
  return allowActions && !asksUserVerification ? 'OKTA_PUSH_CHALLENGE' : 'OKTA_PUSH_UV_CHALLENGE';
}

/** The body of FCM's `messages:send`: data only, so that the app's own service handles it in the background. Values are strings. */
export function fcmMessage(message: PushMessage, now: number): string {
  const envelope = (data: Readonly<Record<string, string>>) =>
    JSON.stringify({
      message: {
        token: message.enrollment.pushToken,
        android: {
          priority: 'HIGH',
          ttl: `${Math.max(0, Math.floor((message.expiresAt - now) / 1000))}s`,
          // a retried push replaces the one that waits for the device
          collapse_key: message.transactionId,
        },
        data,
      },
    });
  const full =
    message.challengeJwt === undefined
      ? undefined
      : envelope({ 'okta.challenge': message.challengeJwt, 'okta.payloadVersion': payloadVersion });
  return full !== undefined && Buffer.byteLength(full) <= maxBytes ? full : envelope(wakeUp(message));
}

/** Ids only, all that Web Push ever has; a stock app ignores them and pulls when it comes to the foreground. */
export function wakeUp({ transactionId, enrollment }: PushMessage): { readonly transactionId: string; readonly enrollmentId: string } {
  return { transactionId, enrollmentId: enrollment.id };
}
