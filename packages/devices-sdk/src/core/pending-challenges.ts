import { pushPayloadVersion } from './push-payload.js';
import { callServerForJson } from './call-server.js';
import { createChallenge, type Challenge } from './challenge.js';
import type { DeviceContext } from './context.js';
import { DeviceError, isDeviceError } from './errors.js';
import { isObject, textAt } from './json.js';
import { withMaintenanceToken } from './maintenance-token.js';
import { changeEnrollmentRecord } from './records.js';
import { getEnrollmentRecord, rememberOutcome, succeeded } from './enrollment-outcome.js';
import { verifyChallenge } from './verify-challenge.js';

export interface PendingChallenges {
  /** What the person can be asked, the one that expires first in front. */
  readonly challenges: readonly Challenge[];
  /** Why other items of the list are not shown. Expired ones are dropped without a word. */
  readonly refused: readonly DeviceError[];
}

/** Everything that waits for an answer of this enrollment (devices protocol 2.4), each challenge checked. */
export async function retrievePushChallenges(
  context: DeviceContext,
  enrollmentId: string,
  options: { readonly accessToken?: string } = {},
): Promise<PendingChallenges> {
  const record = await getEnrollmentRecord(context, enrollmentId);
  const list = await rememberOutcome(context, enrollmentId, () =>
    withMaintenanceToken(context, { enrollmentId, accessToken: options.accessToken }, (accessToken) =>
      callServerForJson(context, { method: 'GET', url: record.pendingHref, accessToken }),
    ),
  );
  if (record.lastErrorCode !== undefined) await changeEnrollmentRecord(context, enrollmentId, succeeded);
  if (!Array.isArray(list)) throw new DeviceError('invalid_server_response', { detail: 'the pending list is no list' });
  const challenges: Challenge[] = [];
  const refused: DeviceError[] = [];
  for (const item of list) {
    const token = textAt(item, 'payloadVersion') === pushPayloadVersion ? textAt(item, 'challenge') : undefined;
    if (token === undefined) continue;
    try {
      const display = isObject(item) ? item['display'] : undefined;
      challenges.push(createChallenge(context, await verifyChallenge(context, token, { enrollmentId, display })));
    } catch (error) {
      if (!isDeviceError(error) || error.code === 'network_error' || error.code === 'storage_error') throw error;
      if (error.code !== 'challenge_expired') refused.push(error);
    }
  }
  return { challenges: challenges.sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime()), refused };
}
