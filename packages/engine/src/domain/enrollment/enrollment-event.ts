import type { Caller, Engine } from '../../engine.js';
import type { EnrolledDevice } from '../../ports/enrollment-store.js';
import { newEvent } from '../event/new-event.js';
import type { LogEntity, SystemLogEvent } from '../event/system-log-event.js';
import type { User } from '../user/user.js';
import { keyThumbprint } from './device-key.js';

const messages = {
  'user.mfa.factor.activate': 'Enroll a device in an authenticator',
  'user.mfa.factor.update': 'Change an authenticator enrollment',
  'user.mfa.factor.deactivate': 'Remove an authenticator enrollment',
} as const;

/** What the system log keeps of a change a person made to their own enrollment. */
export function enrollmentEvent(
  engine: Pick<Engine, 'clock' | 'random'>,
  facts: {
    readonly eventType: keyof typeof messages;
    readonly user: Pick<User, 'id' | 'login'>;
    readonly enrolled: EnrolledDevice;
    readonly caller: Caller;
    /** Undefined: the person. */
    readonly actor?: LogEntity;
    readonly enrollmentLinkId?: string | undefined;
    /** What changed, in the words of the request's members. */
    readonly changes?: readonly string[];
  },
): SystemLogEvent {
  const { enrollment, device } = facts.enrolled;
  const person = { id: facts.user.id, type: 'User', alternateId: facts.user.login };
  return newEvent(engine, {
    orgId: enrollment.orgId,
    eventType: facts.eventType,
    displayMessage: messages[facts.eventType],
    actor: facts.actor ?? person,
    targets: [
      person,
      { id: enrollment.id, type: 'AuthenticatorEnrollment' },
      { id: device.id, type: 'Device' },
      { id: enrollment.authenticatorId, type: 'Authenticator' },
      ...(facts.enrollmentLinkId === undefined ? [] : [{ id: facts.enrollmentLinkId, type: 'EnrollmentLink' }]),
    ],
    caller: facts.caller,
    debugData: {
      // sealed with the log: a key that is put in place of another one later is none of these (S-120)
      keys: Object.values(enrollment.keys).map(keyThumbprint).join(' '),
      ...(facts.changes === undefined ? {} : { changes: facts.changes.join(' ') }),
    },
  });
}
