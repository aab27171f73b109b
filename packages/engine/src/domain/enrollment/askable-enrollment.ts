import type { Instant } from '../../ports/clock.js';
import { hasUserVerificationKey } from './enrollment-keys.js';
import type { Enrollment } from './enrollment.js';

/** What asking a person on a device needs to know of the enrollment: no keys, no token. */
export interface AskableEnrollment {
  readonly id: string;
  /** Has a key that verifies its user. */
  readonly verifiesUser: boolean;
  /** Can be reached by push; others pull. */
  readonly pushed: boolean;
  readonly enrolledAt: Instant;
}

export function askableEnrollment({
  id,
  keys,
  pushToken,
  createdAt,
}: Pick<Enrollment, 'id' | 'keys' | 'pushToken' | 'createdAt'>): AskableEnrollment {
  return { id, verifiesUser: hasUserVerificationKey(keys), pushed: pushToken !== '', enrolledAt: createdAt };
}
