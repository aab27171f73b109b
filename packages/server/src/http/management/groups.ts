/** `/api/v1/groups` (okta-api 3.10). */
import type { groupOperations, groupOutput } from '@countersign/contracts';
import {
  addGroupMember,
  createGroup,
  deleteGroup,
  getGroup,
  type GroupRecord,
  listGroupMembers,
  listGroups,
  removeGroupMember,
  replaceGroup,
} from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';
import { listPage } from './list-page.js';
import { presentUser } from './present-user.js';

export function groupHandlers(server: ServerContext): Handlers<typeof groupOperations> {
  return {
    createGroup: async (call) => presentGroup(await createGroup(server, call.body(), call.actor), call.orgUrl),
    listGroups: (call) =>
      listPage(call, {
        read: (query) => listGroups(server, query, call.actor),
        idOf: (group) => group.id,
        present: (group) => presentGroup(group, call.orgUrl),
      }),
    getGroup: async (call) => presentGroup(await getGroup(server, call.path.groupId, call.actor), call.orgUrl),
    replaceGroup: async (call) => {
      const { id } = await getGroup(server, call.path.groupId, call.actor);
      return presentGroup(await replaceGroup(server, { id, input: call.body() }, call.actor), call.orgUrl);
    },
    deleteGroup: (call) => deleteGroup(server, call.path.groupId, call.actor),
    listGroupUsers: (call) =>
      listPage(call, {
        read: (page) => listGroupMembers(server, { id: call.path.groupId, page }, call.actor),
        idOf: (user) => user.id,
        present: (user) => presentUser(user, call.orgUrl),
      }),
    assignUserToGroup: (call) => addGroupMember(server, call.path, call.actor),
    unassignUserFromGroup: (call) => removeGroupMember(server, call.path, call.actor),
  };
}

export function presentGroup(group: GroupRecord, orgUrl: string): Presented<z.output<typeof groupOutput>> {
  const path = `/groups/${group.id}`;
  return {
    id: group.id,
    created: time(group.createdAt),
    lastUpdated: time(group.updatedAt),
    lastMembershipUpdated: time(group.membershipUpdatedAt),
    objectClass: ['okta:user_group'],
    type: group.kind,
    profile: { name: group.name, description: group.description },
    _links: { self: link(orgUrl, path, 'GET', 'PUT', 'DELETE'), users: link(orgUrl, `${path}/users`) },
  };
}
