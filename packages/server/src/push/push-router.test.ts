import type { PushMessage } from '@countersign/engine';
import { FixedClock, sampleChallenge, TestDevice } from '@countersign/engine/testing';
import { expect, it } from 'vitest';
import { createPushRouter } from './push-router.js';

const clock = new FixedClock();
const context = sampleChallenge({ device: new TestDevice({ now: () => clock.now() }), now: clock.now() });
const message: PushMessage = {
  enrollment: context.enrollment,
  authenticator: context.authenticator,
  challengeJwt: undefined,
  transactionId: context.challenge.transactionId,
  asksUserVerification: false,
  allowActions: false,
  expiresAt: clock.now() + 1_000,
};
const channel = (name: string) => ({ send: async () => ({ outcome: 'sent' as const, detail: name }) });
const router = createPushRouter({ apns: channel('apns'), fcm: channel('fcm'), webPush: channel('webPush') });
const none = 'no push service for this device';
const configured = {
  apns: { providerId: 'ppc1', appBundleId: 'a', debugAppBundleId: 'b' },
  fcm: { providerId: 'ppc2' },
  webPush: { providerId: 'ppc3', publicKey: 'k' },
};
const [ios, android, browser] = [
  { apsEnvironment: 'PRODUCTION', pushToken: '00aa' },
  { apsEnvironment: undefined, pushToken: 't' },
  { apsEnvironment: undefined, pushToken: '{"endpoint":"https://x"}' },
] as const;

it.each([
  ['an iOS device', ios, configured, 'apns'],
  ['an iOS device, APNs not configured', ios, { ...configured, apns: undefined }, none],
  ['an Android device', android, configured, 'fcm'],
  ['an Android device, FCM not configured', android, { ...configured, fcm: undefined }, none],
  ['a browser', browser, configured, 'webPush'],
  ['a browser, Web Push not configured', browser, { ...configured, webPush: undefined }, none],
  ['a device without a token', { ...ios, pushToken: '' }, configured, none],
] as const)('%s', async (_name, enrollment, authenticator, detail) => {
  const result = await router.send({
    ...message,
    enrollment: { ...message.enrollment, ...enrollment },
    authenticator: { ...message.authenticator, ...authenticator },
  });
  expect(result.detail).toBe(detail);
});
