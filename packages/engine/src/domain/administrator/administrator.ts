/**
 * Whoever calls the management API, and what they may do in this call: by an API token, by an app's access token, or in the console. The
 * roles are read anew for each call, so that a role taken away counts at once, as does the end of an account.
 */
import type { AccessScope, AdminRole } from '@countersign/contracts';
import type { ManagementStores } from '../../ports/management/management-stores.js';
import { ApiError } from '../api-error.js';
import type { LogEntity } from '../event/system-log-event.js';
import { userTarget } from '../management/users.js';
import type { User } from '../user/user.js';
import { covers, scopesOfApps, scopesOfRoles } from './roles.js';

export interface Administrator {
  readonly orgId: string;
  readonly userId: string;
  /** As actor of what they do. */
  readonly entity: LogEntity;
  readonly roles: readonly AdminRole[];
  /** What this call may do: no more than the roles allow. */
  readonly scopes: ReadonlySet<string>;
  readonly credential: AdministratorCredential;
}

export type AdministratorCredential =
  | { readonly kind: 'api-token'; readonly id: string }
  | { readonly kind: 'access-token'; readonly clientId: string }
  | { readonly kind: 'console'; readonly sessionHash: string };

/** Throws E0000006 for somebody without a role. */
export function administratorOf(
  user: Pick<User, 'id' | 'orgId' | 'login' | 'profile'>,
  roles: readonly AdminRole[],
  credential: AdministratorCredential,
): Administrator {
  if (roles.length === 0) throw new ApiError('E0000006', { reason: 'not an administrator' });
  return { orgId: user.orgId, userId: user.id, entity: userTarget(user), roles, scopes: scopesOfRoles(roles), credential };
}

/** The scopes of a token narrow what its administrator's roles allow, and never widen it. */
export function narrowed(administrator: Administrator, granted: ReadonlySet<string>): Administrator {
  const usable = [...granted].filter((scope) => scopesOfApps.has(scope));
  const byRole = [...administrator.scopes];
  const scopes = [
    ...usable.filter((scope) => byRole.some((held) => covers(held, scope))),
    // a wide scope of the token and a narrow one of the roles meet in the narrow one
    ...byRole.filter((scope) => scopesOfApps.has(scope) && usable.some((held) => covers(held, scope))),
  ];
  return { ...administrator, scopes: new Set(scopes) };
}

export function mayAccess({ scopes }: Pick<Administrator, 'scopes'>, wanted: AccessScope): boolean {
  return [...scopes].some((held) => covers(held, wanted));
}

/** Throws E0000006. */
export function requireAccess(administrator: Pick<Administrator, 'scopes'>, wanted: AccessScope): void {
  if (!mayAccess(administrator, wanted)) throw new ApiError('E0000006', { reason: `takes ${wanted}` });
}

/** What a change is about, where that decides who may make it. */
export interface ChangeTarget {
  readonly kind: 'user' | 'device' | 'api-token' | 'app';
  /** Of a user also their login. */
  readonly id: string;
}

/**
 * Nobody becomes more than they are by way of somebody else's account: only super administrators touch the accounts, devices and API tokens
 * of administrators, and the apps that were granted scopes of this API; a token of one's own is one's own affair. Of what does not exist nothing is said here. Throws E0000006.
 */
export async function requirePowerOver(
  { management }: PowerNeeds,
  administrator: Pick<Administrator, 'orgId' | 'userId' | 'roles'>,
  target: ChangeTarget,
): Promise<void> {
  if (administrator.roles.includes('SUPER_ADMIN')) return;
  // its secret or another redirect URI would be a way to the tokens it gets for administrators
  if (target.kind === 'app' && (await management.apps.mayManage(administrator.orgId, target.id)))
    throw new ApiError('E0000006', { reason: 'the app may call the management API' });
  for (const owner of await ownersOf({ management }, administrator, target)) {
    const own = target.kind === 'api-token' && owner === administrator.userId;
    if (own || (await management.users.listRoles(administrator.orgId, owner)).length === 0) continue;
    throw new ApiError('E0000006', { reason: `belongs to an administrator: ${target.kind}` });
  }
}

type PowerNeeds = { readonly management: Pick<ManagementStores, 'apiTokens' | 'apps' | 'devices' | 'users'> };

async function ownersOf(
  { management }: PowerNeeds,
  { orgId, userId }: Pick<Administrator, 'orgId' | 'userId'>,
  { kind, id }: ChangeTarget,
): Promise<readonly string[]> {
  switch (kind) {
    case 'user': {
      if (id === 'me') return [userId];
      const user = (await management.users.findById(orgId, id)) ?? (await management.users.findByLogin(orgId, id));
      return user === undefined ? [] : [user.id];
    }
    case 'app':
      return [];
    case 'device':
      return (await management.devices.listUsers(orgId, id)).map(({ user }) => user.id);
    case 'api-token': {
      const token = await management.apiTokens.findById(orgId, id);
      return token === undefined ? [] : [token.userId];
    }
  }
}
