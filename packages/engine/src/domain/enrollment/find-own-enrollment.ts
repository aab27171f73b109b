import type { Engine } from '../../engine.js';
import type { EnrolledDevice } from '../../ports/enrollment-store.js';
import { ApiError } from '../api-error.js';
import type { Org } from '../org/org.js';

/**
 * The enrollment a person names, if it is theirs. Throws E0000006 for somebody else's, E0000154 for a deleted one.
 * For an unknown id it throws `unknown`: E0000008 where the device is to forget the enrollment (deletion), E0000007 elsewhere,
 * because stock SDKs take E0000008 for "deleted" (devices protocol 8.7).
 */
export async function findOwnEnrollment(
  engine: Pick<Engine, 'enrollments'>,
  input: { readonly org: Org; readonly userId: string; readonly enrollmentId: string; readonly unknown: 'E0000007' | 'E0000008' },
): Promise<EnrolledDevice> {
  const found = await engine.enrollments.findById(input.org.id, input.enrollmentId);
  if (found === undefined) throw new ApiError(input.unknown, { reason: 'unknown enrollment' });
  if (found.enrollment.userId !== input.userId) throw new ApiError('E0000006', { reason: 'the enrollment of another user' });
  if (found.enrollment.status === 'DELETED') throw new ApiError('E0000154', { reason: 'deleted before' });
  return found;
}
