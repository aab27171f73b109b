/** `/api/v1/apps/{id}/users` and `/groups` (okta-api 3.6.5). */
import { appGroupInput, appUserInput, appUserUpdate } from '@countersign/contracts';
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
import type { ServerContext } from '../../server-context.js';
import { link, time } from './links.js';
import { type ManagementCall, noContent, ok } from './management-call.js';
import { page } from './page.js';
import type { Router } from './router.js';

export function appAssignmentRoutes(routes: Router, server: ServerContext): void {
  const user = (call: ManagementCall) => ({ appId: call.param('appId'), userId: call.param('userId') });
  const group = (call: ManagementCall) => ({ appId: call.param('appId'), groupId: call.param('groupId') });

  routes.get('/apps/:appId/users', (call) =>
    page({
      call,
      path: `/apps/${encodeURIComponent(call.param('appId'))}/users`,
      query: call.search({ defaultLimit: 50, maxLimit: 500 }),
      read: (query) => listAppUsers(server, { appId: call.param('appId'), page: query }, call.actor),
      idOf: (assignment) => assignment.userId,
      present: (assignment) => presentUser(assignment, call.orgUrl),
    }),
  );
  routes.post('/apps/:appId/users', async (call) => {
    const assigning = { appId: call.param('appId'), input: call.body(appUserInput) };
    return ok(presentUser(await assignUser(server, assigning, call.actor), call.orgUrl));
  });
  routes.get('/apps/:appId/users/:userId', async (call) => ok(presentUser(await getAppUser(server, user(call), call.actor), call.orgUrl)));
  routes.post('/apps/:appId/users/:userId', async (call) => {
    const change = { ...user(call), input: call.body(appUserUpdate) };
    return ok(presentUser(await updateAppUser(server, change, call.actor), call.orgUrl));
  });
  routes.delete('/apps/:appId/users/:userId', async (call) => {
    await unassignUser(server, user(call), call.actor);
    return noContent;
  });

  routes.get('/apps/:appId/groups', (call) =>
    page({
      call,
      path: `/apps/${encodeURIComponent(call.param('appId'))}/groups`,
      query: call.search({ defaultLimit: 20, maxLimit: 200 }),
      read: (query) => listAppGroups(server, { appId: call.param('appId'), page: query }, call.actor),
      idOf: (assignment) => assignment.groupId,
      present: (assignment) => presentGroup(assignment, call.orgUrl),
    }),
  );
  routes.get('/apps/:appId/groups/:groupId', async (call) =>
    ok(presentGroup(await getAppGroup(server, group(call), call.actor), call.orgUrl)),
  );
  routes.put('/apps/:appId/groups/:groupId', async (call) => {
    const assigning = { ...group(call), input: call.body(appGroupInput) };
    return ok(presentGroup(await assignGroup(server, assigning, call.actor), call.orgUrl));
  });
  routes.delete('/apps/:appId/groups/:groupId', async (call) => {
    await unassignGroup(server, group(call), call.actor);
    return noContent;
  });
}

function presentUser(assignment: AppUserRecord, orgUrl: string): object {
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

function presentGroup(assignment: AppGroupRecord, orgUrl: string): object {
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
