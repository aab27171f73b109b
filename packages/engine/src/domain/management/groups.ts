/** Groups of people (okta-api 3.10). `Everyone` is built in: every user is in it, nobody can change it. */
import type { GroupInput } from '@countersign/contracts';
import type { GroupRecord } from '../../ports/management/group-store.js';
import type { PageQuery, SearchQuery } from '../../ports/management/paging.js';
import { ApiError, notFound, validationFailed } from '../api-error.js';
import type { LogEntity } from '../event/system-log-event.js';
import { newId } from '../id.js';
import type { User } from '../user/user.js';
import { changeEvent, type Actor, type Administration } from './administration.js';
import { changedFields } from './changed-fields.js';
import { userTarget } from './users.js';

export const everyoneName = 'Everyone';

export const groupTarget = (group: Pick<GroupRecord, 'id' | 'name'>): LogEntity => ({
  id: group.id,
  type: 'UserGroup',
  displayName: group.name,
});

/** Throws E0000007. */
export async function getGroup(admin: Administration, id: string, actor: Actor): Promise<GroupRecord> {
  const group = await admin.management.groups.findById(actor.orgId, id);
  if (group === undefined) throw notFound(id, 'UserGroup');
  return group;
}

export function listGroups(admin: Administration, query: SearchQuery, actor: Actor): Promise<readonly GroupRecord[]> {
  return admin.management.groups.list(actor.orgId, query);
}

/** Throws E0000001 when the name is taken. */
export function createGroup(admin: Administration, input: GroupInput, actor: Actor): Promise<GroupRecord> {
  return insertGroup(admin, { kind: 'OKTA_GROUP', name: input.profile.name, description: input.profile.description }, actor);
}

/** The built-in group of a new org. */
export function createEveryone(admin: Administration, actor: Actor): Promise<GroupRecord> {
  return insertGroup(admin, { kind: 'BUILT_IN', name: everyoneName, description: 'All users in your organization' }, actor);
}

async function insertGroup(
  admin: Administration,
  facts: Pick<GroupRecord, 'kind' | 'name' | 'description'>,
  actor: Actor,
): Promise<GroupRecord> {
  const now = admin.engine.clock.now();
  const group: GroupRecord = {
    ...facts,
    id: newId(admin.engine.random, '00g'),
    orgId: actor.orgId,
    createdAt: now,
    updatedAt: now,
    membershipUpdatedAt: now,
  };
  const event = changeEvent(admin, actor, {
    eventType: 'group.lifecycle.create',
    displayMessage: 'Create group',
    targets: [groupTarget(group)],
  });
  if ((await admin.management.groups.insert({ group, event })) === 'duplicate-name') throw duplicateName();
  return group;
}

export async function replaceGroup(
  admin: Administration,
  replacement: { readonly id: string; readonly input: GroupInput },
  actor: Actor,
): Promise<GroupRecord> {
  const before = await getChangeableGroup(admin, replacement.id, actor);
  const { name, description } = replacement.input.profile;
  const group: GroupRecord = { ...before, name, description, updatedAt: admin.engine.clock.now() };
  const event = changeEvent(admin, actor, {
    eventType: 'group.profile.update',
    displayMessage: 'Update group profile',
    targets: [groupTarget(group)],
    changes: changedFields({ name: before.name, description: before.description }, { name, description }),
  });
  switch (await admin.management.groups.replace({ group, event })) {
    case 'done':
      return group;
    case 'not-found':
      throw notFound(group.id, 'UserGroup');
    case 'duplicate-name':
      throw duplicateName();
  }
}

export async function deleteGroup(admin: Administration, id: string, actor: Actor): Promise<void> {
  const group = await getChangeableGroup(admin, id, actor);
  const event = changeEvent(admin, actor, {
    eventType: 'group.lifecycle.delete',
    displayMessage: 'Delete group',
    targets: [groupTarget(group)],
  });
  if (!(await admin.management.groups.delete({ orgId: actor.orgId, id, event }))) throw notFound(id, 'UserGroup');
}

export async function listGroupMembers(
  admin: Administration,
  list: { readonly id: string; readonly page: PageQuery },
  actor: Actor,
): Promise<readonly User[]> {
  await getGroup(admin, list.id, actor);
  return admin.management.groups.listMembers(actor.orgId, list.id, list.page);
}

interface Membership {
  readonly groupId: string;
  readonly userId: string;
}

export async function addGroupMember(admin: Administration, membership: Membership, actor: Actor): Promise<void> {
  const change = await membershipChange(admin, membership, actor);
  const event = changeEvent(admin, actor, {
    eventType: 'group.user_membership.add',
    displayMessage: 'Add user to group membership',
    targets: change.targets,
  });
  const done = await admin.management.groups.addMember({ ...membership, orgId: actor.orgId, now: admin.engine.clock.now(), event });
  if (!done) throw notFound(membership.userId, 'User');
}

export async function removeGroupMember(admin: Administration, membership: Membership, actor: Actor): Promise<void> {
  const change = await membershipChange(admin, membership, actor);
  const event = changeEvent(admin, actor, {
    eventType: 'group.user_membership.remove',
    displayMessage: 'Remove user from group membership',
    targets: change.targets,
  });
  await admin.management.groups.removeMember({ ...membership, orgId: actor.orgId, now: admin.engine.clock.now(), event });
}

async function membershipChange(
  admin: Administration,
  membership: Membership,
  actor: Actor,
): Promise<{ readonly targets: readonly LogEntity[] }> {
  const group = await getChangeableGroup(admin, membership.groupId, actor);
  const user = await admin.management.users.findById(actor.orgId, membership.userId);
  if (user === undefined) throw notFound(membership.userId, 'User');
  return { targets: [userTarget(user), groupTarget(group)] };
}

async function getChangeableGroup(admin: Administration, id: string, actor: Actor): Promise<GroupRecord> {
  const group = await getGroup(admin, id, actor);
  if (group.kind === 'BUILT_IN') throw new ApiError('E0000038', { summary: 'This operation is not allowed for a built-in group.' });
  return group;
}

function duplicateName(): ApiError {
  return validationFailed('profile', ['name: a group with this name exists']);
}
