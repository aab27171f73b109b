import type { Decision } from '../domain/backchannel-request/backchannel-request.js';
import type { Enrollment } from '../domain/enrollment/enrollment.js';
import type { Instant } from './clock.js';

/** What LOGIN transactions need beside the store of all requests. */
export interface LoginTransactionStore {
  /** Active enrollments of the person on active devices that take LOGIN transactions, of every authenticator. */
  listDevices(orgId: string, userId: string): Promise<readonly Enrollment[]>;
  /** approved → redeemed, for exactly one caller, while the person is active. Undefined: not approved, too late, or used before. */
  use(use: {
    readonly orgId: string;
    readonly userId: string;
    readonly transactionId: string;
    readonly now: Instant;
  }): Promise<Decision | undefined>;
}
