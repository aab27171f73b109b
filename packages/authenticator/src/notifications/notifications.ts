/** Notifications as this browser has them, and the page's half of the service worker. */
import { parseWakeUp, subscribeToPush } from '@countersign/devices-sdk/browser';
import { isAppleMobile } from '../state/device-profile.js';

export type NotificationState =
  /** iPhone and iPad outside the Home Screen: nothing to ask for yet. */
  'install-first' | 'unsupported' | 'ask' | 'allowed' | 'denied';

export function notificationState(): NotificationState {
  const installed = matchMedia('(display-mode: standalone)').matches;
  if (isAppleMobile(navigator.userAgent, navigator.maxTouchPoints) && !installed) return 'install-first';
  if (!('Notification' in globalThis) || !('serviceWorker' in navigator) || !('PushManager' in globalThis)) return 'unsupported';
  if (Notification.permission === 'granted') return 'allowed';
  return Notification.permission === 'denied' ? 'denied' : 'ask';
}

/** Only from a tap. */
export async function askForNotifications(): Promise<NotificationState> {
  if (notificationState() === 'ask') await Notification.requestPermission();
  return notificationState();
}

/** The push token, or an empty text where there can be none: requests are then fetched by the app alone. */
export async function pushTokenFor(webPushKey: string | undefined): Promise<string> {
  if (webPushKey === undefined || notificationState() !== 'allowed') return '';
  try {
    return await subscribeToPush(await navigator.serviceWorker.ready, webPushKey);
  } catch {
    // the browser's push service cannot be reached
    return '';
  }
}

export async function showTestNotification(title: string, body: string): Promise<void> {
  const registration = await navigator.serviceWorker.ready;
  await registration.showNotification(title, { body, tag: 'test', icon: '/icons/icon-192.png' });
}

/** The list of an enrollment came: its other notifications ask for nothing any more. */
export async function withdrawOthers(enrollmentId: string, transactionIds: readonly string[]): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const notification of (await registration?.getNotifications()) ?? []) {
    const wakeUp = parseWakeUp(notification.data);
    if (wakeUp?.enrollmentId === enrollmentId && !transactionIds.includes(wakeUp.transactionId)) notification.close();
  }
}

/** Decided here or elsewhere: nothing is left to tap. */
export async function withdrawNotification(transactionId: string): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const notification of (await registration?.getNotifications({ tag: transactionId })) ?? []) notification.close();
}
