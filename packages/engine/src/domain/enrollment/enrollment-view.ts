import type { AppAuthenticatorEnrollment } from '@countersign/contracts/wire';
import type { EnrolledDevice } from '../../ports/enrollment-store.js';
import type { Org } from '../org/org.js';
import type { User } from '../user/user.js';

/**
 * The enrollment as its device gets it (devices protocol 1.4). Ids and the pending link never change during its life: the device
 * stores them anew with each answer. There is no `device.profile`, which stock decoders can fail on.
 */
export function enrollmentView(
  org: Org,
  user: Pick<User, 'id' | 'login'>,
  { enrollment, device }: EnrolledDevice,
): AppAuthenticatorEnrollment {
  const self = `${org.url}/idp/myaccount/app-authenticators/${enrollment.id}`;
  const dates = { createdDate: isoDate(enrollment.createdAt), lastUpdated: isoDate(enrollment.updatedAt) };
  return {
    id: enrollment.id,
    authenticatorId: enrollment.authenticatorId,
    ...dates,
    user: { id: user.id, username: user.login },
    device: {
      id: device.id,
      status: device.status,
      createdDate: isoDate(device.createdAt),
      lastUpdated: isoDate(device.updatedAt),
      clientInstanceId: device.clientInstanceId,
    },
    methods: {
      push: { id: enrollment.methodId, ...dates, links: { pending: { href: `${self}/push/notifications`, hints: { allow: ['GET'] } } } },
    },
    links: { self: { href: self, hints: { allow: ['PATCH', 'DELETE'] } } },
  };
}

function isoDate(instant: number): string {
  return new Date(instant).toISOString();
}
