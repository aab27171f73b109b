import {
  changeEvent,
  grantAdminRole,
  newId,
  userTarget,
  validationFailed,
  type Actor,
  type Administration,
  type User,
} from '@countersign/engine';

export interface AdministratorFacts {
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Undefined: cannot sign in until a password is set; API tokens work all the same (decisions 4.5). */
  readonly passwordHash: string | undefined;
}

/** A new, active user with the role that may do everything. Throws E0000001 when the login is taken. */
export async function createSuperAdministrator(admin: Administration, facts: AdministratorFacts, actor: Actor): Promise<User> {
  const { login, firstName, lastName, passwordHash } = facts;
  const now = admin.engine.clock.now();
  const user: User = {
    id: newId(admin.engine.random, '00u'),
    orgId: actor.orgId,
    status: 'ACTIVE',
    login,
    email: login,
    profile: { login, email: login, firstName, lastName },
    passwordHash,
    createdAt: now,
    updatedAt: now,
    activatedAt: now,
    statusChangedAt: now,
    passwordChangedAt: passwordHash === undefined ? undefined : now,
    lastLoginAt: undefined,
  };
  const event = changeEvent(admin, actor, {
    eventType: 'user.lifecycle.create',
    displayMessage: 'Create user',
    targets: [userTarget(user)],
  });
  const outcome = await admin.management.users.insert({ user, groupIds: [], event });
  if (outcome !== 'done') throw validationFailed('login', ['login: a user with this login exists']);
  await grantAdminRole(admin, { user, role: 'SUPER_ADMIN' }, actor);
  return user;
}
