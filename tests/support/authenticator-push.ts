/** Notifications of the authenticator app in a browser that has no push service: ours gives the subscriptions, DevTools deliver. */
import type { BrowserContext, Page } from 'playwright-core';
import type { WebPushStandIn } from '../../packages/server/src/testing/web-push-stand-in.js';

/** From the next page on: what the browser's own push service would give out comes from ours (there is no other offline). */
export async function subscribeToStandIn(context: BrowserContext, pushService: Pick<WebPushStandIn, 'subscribe'>): Promise<void> {
  await context.exposeFunction('standInSubscription', (key: string) => pushService.subscribe(key));
  await context.addInitScript(() => {
    const ask = Reflect.get(globalThis, 'standInSubscription') as (key: string) => Promise<string>; // exposed above
    PushManager.prototype.getSubscription = () => Promise.resolve(null);
    PushManager.prototype.subscribe = async ({ applicationServerKey } = {}) => {
      const bytes = applicationServerKey instanceof Uint8Array ? applicationServerKey : new Uint8Array();
      const key = btoa(String.fromCharCode(...bytes))
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replaceAll('=', '');
      const text = await ask(key);
      return { toJSON: () => JSON.parse(text) } as PushSubscription; // what the app uses of it
    };
  });
}

export interface ShownNotification {
  readonly body: string;
  readonly tag: string;
}

export function notificationsOf(page: Page): Promise<readonly ShownNotification[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ body, tag }) => ({ body, tag }));
  });
}

/** Presses the first notification, or the button of it that is named. */
export async function tapNotification(context: BrowserContext, button = ''): Promise<void> {
  await context.serviceWorkers()[0]?.evaluate(async (action) => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration }; // what runs there
    const [notification] = await scope.registration.getNotifications();
    const Tap = Reflect.get(globalThis, 'NotificationEvent') as new (type: string, init: object) => Event; // of workers only
    globalThis.dispatchEvent(new Tap('notificationclick', { notification, action }));
  }, button);
}

/** Hands messages to the service worker the way the browser's push service does. */
export async function deliveryTo(page: Page): Promise<(data: object) => Promise<void>> {
  const { origin } = new URL(page.url());
  const devtools = await page.context().newCDPSession(page);
  const registration = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL === `${origin}/`);
      if (own !== undefined) resolve(own.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  const registrationId = await registration;
  return async (data) => {
    await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(data) });
  };
}
