/** Who may still act on an enrollment (devices protocol 2.10 step 7): user, then device, then enrollment. */
import type { UserStatus } from '../user/user.js';
import { ApiError } from '../api-error.js';
import type { Device, Enrollment } from './enrollment.js';

export interface EnrollmentLifecycle {
  readonly userStatus: UserStatus;
  readonly device: Pick<Device, 'status'>;
  readonly enrollment: Pick<Enrollment, 'status'>;
}

/** The error that tells a device why it may not go on, in the codes stock SDKs act upon (section 4); undefined: all are active. */
export function lifecycleError({ userStatus, device, enrollment }: EnrollmentLifecycle): ApiError | undefined {
  return userError(userStatus) ?? deviceError(device.status) ?? enrollmentError(enrollment.status);
}

export function userError(status: UserStatus): ApiError | undefined {
  if (status === 'ACTIVE') return undefined;
  return new ApiError(status === 'DEPROVISIONED' ? 'E0000156' : 'E0000155', { reason: `user is ${status}` });
}

export function deviceError(status: Device['status']): ApiError | undefined {
  if (status === 'ACTIVE') return undefined;
  return new ApiError(status === 'DEACTIVATED' ? 'E0000153' : 'E0000152', { reason: `device is ${status}` });
}

export function enrollmentError(status: Enrollment['status']): ApiError | undefined {
  if (status === 'ACTIVE') return undefined;
  return new ApiError(status === 'DELETED' ? 'E0000154' : 'E0000180', { reason: `enrollment is ${status}` });
}
