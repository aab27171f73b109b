/** `/api/v1/users/{userId}/roles`: what administrators may do. A role is named by its type: a user has each at most once. */
import type { AdminRole, adminRoleOutput, userRoleOperations } from '@countersign/contracts';
import { grantAdminRole, listAdminRoles, notFound, revokeAdminRole, roleFacts, type User } from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { addressedUser } from './addressed-user.js';
import type { Handlers, Presented } from './handlers.js';
import { link } from './links.js';

export function userRoleHandlers(server: ServerContext): Handlers<typeof userRoleOperations> {
  return {
    async listAssignedRolesForUser(call) {
      const user = await addressedUser(server, call);
      const roles = await listAdminRoles(server, user, call.actor);
      return roles.map((role) => present(user, role, call.orgUrl));
    },
    async assignRoleToUser(call) {
      const user = await addressedUser(server, call);
      const { type } = call.body();
      await grantAdminRole(server, { user, role: type }, call.actor);
      return present(user, type, call.orgUrl);
    },
    async unassignRoleFromUser(call) {
      const user = await addressedUser(server, call);
      const { roleId } = call.path;
      const role = (await listAdminRoles(server, user, call.actor)).find((held) => held === roleId);
      if (role === undefined) throw notFound(roleId, 'Role');
      await revokeAdminRole(server, { user, role }, call.actor);
    },
  };
}

function present(user: User, role: AdminRole, orgUrl: string): Presented<z.output<typeof adminRoleOutput>> {
  return {
    id: role,
    type: role,
    label: roleFacts[role].label,
    status: 'ACTIVE',
    assignmentType: 'USER',
    _links: { assignee: link(orgUrl, `/users/${user.id}`), self: link(orgUrl, `/users/${user.id}/roles/${role}`, 'DELETE') },
  };
}
