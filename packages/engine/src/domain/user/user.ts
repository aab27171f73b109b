import type { Instant } from '../../ports/clock.js';

export type UserStatus =
  | 'STAGED'
  | 'PROVISIONED'
  | 'ACTIVE'
  | 'RECOVERY'
  | 'PASSWORD_EXPIRED'
  | 'LOCKED_OUT'
  | 'SUSPENDED'
  | 'DEPROVISIONED';

/** A person of the org. Only `ACTIVE` users sign in, are asked, approve and get tokens. */
export interface User {
  /** `00u…`: `sub` of ID tokens, `uid` of access tokens. */
  readonly id: string;
  readonly orgId: string;
  readonly status: UserStatus;
  /** Unique without regard to case: `sub` of access tokens, what `login_hint` names. */
  readonly login: string;
  readonly email: string;
  /** Okta's profile members (`firstName`, `lastName`, …) and custom ones. */
  readonly profile: Readonly<Record<string, unknown>>;
  readonly passwordHash: string | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly activatedAt: Instant | undefined;
  readonly statusChangedAt: Instant | undefined;
  readonly passwordChangedAt: Instant | undefined;
  readonly lastLoginAt: Instant | undefined;
}
