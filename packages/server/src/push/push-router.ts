import { isWebPushToken, type PushMessage, type PushSender } from '@countersign/engine';

export interface PushChannels {
  readonly apns: PushSender;
  readonly fcm: PushSender;
  readonly webPush: PushSender;
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
  if (enrollment.pushToken === '') return undefined;
  if (isWebPushToken(enrollment.pushToken)) return authenticator.webPush === undefined ? undefined : 'webPush';
  if (enrollment.apsEnvironment !== undefined) return authenticator.apns === undefined ? undefined : 'apns';
  return authenticator.fcm === undefined ? undefined : 'fcm';
}
