import type { AskableEnrollment } from '../domain/enrollment/askable-enrollment.js';
import type { User } from '../domain/user/user.js';
import type { Instant } from './clock.js';

export type RecipientUser = Pick<User, 'id' | 'status' | 'login' | 'profile'>;

/** Whom a hint names, and everything that decides whether and where that person can be asked. */
export interface Recipient {
  readonly user: RecipientUser;
  /** Whether the user may use the client: assigned directly, by a group, or because everyone is. */
  readonly assigned: boolean;
  /** This person reported the client: it may not ask them until it is released (S-010). */
  readonly clientBlocked: boolean;
  /** The person wants not to be asked until then (S-011). */
  readonly pausedUntil: Instant | undefined;
  /** The built-in `Everyone` included. */
  readonly groupIds: readonly string[];
  /** Active enrollments of the authenticator, on active devices, that take CIBA transactions (decisions 2.3). */
  readonly enrollments: readonly AskableEnrollment[];
}

export interface RecipientQuestion {
  readonly orgId: string;
  readonly appId: string;
  readonly authenticatorId: string;
  /** A login (without regard to case), else a primary e-mail only one user has; or the id from a verified ID token. */
  readonly hint: { readonly login: string } | { readonly userId: string };
}

/** Part of the hot path: one read answers all, and concurrent questions become one query. */
export interface RecipientStore {
  find(question: RecipientQuestion): Promise<Recipient | undefined>;
}
