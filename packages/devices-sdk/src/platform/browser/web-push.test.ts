import { describe, expect, it } from 'vitest';
import { subscribeToPush } from './web-push.js';

/** A browser's push service, as much of it as a page sees (W3C Push API). */
function createRegistration(existing?: { readonly key: string }) {
  const calls: string[] = [];
  const subscriptionFor = (key: string) => ({
    options: { applicationServerKey: Uint8Array.from(Buffer.from(key, 'base64url')).buffer },
    toJSON: () => ({ endpoint: `https://push.example/${key}`, keys: { p256dh: 'p', auth: 'a' } }),
    unsubscribe: async () => {
      calls.push('unsubscribe');
      return true;
    },
  });
  let current = existing === undefined ? null : subscriptionFor(existing.key);
  const pushManager = {
    getSubscription: async () => current,
    async subscribe(options: { userVisibleOnly: boolean; applicationServerKey: Uint8Array }) {
      const key = Buffer.from(options.applicationServerKey).toString('base64url');
      calls.push(`subscribe ${key} ${options.userVisibleOnly ? 'visible' : 'silent'}`);
      current = subscriptionFor(key);
      return current;
    },
  };
  // A service worker registration has much more; a subscription takes this.
  return { calls, registration: { pushManager } as unknown as ServiceWorkerRegistration };
}

describe('subscribing to Web Push', () => {
  const key = 'BPublicKey_-AAA';
  const token = JSON.stringify({ endpoint: `https://push.example/${key}`, keys: { p256dh: 'p', auth: 'a' } });

  it.each([
    { what: 'subscribes for the org’s key, to messages that are shown', existing: undefined, calls: [`subscribe ${key} visible`] },
    { what: 'keeps the subscription that is for that key', existing: { key }, calls: [] },
    {
      what: 'renews one that was made for another key',
      existing: { key: 'BOther_-A' },
      calls: ['unsubscribe', `subscribe ${key} visible`],
    },
  ])('$what', async ({ existing, calls }) => {
    const browser = createRegistration(existing);
    expect(await subscribeToPush(browser.registration, key)).toBe(token);
    expect(browser.calls).toEqual(calls);
  });

  it('refuses a key that is none', async () => {
    await expect(subscribeToPush(createRegistration().registration, 'not base64url!')).rejects.toThrow(TypeError);
  });
});
