/** Links by which people choose a password they do not have yet, or no longer (okta-api 3.10: activation, recovery). */
import { ApiError } from '../api-error.js';
import { sha256 } from '../digest.js';
import { randomBase64url } from '../id.js';
import type { User } from '../user/user.js';
import { type Actor, type Administration, announce, changeEvent, decided, endedRequestEvent } from './administration.js';
import { changedFields } from './changed-fields.js';
import { lastAdministrator } from './user-lifecycle.js';
import { type PeopleAdministration, setPassword, userTarget } from './users.js';

const lifetimeMs = 86_400_000;
/** Accounts a link is good for: anybody else has been stopped by an administrator since. */
const usableStatuses: readonly User['status'][] = ['PROVISIONED', 'RECOVERY'];

/** The token of a new link, 256 random bits; links the person had before end. */
export async function issuePasswordLink(admin: Administration, user: User, actor: Actor): Promise<string> {
  const token = randomBase64url(admin.engine.random, 32);
  const now = admin.engine.clock.now();
  const event = changeEvent(admin, actor, {
    eventType: 'x.user.password_link.create',
    displayMessage: 'Create a link to choose a password',
    targets: [userTarget(user)],
  });
  await admin.management.passwordLinks.insert({
    hash: sha256(token),
    orgId: actor.orgId,
    userId: user.id,
    now,
    expiresAt: now + lifetimeMs,
    event,
  });
  return token;
}

/** The person can neither sign in nor approve until the link is used. Throws E0000038 for an account that is not in use, and for the last administrator. */
export async function resetPassword(admin: Administration, user: User, actor: Actor): Promise<string> {
  const event = changeEvent(admin, actor, {
    eventType: 'user.account.reset_password',
    displayMessage: 'User reset password',
    targets: [userTarget(user)],
    changes: changedFields({ status: user.status }, { status: 'RECOVERY' }),
  });
  const ended = await admin.management.users.transition({
    orgId: actor.orgId,
    id: user.id,
    from: ['ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY', 'LOCKED_OUT'],
    to: 'RECOVERY',
    ends: 'requests',
    now: admin.engine.clock.now(),
    event,
    requestEvent: endedRequestEvent(admin, actor, userTarget(user)),
  });
  if (ended === 'last-administrator') throw lastAdministrator();
  if (ended === undefined) throw new ApiError('E0000038');
  await announce(admin, decided(ended));
  return issuePasswordLink(admin, user, actor);
}

/** Whose link it is; undefined when it is good for nothing. */
export async function findPasswordLink(admin: Administration, token: string, orgId: string): Promise<User | undefined> {
  const userId = await admin.management.passwordLinks.find(orgId, sha256(token), admin.engine.clock.now());
  return userId === undefined ? undefined : usableUser(admin, orgId, userId);
}

/** Once, whoever comes first; a password that is refused uses nothing up. Throws E0000001 for it. Undefined: the link is good for nothing. */
export async function choosePassword(
  admin: PeopleAdministration,
  { token, password }: { readonly token: string; readonly password: string },
  actor: Actor,
): Promise<User | undefined> {
  const { orgId } = actor;
  const hash = sha256(token);
  const now = admin.engine.clock.now();
  const link = await admin.management.passwordLinks.consume(orgId, hash, now);
  const user = link === undefined ? undefined : await usableUser(admin, orgId, link.userId);
  if (link === undefined || user === undefined) return undefined;
  try {
    return await setPassword(admin, { user, password }, actor);
  } catch (error) {
    const event = changeEvent(admin, actor, {
      eventType: 'x.user.password_link.keep',
      displayMessage: 'A password was refused: its link stays good',
      targets: [userTarget(user)],
    });
    await admin.management.passwordLinks.insert({ hash, orgId, userId: user.id, now, expiresAt: link.expiresAt, event });
    throw error;
  }
}

async function usableUser(admin: Administration, orgId: string, userId: string): Promise<User | undefined> {
  const user = await admin.management.users.findById(orgId, userId);
  return user !== undefined && usableStatuses.includes(user.status) ? user : undefined;
}
