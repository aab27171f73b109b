import {
  parseWebPushSubscription,
  type Clock,
  type OrgStore,
  type PushCredentialStore,
  type PushMessage,
  type PushSender,
} from '@countersign/engine';
import type { GuardedFetch } from '../outbound/guarded-fetch.js';
import { createApnsSender, type ApnsOptions } from './apns.js';
import { createFcmSender, type FcmOptions } from './fcm.js';
import { limitPerProvider } from './provider-limit.js';
import { createPushRouter } from './push-router.js';
import { createWebPushSender } from './web-push.js';

export interface PushSenderNeeds {
  readonly clock: Clock;
  readonly credentials: PushCredentialStore;
  readonly org: Pick<OrgStore, 'get'>;
  /** For the addresses browsers name. */
  readonly http: Pick<GuardedFetch, 'exchange'>;
  readonly apnsUrls: ApnsOptions['baseUrls'];
  readonly fcmUrls: FcmOptions['baseUrls'];
}

/** In development mode. Apple refuses contacts at names that do not resolve; nobody reads mail at this one (RFC 2606). */
const fallbackContact = 'mailto:nobody@example.com';

/** Every way to reach a device, each provider in a lane of its own. */
export function createPushSenders(needs: PushSenderNeeds): PushSender & { close(): Promise<void> } {
  const { clock, credentials, org, http, apnsUrls, fcmUrls } = needs;
  const apns = createApnsSender({ clock, credentials, baseUrls: apnsUrls });
  const fcm = createFcmSender({ clock, credentials, baseUrls: fcmUrls });
  const contact = async () => {
    const { url } = await org.get();
    return url.startsWith('https:') ? url : fallbackContact;
  };
  const router = createPushRouter({
    apns: limitPerProvider(
      apns,
      ({ authenticator, enrollment }) => `${authenticator.apns?.providerId ?? ''} ${enrollment.apsEnvironment ?? ''}`,
    ),
    fcm: limitPerProvider(fcm, ({ authenticator }) => authenticator.fcm?.providerId ?? ''),
    webPush: limitPerProvider(createWebPushSender({ clock, credentials, http, contact }), browserService),
  });
  return {
    send: (message) => router.send(message),
    async close() {
      apns.close();
      await fcm.close();
    },
  };
}

/** Each push service of a browser is a provider of its own. */
function browserService({ enrollment }: PushMessage): string {
  const endpoint = parseWebPushSubscription(enrollment.pushToken)?.endpoint;
  return endpoint === undefined ? '' : new URL(endpoint).origin;
}
