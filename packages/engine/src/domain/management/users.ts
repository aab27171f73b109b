/** People: creating, finding and changing them (okta-api 3.10). Their life cycle is in user-lifecycle.ts. */
import type { UserInput, UserReplacement, UserUpdate } from '@countersign/contracts';
import type { Engine } from '../../engine.js';
import type { UserQuery } from '../../ports/management/paging.js';
import { ApiError, notFound, validationFailed } from '../api-error.js';
import type { LogEntity } from '../event/system-log-event.js';
import { newId } from '../id.js';
import type { User } from '../user/user.js';
import { changeEvent, type Actor, type Administration } from './administration.js';
import { changedFields } from './changed-fields.js';

export type PeopleAdministration = Administration & { readonly engine: Pick<Engine, 'passwords'> };

export const userTarget = (user: Pick<User, 'id' | 'login' | 'profile'>): LogEntity => ({
  id: user.id,
  type: 'User',
  alternateId: user.login,
  displayName: displayName(user),
});

/** First and last name, else the login. */
export function displayName({ login, profile }: Pick<User, 'login' | 'profile'>): string {
  const names = [profile['firstName'], profile['lastName']].filter((name) => typeof name === 'string' && name !== '');
  return names.length === 0 ? login : names.join(' ');
}

/** By id, else by login. Throws E0000007. */
export async function getUser(admin: Administration, idOrLogin: string, actor: Actor): Promise<User> {
  const { users } = admin.management;
  const user = (await users.findById(actor.orgId, idOrLogin)) ?? (await users.findByLogin(actor.orgId, idOrLogin));
  if (user === undefined) throw notFound(idOrLogin, 'User');
  return user;
}

export function listUsers(admin: Administration, query: UserQuery, actor: Actor): Promise<readonly User[]> {
  return admin.management.users.list(actor.orgId, query);
}

/**
 * STAGED unless `activate`; then ACTIVE with a password (PASSWORD_EXPIRED where it is for one sign-in only), PROVISIONED without.
 * Throws E0000001: login taken, unknown group, password not acceptable.
 */
export async function createUser(
  admin: PeopleAdministration,
  creation: { readonly input: UserInput; readonly activate: boolean; /** At the first sign-in. */ readonly mustChangePassword?: boolean },
  actor: Actor,
): Promise<User> {
  const { input, activate, mustChangePassword = false } = creation;
  const { login, email } = input.profile;
  const password = input.credentials?.password?.value;
  const imported = input.credentials?.password?.hash;
  const passwordHash = imported === undefined ? await hashPassword(admin, password, login) : await admin.engine.passwords.wrap(imported);
  const now = admin.engine.clock.now();
  const user: User = {
    id: newId(admin.engine.random, '00u'),
    orgId: actor.orgId,
    status: !activate ? 'STAGED' : passwordHash === undefined ? 'PROVISIONED' : mustChangePassword ? 'PASSWORD_EXPIRED' : 'ACTIVE',
    login,
    email,
    profile: withoutNulls(input.profile),
    passwordHash,
    createdAt: now,
    updatedAt: now,
    activatedAt: activate ? now : undefined,
    statusChangedAt: activate ? now : undefined,
    passwordChangedAt: passwordHash === undefined ? undefined : now,
    lastLoginAt: undefined,
  };
  const event = changeEvent(admin, actor, {
    eventType: 'user.lifecycle.create',
    displayMessage: 'Create user',
    targets: [userTarget(user)],
    debugData: { status: user.status },
  });
  switch (await admin.management.users.insert({ user, groupIds: input.groupIds, event })) {
    case 'done':
      return user;
    case 'duplicate-login':
      throw duplicateLogin();
    case 'unknown-group':
      throw validationFailed('groupIds', ['groupIds: names a group that does not exist or is built in']);
  }
}

/** Changes what is given; `null` removes an attribute. */
export async function updateUser(
  admin: PeopleAdministration,
  change: { readonly user: User; readonly input: UserUpdate },
  actor: Actor,
): Promise<User> {
  const { input } = change;
  const given = Object.entries(input.profile).filter(([, value]) => value !== undefined);
  const password = input.credentials?.password?.value;
  let before = change.user;
  for (let tries = 1; ; tries += 1) {
    const profile = { ...before.profile, login: before.login, email: before.email, ...Object.fromEntries(given) };
    const written = await writeUser(admin, { before, profile, password, readAt: before.updatedAt }, actor);
    if (written !== undefined) return written;
    // somebody else changed other members since it was read: theirs stay
    if (tries === maxTries) throw new ApiError('E0000009', { reason: 'the user changes all the time' });
    before = await getUser(admin, before.id, actor);
  }
}

/** Of several writers at once one gets through each time. */
const maxTries = 20;

/** Replaces the whole profile. */
export function replaceUser(
  admin: PeopleAdministration,
  change: { readonly user: User; readonly input: UserReplacement },
  actor: Actor,
): Promise<User> {
  return overwriteUser(
    admin,
    { before: change.user, profile: change.input.profile, password: change.input.credentials?.password?.value },
    actor,
  );
}

/** A password chosen by an administrator. PROVISIONED, RECOVERY and PASSWORD_EXPIRED users become ACTIVE; sessions end. */
export function setPassword(
  admin: PeopleAdministration,
  change: { readonly user: User; readonly password: string },
  actor: Actor,
): Promise<User> {
  const { user, password } = change;
  return overwriteUser(admin, { before: user, profile: { ...user.profile, login: user.login, email: user.email }, password }, actor);
}

/** As `setPassword`, by the person, unless somebody has changed the account since it was read: then undefined. */
export function chooseOwnPassword(
  admin: PeopleAdministration,
  { user, password }: { readonly user: User; readonly password: string },
  actor: Actor,
): Promise<User | undefined> {
  const profile = { ...user.profile, login: user.login, email: user.email };
  return writeUser(admin, { before: user, profile, password, readAt: user.updatedAt }, actor);
}

/** As `setPassword`, but only with the old one. Throws E0000014. */
export async function changePassword(
  admin: PeopleAdministration,
  change: { readonly user: User; readonly oldPassword: string; readonly newPassword: string },
  actor: Actor,
): Promise<User> {
  const right = await admin.engine.passwords.verify(change.oldPassword, change.user.passwordHash);
  if (!right) throw new ApiError('E0000014', { causes: ['oldPassword: is not correct'] });
  return setPassword(admin, { user: change.user, password: change.newPassword }, actor);
}

type Profile = User['profile'] & { readonly login: string; readonly email: string };

interface UserWriting {
  readonly before: User;
  readonly profile: Profile;
  readonly password: string | undefined;
}

/** Whatever the user is by now. */
async function overwriteUser(admin: PeopleAdministration, change: UserWriting, actor: Actor): Promise<User> {
  const written = await writeUser(admin, { ...change, readAt: undefined }, actor);
  if (written === undefined) throw new ApiError('E0000038');
  return written;
}

/** Undefined: the user changed since `readAt`, or is gone. Throws E0000038 for a deprovisioned one. */
async function writeUser(
  admin: PeopleAdministration,
  change: UserWriting & { readonly readAt: number | undefined },
  actor: Actor,
): Promise<User | undefined> {
  const { before, password, readAt } = change;
  if (before.status === 'DEPROVISIONED') throw new ApiError('E0000038');
  const profile: Profile = { ...withoutNulls(change.profile), login: change.profile.login, email: change.profile.email };
  const passwordHash = await hashPassword(admin, password, profile.login);
  const activates = password !== undefined && ['PROVISIONED', 'RECOVERY', 'PASSWORD_EXPIRED'].includes(before.status);
  const event = changeEvent(admin, actor, {
    eventType: password === undefined ? 'user.account.update_profile' : 'user.account.update_password',
    displayMessage: password === undefined ? 'Update user profile' : 'Update user password',
    targets: [userTarget({ id: before.id, login: profile.login, profile })],
    changes: changedFields(
      { ...before.profile, login: before.login, email: before.email, ...(activates ? { status: before.status } : {}) },
      { ...profile, ...(activates ? { status: 'ACTIVE' } : {}) },
    ),
  });
  const outcome = await admin.management.users.update({
    orgId: actor.orgId,
    id: before.id,
    readAt,
    profile,
    passwordHash,
    now: admin.engine.clock.now(),
    event,
  });
  if (outcome === 'duplicate-login') throw duplicateLogin();
  if (outcome === 'not-found') return undefined;
  return getUser(admin, before.id, actor);
}

/** Throws E0000001 for a password that names its login. */
export async function hashPassword(admin: PeopleAdministration, password: string | undefined, login: string): Promise<string | undefined> {
  if (password === undefined) return undefined;
  const name = login.split('@')[0]?.toLowerCase() ?? '';
  if (name.length >= 4 && password.toLowerCase().includes(name))
    throw validationFailed('password', ['password: must not contain the login']);
  return admin.engine.passwords.hash(password);
}

function withoutNulls(profile: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== null && value !== undefined));
}

function duplicateLogin(): ApiError {
  return validationFailed('login', ['login: a user with this login exists']);
}
