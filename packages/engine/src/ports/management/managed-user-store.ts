import type { AdminRole } from '@countersign/contracts';
import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { User, UserStatus } from '../../domain/user/user.js';
import type { Instant } from '../clock.js';
import type { EndedRequests } from './app-store.js';
import type { UserQuery } from './paging.js';

export interface UserTransition {
  readonly orgId: string;
  readonly id: string;
  readonly from: readonly UserStatus[];
  readonly to: UserStatus;
  /**
   * What ends with it. `requests`: pending and unredeemed requests fail, sessions end. `all`: also grants, password and direct
   * assignments.
   */
  readonly ends: 'nothing' | 'requests' | 'all';
  readonly now: Instant;
  /** Takes the place of the password; undefined: it stays. */
  readonly passwordHash?: string | undefined;
  readonly event: SystemLogEvent;
  /** Written once for each request that ends, with the request as a further target. */
  readonly requestEvent: SystemLogEvent;
}

/** Management of people. Every write takes its event along, in the same transaction. */
export interface ManagedUserStore {
  findById(orgId: string, id: string): Promise<User | undefined>;
  /** Login without regard to case. */
  findByLogin(orgId: string, login: string): Promise<User | undefined>;
  /** Filter attributes: `id`, `status`, `created`, `activated`, `statusChanged`, `lastUpdated`, `profile.*`. Without `filter`, deprovisioned users are left out. */
  list(orgId: string, query: UserQuery): Promise<readonly User[]>;
  insert(creation: {
    readonly user: User;
    readonly groupIds: readonly string[];
    readonly event: SystemLogEvent;
  }): Promise<'done' | 'duplicate-login' | 'unknown-group'>;
  /**
   * Login, e-mail and profile; with `passwordHash` also the password: then PROVISIONED, RECOVERY and PASSWORD_EXPIRED become ACTIVE
   * and sessions end. Deprovisioned users do not change, nor do those whose `updatedAt` is no longer `readAt`, where that is given.
   */
  update(change: {
    readonly orgId: string;
    readonly id: string;
    readonly readAt: Instant | undefined;
    readonly profile: User['profile'] & { readonly login: string; readonly email: string };
    readonly passwordHash: string | undefined;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<'done' | 'not-found' | 'duplicate-login'>;
  /** Moves the status if it is one of `from`. Undefined: it is not. The last super administrator stays active. */
  transition(change: UserTransition): Promise<EndedRequests | 'last-administrator' | undefined>;
  /** Only DEPROVISIONED ones. */
  delete(change: { readonly orgId: string; readonly id: string; readonly event: SystemLogEvent }): Promise<boolean>;
  /** Ends every session; with `grants` also every grant: their refresh and access tokens die. */
  endSessions(change: {
    readonly orgId: string;
    readonly id: string;
    readonly grants: boolean;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<void>;

  /** The strongest first. */
  listRoles(orgId: string, userId: string): Promise<readonly AdminRole[]>;
  /** Active users with the role, oldest first; at most ten. */
  listAdministrators(orgId: string, role: AdminRole): Promise<readonly User[]>;
  /** False: had it before, or no such user. */
  addRole(change: {
    readonly orgId: string;
    readonly userId: string;
    readonly role: AdminRole;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
  /** An org keeps one active super administrator, whoever removes whom at the same moment. */
  removeRole(change: {
    readonly orgId: string;
    readonly userId: string;
    readonly role: AdminRole;
    readonly event: SystemLogEvent;
  }): Promise<'done' | 'not-found' | 'last-administrator'>;
}
