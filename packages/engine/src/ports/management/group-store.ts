import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { User } from '../../domain/user/user.js';
import type { Instant } from '../clock.js';
import type { PageQuery, SearchQuery } from './paging.js';

export interface GroupRecord {
  /** `00g…` */
  readonly id: string;
  readonly orgId: string;
  /** `BUILT_IN`: `Everyone`, which has no member rows because every user is in it. */
  readonly kind: 'OKTA_GROUP' | 'BUILT_IN';
  readonly name: string;
  readonly description: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly membershipUpdatedAt: Instant;
}

export interface GroupStore {
  findById(orgId: string, id: string): Promise<GroupRecord | undefined>;
  findEveryone(orgId: string): Promise<GroupRecord | undefined>;
  /** Filter attributes: `id`, `type`, `lastUpdated`, `lastMembershipUpdated`, `profile.name`. */
  list(orgId: string, query: SearchQuery): Promise<readonly GroupRecord[]>;
  insert(creation: { readonly group: GroupRecord; readonly event: SystemLogEvent }): Promise<'done' | 'duplicate-name'>;
  /** Name and description. Built-in groups do not change. */
  replace(change: { readonly group: GroupRecord; readonly event: SystemLogEvent }): Promise<'done' | 'not-found' | 'duplicate-name'>;
  delete(change: { readonly orgId: string; readonly id: string; readonly event: SystemLogEvent }): Promise<boolean>;
  listMembers(orgId: string, groupId: string, page: PageQuery): Promise<readonly User[]>;
  /** The built-in group included. */
  listOfUser(orgId: string, userId: string): Promise<readonly GroupRecord[]>;
  /** Adding a member twice changes nothing. False: no such user. */
  addMember(change: {
    readonly orgId: string;
    readonly groupId: string;
    readonly userId: string;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
  removeMember(change: {
    readonly orgId: string;
    readonly groupId: string;
    readonly userId: string;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<void>;
}
