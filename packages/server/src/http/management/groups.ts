/** `/api/v1/groups` (okta-api 3.10). */
import { groupInput } from '@countersign/contracts';
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
import { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { link, time } from './links.js';
import { type ManagementCall, noContent, ok } from './management-call.js';
import { page } from './page.js';
import { presentUser } from './present-user.js';
import type { Router } from './router.js';

const listQuery = z.object({ q: z.string().optional(), filter: z.string().optional(), search: z.string().optional() });

export function groupRoutes(routes: Router, server: ServerContext): void {
  const membership = (call: ManagementCall) => ({ groupId: call.param('id'), userId: call.param('userId') });
  routes.post('/groups', async (call) => ok(presentGroup(await createGroup(server, call.body(groupInput), call.actor), call.orgUrl)));
  routes.get('/groups', (call) =>
    page({
      call,
      path: '/groups',
      query: call.search({ defaultLimit: 200, maxLimit: 10_000 }),
      keep: call.query(listQuery),
      read: (query) => listGroups(server, query, call.actor),
      idOf: (group) => group.id,
      present: (group) => presentGroup(group, call.orgUrl),
    }),
  );
  routes.get('/groups/:id', async (call) => ok(presentGroup(await getGroup(server, call.param('id'), call.actor), call.orgUrl)));
  routes.put('/groups/:id', async (call) => {
    await getGroup(server, call.param('id'), call.actor);
    return ok(presentGroup(await replaceGroup(server, { id: call.param('id'), input: call.body(groupInput) }, call.actor), call.orgUrl));
  });
  routes.delete('/groups/:id', async (call) => {
    await deleteGroup(server, call.param('id'), call.actor);
    return noContent;
  });
  routes.get('/groups/:id/users', (call) =>
    page({
      call,
      path: `/groups/${encodeURIComponent(call.param('id'))}/users`,
      query: call.search({ defaultLimit: 200, maxLimit: 1000 }),
      read: (query) => listGroupMembers(server, { id: call.param('id'), page: query }, call.actor),
      idOf: (user) => user.id,
      present: (user) => presentUser(user, call.orgUrl),
    }),
  );
  routes.put('/groups/:id/users/:userId', async (call) => {
    await addGroupMember(server, membership(call), call.actor);
    return noContent;
  });
  routes.delete('/groups/:id/users/:userId', async (call) => {
    await removeGroupMember(server, membership(call), call.actor);
    return noContent;
  });
}

export function presentGroup(group: GroupRecord, orgUrl: string): object {
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
