import type { Clock, PushCredentialStore, PushSender } from '@countersign/engine';
import { createApnsSender } from './apns.js';
import { createFcmSender } from './fcm.js';
import { limitPerProvider } from './provider-limit.js';
import { createPushRouter } from './push-router.js';

/** Every way to reach a device, each provider in a lane of its own. */
export function createPushSenders(needs: {
  readonly clock: Clock;
  readonly credentials: PushCredentialStore;
}): PushSender & { close(): void } {
  const apns = createApnsSender(needs);
  const router = createPushRouter({
    apns: limitPerProvider(
      apns,
      ({ authenticator, enrollment }) => `${authenticator.apns?.providerId ?? ''} ${enrollment.apsEnvironment ?? ''}`,
    ),
    fcm: limitPerProvider(createFcmSender(needs), ({ authenticator }) => authenticator.fcm?.providerId ?? ''),
  });
  return { send: (message) => router.send(message), close: () => apns.close() };
}
