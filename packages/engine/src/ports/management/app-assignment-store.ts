import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';
import type { PageQuery } from './paging.js';

export interface AppUserRecord {
  readonly appId: string;
  readonly userId: string;
  /** `GROUP`: not assigned directly. */
  readonly scope: 'USER' | 'GROUP';
  /** `sub` of access tokens. */
  readonly userName: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface AppGroupRecord {
  readonly appId: string;
  readonly groupId: string;
  readonly priority: number;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly updatedAt: Instant;
}

/** Who may use an app: people directly, people by their groups. */
export interface AppAssignmentStore {
  /** Direct and by group, in order of user id. */
  listUsers(orgId: string, appId: string, page: PageQuery): Promise<readonly AppUserRecord[]>;
  findUser(orgId: string, appId: string, userId: string): Promise<AppUserRecord | undefined>;
  /** Assigns directly. `duplicate`: was assigned directly before; `inactive`: the user is deprovisioned. */
  insertUser(creation: {
    readonly orgId: string;
    readonly assignment: AppUserRecord;
    readonly event: SystemLogEvent;
  }): Promise<'done' | 'duplicate' | 'unknown-user' | 'inactive'>;
  /** False: not assigned directly. */
  updateUser(change: { readonly orgId: string; readonly assignment: AppUserRecord; readonly event: SystemLogEvent }): Promise<boolean>;
  deleteUser(change: {
    readonly orgId: string;
    readonly appId: string;
    readonly userId: string;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;

  listGroups(orgId: string, appId: string, page: PageQuery): Promise<readonly AppGroupRecord[]>;
  findGroup(orgId: string, appId: string, groupId: string): Promise<AppGroupRecord | undefined>;
  /** Assigns or changes. False: no such group. */
  putGroup(change: { readonly orgId: string; readonly assignment: AppGroupRecord; readonly event: SystemLogEvent }): Promise<boolean>;
  deleteGroup(change: {
    readonly orgId: string;
    readonly appId: string;
    readonly groupId: string;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
}
