import type { PushMessage, PushSender } from '@countersign/engine';

export interface PushChannels {
  readonly apns: PushSender;
  readonly fcm: PushSender;
}

/** Which service a device is reached by follows from what it enrolled with; without one it pulls. */
export function createPushRouter(channels: PushChannels): PushSender {
  return {
    async send(message) {
      const channel = channelOf(message);
      return channel === undefined ? { outcome: 'pull-only', detail: 'no push service for this device' } : channels[channel].send(message);
    },
  };
}

function channelOf({ enrollment, authenticator }: PushMessage): keyof PushChannels | undefined {
  // a Web Push subscription is JSON; no other token begins so
  if (enrollment.pushToken === '' || enrollment.pushToken.startsWith('{')) return undefined;
  if (enrollment.apsEnvironment !== undefined) return authenticator.apns === undefined ? undefined : 'apns';
  return authenticator.fcm === undefined ? undefined : 'fcm';
}
