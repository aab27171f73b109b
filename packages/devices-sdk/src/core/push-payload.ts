import { createChallenge, type Challenge } from './challenge.js';
import type { DeviceContext } from './context.js';
import { DeviceError } from './errors.js';
import { isObject, parseJson, textAt } from './json.js';
import { verifyChallenge } from './verify-challenge.js';

/** The one version of push payloads (devices protocol 2.3). */
export const pushPayloadVersion = 'IDXv1';

/** What a Web Push message carries: which challenge to pull. */
export interface WakeUp {
  readonly transactionId: string;
  readonly enrollmentId: string;
}

/** The ids in a Web Push message, as object or JSON text; undefined for any other message. Pull that enrollment's challenges next. */
export function parseWakeUp(payload: unknown): WakeUp | undefined {
  const value = typeof payload === 'string' ? parseJson(payload) : payload;
  const transactionId = textAt(value, 'transactionId');
  const enrollmentId = textAt(value, 'enrollmentId');
  return transactionId === undefined || enrollmentId === undefined ? undefined : { transactionId, enrollmentId };
}

/**
 * The challenge in a push: APNs user info, FCM data, or their JSON text; member names plain or with the prefix `okta.`
 * (devices protocol 2.3). Throws `push_not_recognized` for a push that is meant for other parts of the app.
 */
export async function parsePush(context: DeviceContext, payload: unknown): Promise<Challenge> {
  const value = typeof payload === 'string' ? parseJson(payload) : payload;
  const member = (name: string) => textAt(value, name) ?? textAt(value, `okta.${name}`);
  const token = member('challenge');
  if (!isObject(value) || member('payloadVersion') !== pushPayloadVersion || token === undefined) {
    throw new DeviceError('push_not_recognized');
  }
  return createChallenge(context, await verifyChallenge(context, token));
}
