/** Who may use an app (okta-api 3.6.5): people assigned directly, people by their groups. */
import type { AppGroupInput, AppUserInput, AppUserUpdate } from '@countersign/contracts';
import type { AppGroupRecord, AppUserRecord } from '../../ports/management/app-assignment-store.js';
import type { PageQuery } from '../../ports/management/paging.js';
import { ApiError, notFound, validationFailed } from '../api-error.js';
import { changeEvent, type Actor, type Administration } from './administration.js';
import { appTarget, getApp } from './apps.js';
import { getGroup, groupTarget } from './groups.js';
import { userTarget } from './users.js';

export async function listAppUsers(
  admin: Administration,
  list: { readonly appId: string; readonly page: PageQuery },
  actor: Actor,
): Promise<readonly AppUserRecord[]> {
  await getApp(admin, actor.orgId, list.appId);
  return admin.management.assignments.listUsers(actor.orgId, list.appId, list.page);
}

interface UserName {
  readonly appId: string;
  readonly userId: string;
}

/** Throws E0000007. */
export async function getAppUser(admin: Administration, named: UserName, actor: Actor): Promise<AppUserRecord> {
  await getApp(admin, actor.orgId, named.appId);
  const assignment = await admin.management.assignments.findUser(actor.orgId, named.appId, named.userId);
  if (assignment === undefined) throw notFound(named.userId, 'AppUser');
  return assignment;
}

/** `userName` is the login unless it is given; tokens carry the login either way. Throws E0000062, E0000117. */
export async function assignUser(
  admin: Administration,
  assigning: { readonly appId: string; readonly input: AppUserInput },
  actor: Actor,
): Promise<AppUserRecord> {
  const { appId, input } = assigning;
  const app = await getApp(admin, actor.orgId, appId);
  const user = await admin.management.users.findById(actor.orgId, input.id);
  if (user === undefined) throw notFound(input.id, 'User');
  const now = admin.engine.clock.now();
  const assignment: AppUserRecord = {
    appId,
    userId: user.id,
    scope: 'USER',
    userName: input.credentials?.userName ?? user.login,
    profile: input.profile,
    createdAt: now,
    updatedAt: now,
  };
  const event = changeEvent(admin, actor, {
    eventType: 'application.user_membership.add',
    displayMessage: 'Add user to application membership',
    targets: [userTarget(user), appTarget(app)],
  });
  switch (await admin.management.assignments.insertUser({ orgId: actor.orgId, assignment, event })) {
    case 'done':
      return assignment;
    case 'duplicate':
      throw new ApiError('E0000062');
    case 'inactive':
      throw new ApiError('E0000117');
    case 'unknown-user':
      throw notFound(input.id, 'User');
  }
}

/** Changes a direct assignment; absent members stay. */
export async function updateAppUser(
  admin: Administration,
  change: UserName & { readonly input: AppUserUpdate },
  actor: Actor,
): Promise<AppUserRecord> {
  const app = await getApp(admin, actor.orgId, change.appId);
  const before = await getAppUser(admin, change, actor);
  if (before.scope !== 'USER') throw validationFailed('scope', ['scope: the user is assigned by a group; assign the user directly first']);
  const assignment: AppUserRecord = {
    ...before,
    userName: change.input.credentials?.userName ?? before.userName,
    profile: change.input.profile ?? before.profile,
    updatedAt: admin.engine.clock.now(),
  };
  const event = changeEvent(admin, actor, {
    eventType: 'application.user_membership.update',
    displayMessage: 'Update user of application',
    targets: [{ id: change.userId, type: 'User' }, appTarget(app)],
  });
  if (!(await admin.management.assignments.updateUser({ orgId: actor.orgId, assignment, event }))) throw notFound(change.userId, 'AppUser');
  return assignment;
}

/** Ends a direct assignment. Throws E0000007 when there is none. */
export async function unassignUser(admin: Administration, named: UserName, actor: Actor): Promise<void> {
  const app = await getApp(admin, actor.orgId, named.appId);
  const event = changeEvent(admin, actor, {
    eventType: 'application.user_membership.remove',
    displayMessage: 'Remove user from application membership',
    targets: [{ id: named.userId, type: 'User' }, appTarget(app)],
  });
  if (!(await admin.management.assignments.deleteUser({ ...named, orgId: actor.orgId, event }))) throw notFound(named.userId, 'AppUser');
}

interface GroupName {
  readonly appId: string;
  readonly groupId: string;
}

export async function listAppGroups(
  admin: Administration,
  list: { readonly appId: string; readonly page: PageQuery },
  actor: Actor,
): Promise<readonly AppGroupRecord[]> {
  await getApp(admin, actor.orgId, list.appId);
  return admin.management.assignments.listGroups(actor.orgId, list.appId, list.page);
}

/** Throws E0000007. */
export async function getAppGroup(admin: Administration, named: GroupName, actor: Actor): Promise<AppGroupRecord> {
  await getApp(admin, actor.orgId, named.appId);
  const assignment = await admin.management.assignments.findGroup(actor.orgId, named.appId, named.groupId);
  if (assignment === undefined) throw notFound(named.groupId, 'AppGroup');
  return assignment;
}

/** Assigns everyone in the group, now and later; a second time changes the assignment. */
export async function assignGroup(
  admin: Administration,
  assigning: GroupName & { readonly input: AppGroupInput },
  actor: Actor,
): Promise<AppGroupRecord> {
  const { appId, groupId, input } = assigning;
  const app = await getApp(admin, actor.orgId, appId);
  const group = await getGroup(admin, groupId, actor);
  const assignment: AppGroupRecord = {
    appId,
    groupId,
    priority: input.priority,
    profile: input.profile,
    updatedAt: admin.engine.clock.now(),
  };
  const event = changeEvent(admin, actor, {
    eventType: 'group.application_assignment.add',
    displayMessage: 'Add application assignment to group',
    targets: [groupTarget(group), appTarget(app)],
  });
  if (!(await admin.management.assignments.putGroup({ orgId: actor.orgId, assignment, event }))) throw notFound(groupId, 'Group');
  return assignment;
}

/** Throws E0000007 when the group is not assigned. */
export async function unassignGroup(admin: Administration, named: GroupName, actor: Actor): Promise<void> {
  const app = await getApp(admin, actor.orgId, named.appId);
  const event = changeEvent(admin, actor, {
    eventType: 'group.application_assignment.remove',
    displayMessage: 'Remove application assignment from group',
    targets: [{ id: named.groupId, type: 'UserGroup' }, appTarget(app)],
  });
  if (!(await admin.management.assignments.deleteGroup({ ...named, orgId: actor.orgId, event }))) throw notFound(named.groupId, 'AppGroup');
}
