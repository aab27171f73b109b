import { decodeBase64Url, encodeBase64Url } from '../../core/encoding/base64url.js';

/**
 * Subscribes this browser to Web Push (W3C Push API) and returns the push token: the subscription as JSON text. Gives the subscription
 * there is when it was made for the same key. The permission to notify must have been given before, from a tap; without it the browser's
 * `NotAllowedError` is thrown.
 *
 * @param publicKey `webPushKey` of the policy: the org's VAPID key (RFC 8292), base64url.
 */
export async function subscribeToPush(registration: ServiceWorkerRegistration, publicKey: string): Promise<string> {
  const key = decodeBase64Url(publicKey);
  if (key === undefined) throw new TypeError('expected a VAPID public key in base64url');
  const existing = await registration.pushManager.getSubscription();
  if (existing !== null) {
    if (isFor(existing, publicKey)) return JSON.stringify(existing);
    await existing.unsubscribe();
  }
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: new Uint8Array(key) });
  return JSON.stringify(subscription);
}

function isFor(subscription: PushSubscription, publicKey: string): boolean {
  const { applicationServerKey } = subscription.options;
  return applicationServerKey !== null && encodeBase64Url(new Uint8Array(applicationServerKey)) === publicKey;
}
