/** `/api/v1/users` (okta-api 3.10). */
import { createHash } from 'node:crypto';
import { adminRoleInput, changePasswordInput, userInput, userReplacement, userUpdate } from '@countersign/contracts';
import {
  activateUser,
  ApiError,
  changePassword,
  createUser,
  deactivateUser,
  deleteUser,
  endUserSessions,
  grantAdminRole,
  listAdminRoles,
  listUsers,
  notFound,
  replaceUser,
  revokeAdminRole,
  suspendUser,
  unlockUser,
  unsuspendUser,
  updateUser,
  type User,
  validationFailed,
} from '@countersign/engine';
import { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { addressedUser } from './addressed-user.js';
import { presentGroup } from './groups.js';
import { type Answer, type ManagementCall, noContent, ok } from './management-call.js';
import { page } from './page.js';
import { presentAdminRole, presentUser } from './present-user.js';
import { switchParameter } from './query.js';
import type { Router } from './router.js';

const createQuery = z.object({ activate: switchParameter(true), provider: switchParameter(false), nextLogin: z.string().optional() });
const listQuery = z.object({ q: z.string().optional(), filter: z.string().optional(), search: z.string().optional() });
const sessionQuery = z.object({ oauthTokens: switchParameter(false) });

export function userRoutes(routes: Router, server: ServerContext): void {
  const addressed: Addressed = (call) => addressedUser(server, call);
  routes.post('/users', async (call) => {
    const { activate, provider, nextLogin } = call.query(createQuery);
    if (provider) throw validationFailed('provider', ['provider: users of other providers are not supported']);
    if (nextLogin !== undefined) throw validationFailed('nextLogin', ['nextLogin: is not supported']);
    return ok(presentUser(await createUser(server, { input: call.body(userInput), activate }, call.actor), call.orgUrl));
  });
  routes.get('/users', (call) => {
    const keep = call.query(listQuery);
    return page({
      call,
      path: '/users',
      query: call.search({ defaultLimit: keep.q === undefined ? 200 : 10, maxLimit: 200 }),
      keep,
      read: (query) => listUsers(server, query, call.actor),
      idOf: (user) => user.id,
      present: (user) => presentUser(user, call.orgUrl),
    });
  });
  routes.get('/users/:id', async (call) => {
    const body = presentUser(await addressed(call), call.orgUrl);
    return { ...ok(body), headers: { etag: `W/"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22)}"` } };
  });
  routes.post('/users/:id', async (call) => {
    const user = await addressed(call);
    return ok(presentUser(await updateUser(server, { user, input: call.body(userUpdate) }, call.actor), call.orgUrl));
  });
  routes.put('/users/:id', async (call) => {
    const user = await addressed(call);
    return ok(presentUser(await replaceUser(server, { user, input: call.body(userReplacement) }, call.actor), call.orgUrl));
  });
  routes.delete('/users/:id', async (call) => {
    await deleteUser(server, await addressed(call), call.actor);
    return noContent;
  });
  routes.post('/users/:id/credentials/change_password', async (call) => {
    const user = await addressed(call);
    if (user.status !== 'ACTIVE' && user.status !== 'PASSWORD_EXPIRED') throw new ApiError('E0000038');
    const { oldPassword, newPassword } = call.body(changePasswordInput);
    const changed = await changePassword(server, { user, oldPassword: oldPassword.value, newPassword: newPassword.value }, call.actor);
    return ok({ password: {}, provider: presentUser(changed, call.orgUrl).credentials.provider });
  });
  routes.get('/users/:id/groups', async (call) => {
    const user = await addressed(call);
    const groups = await server.management.groups.listOfUser(call.actor.orgId, user.id);
    return ok(groups.map((group) => presentGroup(group, call.orgUrl)));
  });
  routes.delete('/users/:id/sessions', async (call) => {
    await endUserSessions(server, { user: await addressed(call), grants: call.query(sessionQuery).oauthTokens }, call.actor);
    return noContent;
  });
  userLifecycleRoutes(routes, server, addressed);
  adminRoleRoutes(routes, server, addressed);
}

type Addressed = (call: ManagementCall) => Promise<User>;

function userLifecycleRoutes(routes: Router, server: ServerContext, addressed: Addressed): void {
  const steps = { activate: activateUser, deactivate: deactivateUser, suspend: suspendUser, unsuspend: unsuspendUser, unlock: unlockUser };
  for (const [verb, step] of Object.entries(steps)) {
    routes.post(`/users/:id/lifecycle/${verb}`, async (call): Promise<Answer> => {
      await step(server, await addressed(call), call.actor);
      return ok({});
    });
  }
}

function adminRoleRoutes(routes: Router, server: ServerContext, addressed: Addressed): void {
  routes.get('/users/:id/roles', async (call) => {
    const user = await addressed(call);
    const roles = await listAdminRoles(server, user, call.actor);
    return ok(roles.map((role) => presentAdminRole(user, role, call.orgUrl)));
  });
  routes.post('/users/:id/roles', async (call) => {
    const user = await addressed(call);
    const { type } = call.body(adminRoleInput);
    await grantAdminRole(server, { user, role: type }, call.actor);
    return { status: 201, body: presentAdminRole(user, type, call.orgUrl) };
  });
  routes.delete('/users/:id/roles/:role', async (call) => {
    const user = await addressed(call);
    const role = (await listAdminRoles(server, user, call.actor)).find((held) => held === call.param('role'));
    if (role === undefined) throw notFound(call.param('role'), 'Role');
    await revokeAdminRole(server, { user, role }, call.actor);
    return noContent;
  });
}
