/** `/api/v1/apps/{appId}/users` and `/groups` (okta-api 3.6.5). */
import type { appAssignmentOperations, appGroupOutput, appUserOutput } from '@countersign/contracts';
import {
  type AppGroupRecord,
  type AppUserRecord,
  assignGroup,
  assignUser,
  getAppGroup,
  getAppUser,
  listAppGroups,
  listAppUsers,
  unassignGroup,
  unassignUser,
  updateAppUser,
} from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';
import { listPage } from './list-page.js';

export function appAssignmentHandlers(server: ServerContext): Handlers<typeof appAssignmentOperations> {
  return {
    listApplicationUsers: (call) =>
      listPage(call, {
        read: (page) => listAppUsers(server, { appId: call.path.appId, page }, call.actor),
        idOf: (assignment) => assignment.userId,
        present: (assignment) => presentUser(assignment, call.orgUrl),
      }),
    assignUserToApplication: async (call) =>
      presentUser(await assignUser(server, { appId: call.path.appId, input: call.body() }, call.actor), call.orgUrl),
    getApplicationUser: async (call) => presentUser(await getAppUser(server, call.path, call.actor), call.orgUrl),
    updateApplicationUser: async (call) =>
      presentUser(await updateAppUser(server, { ...call.path, input: call.body() }, call.actor), call.orgUrl),
    unassignUserFromApplication: (call) => unassignUser(server, call.path, call.actor),
    listApplicationGroupAssignments: (call) =>
      listPage(call, {
        read: (page) => listAppGroups(server, { appId: call.path.appId, page }, call.actor),
        idOf: (assignment) => assignment.groupId,
        present: (assignment) => presentGroup(assignment, call.orgUrl),
      }),
    getApplicationGroupAssignment: async (call) => presentGroup(await getAppGroup(server, call.path, call.actor), call.orgUrl),
    assignGroupToApplication: async (call) =>
      presentGroup(await assignGroup(server, { ...call.path, input: call.body() }, call.actor), call.orgUrl),
    unassignApplicationFromGroup: (call) => unassignGroup(server, call.path, call.actor),
  };
}

function presentUser(assignment: AppUserRecord, orgUrl: string): Presented<z.output<typeof appUserOutput>> {
  return {
    id: assignment.userId,
    externalId: null,
    created: time(assignment.createdAt),
    lastUpdated: time(assignment.updatedAt),
    scope: assignment.scope,
    status: 'ACTIVE',
    statusChanged: time(assignment.createdAt),
    passwordChanged: null,
    syncState: 'DISABLED',
    credentials: { userName: assignment.userName },
    profile: assignment.profile,
    _links: { app: link(orgUrl, `/apps/${assignment.appId}`), user: link(orgUrl, `/users/${assignment.userId}`) },
  };
}

function presentGroup(assignment: AppGroupRecord, orgUrl: string): Presented<z.output<typeof appGroupOutput>> {
  return {
    id: assignment.groupId,
    lastUpdated: time(assignment.updatedAt),
    priority: assignment.priority,
    profile: assignment.profile,
    _links: {
      app: link(orgUrl, `/apps/${assignment.appId}`),
      self: link(orgUrl, `/apps/${assignment.appId}/groups/${assignment.groupId}`),
      group: link(orgUrl, `/groups/${assignment.groupId}`),
    },
  };
}
