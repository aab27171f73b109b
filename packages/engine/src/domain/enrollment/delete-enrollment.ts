import type { Caller, Engine } from '../../engine.js';
import type { EnrolledDevice } from '../../ports/enrollment-store.js';
import { ApiError } from '../api-error.js';
import type { LogEntity } from '../event/system-log-event.js';
import { announce, decided, endedRequestEvent } from '../management/administration.js';
import type { User } from '../user/user.js';
import { enrollmentEvent } from './enrollment-event.js';

/**
 * Removes an enrollment for good: its keys count no more, its open challenges end (devices protocol 1.7), and with them the requests
 * that nobody else can answer (S-069). The device stays while others use it. A suspended enrollment can be removed. Throws E0000154
 * when it was removed before, also in a race.
 */
export async function deleteEnrollment(
  engine: Pick<Engine, 'bus' | 'clock' | 'enrollments' | 'random'>,
  input: {
    readonly enrolled: EnrolledDevice;
    readonly user: User;
    readonly caller: Caller;
    /** An administrator; undefined: the person. */
    readonly actor?: LogEntity;
  },
): Promise<void> {
  const { enrolled, user, caller, actor } = input;
  const { orgId, id } = enrolled.enrollment;
  const event = enrollmentEvent(engine, {
    eventType: 'user.mfa.factor.deactivate',
    user,
    enrolled,
    caller,
    ...(actor === undefined ? {} : { actor }),
  });
  const who = { orgId, entity: actor ?? { id: user.id, type: 'User', alternateId: user.login }, caller };
  const requestEvent = endedRequestEvent({ engine }, who, { id, type: 'AuthenticatorEnrollment' });
  const ended = await engine.enrollments.delete({ orgId, enrollmentId: id, now: engine.clock.now(), event, requestEvent });
  if (ended === undefined) throw new ApiError('E0000154', { reason: 'deleted before' });
  await announce({ engine }, decided(ended));
}
