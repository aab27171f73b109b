/** Administrators: users with a role (administrator/roles.ts says what each may do). */
import type { AdminRole } from '@countersign/contracts';
import { ApiError, notFound, validationFailed } from '../api-error.js';
import type { User } from '../user/user.js';
import { changeEvent, type Actor, type Administration } from './administration.js';
import { lastAdministrator } from './user-lifecycle.js';
import { userTarget } from './users.js';

export function listAdminRoles(admin: Administration, user: User, actor: Actor): Promise<readonly AdminRole[]> {
  return admin.management.users.listRoles(actor.orgId, user.id);
}

/** Throws E0000001 when the user has the role. */
export async function grantAdminRole(
  admin: Administration,
  change: { readonly user: User; readonly role: AdminRole },
  actor: Actor,
): Promise<void> {
  const { user, role } = change;
  if (user.status === 'DEPROVISIONED') throw new ApiError('E0000038');
  const event = changeEvent(admin, actor, {
    eventType: 'user.account.privilege.grant',
    displayMessage: 'Grant user privilege',
    targets: [userTarget(user)],
    debugData: { role },
  });
  const done = await admin.management.users.addRole({ orgId: actor.orgId, userId: user.id, role, event });
  if (!done) throw validationFailed('type', ['type: the user has this role']);
}

/** Throws E0000007, E0000038 for the last super administrator. */
export async function revokeAdminRole(
  admin: Administration,
  change: { readonly user: User; readonly role: AdminRole },
  actor: Actor,
): Promise<void> {
  const { user, role } = change;
  const event = changeEvent(admin, actor, {
    eventType: 'user.account.privilege.revoke',
    displayMessage: 'Revoke user privilege',
    targets: [userTarget(user)],
    debugData: { role },
  });
  const outcome = await admin.management.users.removeRole({ orgId: actor.orgId, userId: user.id, role, event });
  if (outcome === 'not-found') throw notFound(role, 'Role');
  if (outcome === 'last-administrator') throw lastAdministrator();
}
