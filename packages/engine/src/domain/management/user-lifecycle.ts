/**
 * The life of a user's account (okta-api 3.10). Whoever cannot approve any more has nothing left to approve: their pending requests
 * fail with the same commit.
 *
 *   STAGED ─activate─▶ PROVISIONED ─password─▶ ACTIVE ◀─unsuspend─ SUSPENDED
 *   DEPROVISIONED ─activate─▶ PROVISIONED      ACTIVE ─suspend─▶ SUSPENDED
 *   ACTIVE ─expire password─▶ PASSWORD_EXPIRED ─new password─▶ ACTIVE
 *   any but DEPROVISIONED ─deactivate─▶ DEPROVISIONED ─delete─▶ gone
 */
import type { UserTransition } from '../../ports/management/managed-user-store.js';
import { ApiError } from '../api-error.js';
import { randomBase64url } from '../id.js';
import type { User, UserStatus } from '../user/user.js';
import { announce, changeEvent, decided, endedRequestEvent, type Actor, type Administration } from './administration.js';
import { changedFields } from './changed-fields.js';
import { type PeopleAdministration, userTarget } from './users.js';

interface Step {
  readonly verb: string;
  /** Undefined: the life cycle's, with the verb. */
  readonly eventType?: string;
  readonly from: readonly UserStatus[];
  readonly to: UserStatus;
  readonly ends: UserTransition['ends'];
}

const living: readonly UserStatus[] = ['STAGED', 'PROVISIONED', 'ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT', 'SUSPENDED'];

/** A password there is may be for one sign-in only. Throws E0000016 when there is nothing to activate. */
export async function activateUser(
  admin: Administration,
  user: User,
  actor: Actor,
  { mustChangePassword }: { readonly mustChangePassword: boolean } = { mustChangePassword: false },
): Promise<void> {
  const withPassword = mustChangePassword ? 'PASSWORD_EXPIRED' : 'ACTIVE';
  const to = user.status === 'STAGED' && user.passwordHash !== undefined ? withPassword : 'PROVISIONED';
  const moved = await move(admin, { user, step: { verb: 'activate', from: ['STAGED', 'DEPROVISIONED'], to, ends: 'nothing' } }, actor);
  if (!moved) throw new ApiError('E0000016');
}

/** Ends everything the user has: sessions, grants, requests, password and direct assignments. Deactivating twice changes nothing. */
export async function deactivateUser(admin: Administration, user: User, actor: Actor): Promise<void> {
  await move(admin, { user, step: { verb: 'deactivate', from: living, to: 'DEPROVISIONED', ends: 'all' } }, actor);
}

/** Reversible: grants stay, but count for nothing while the user is suspended. */
export async function suspendUser(admin: Administration, user: User, actor: Actor): Promise<void> {
  const moved = await move(admin, { user, step: { verb: 'suspend', from: ['ACTIVE'], to: 'SUSPENDED', ends: 'requests' } }, actor);
  if (!moved) throw new ApiError('E0000038');
}

export async function unsuspendUser(admin: Administration, user: User, actor: Actor): Promise<void> {
  const moved = await move(admin, { user, step: { verb: 'unsuspend', from: ['SUSPENDED'], to: 'ACTIVE', ends: 'nothing' } }, actor);
  if (!moved) throw new ApiError('E0000038');
}

export async function unlockUser(admin: Administration, user: User, actor: Actor): Promise<void> {
  const moved = await move(admin, { user, step: { verb: 'unlock', from: ['LOCKED_OUT'], to: 'ACTIVE', ends: 'nothing' } }, actor);
  if (!moved) throw new ApiError('E0000038');
}

/**
 * Whoever has a password chooses a new one at the next sign-in, before anything else; until then they neither sign in nor approve.
 * Throws E0000038.
 */
export async function expirePassword(admin: Administration, user: User, actor: Actor): Promise<void> {
  if (user.passwordHash === undefined) throw new ApiError('E0000038');
  await expire(admin, { user, from: ['ACTIVE', 'PASSWORD_EXPIRED'], passwordHash: undefined }, actor);
}

/** As `expirePassword`, with a password that gets the person as far as choosing their own; any account in use. Throws E0000038. */
export async function giveTemporaryPassword(admin: PeopleAdministration, user: User, actor: Actor): Promise<string> {
  const password = randomBase64url(admin.engine.random, temporaryPasswordBytes);
  const passwordHash = await admin.engine.passwords.hash(password);
  await expire(admin, { user, from: ['ACTIVE', 'PROVISIONED', 'RECOVERY', 'PASSWORD_EXPIRED'], passwordHash }, actor);
  return password;
}

/** 96 bits: short enough to be read over the telephone, and nobody guesses it. */
const temporaryPasswordBytes = 12;

async function expire(
  admin: Administration,
  change: { readonly user: User; readonly from: readonly UserStatus[]; readonly passwordHash: string | undefined },
  actor: Actor,
): Promise<void> {
  const { user, from, passwordHash } = change;
  const eventType = 'user.account.expire_password';
  const step: Step = { verb: 'expire password', eventType, from, to: 'PASSWORD_EXPIRED', ends: 'requests' };
  if (!(await move(admin, { user, step, passwordHash }, actor))) throw new ApiError('E0000038');
}

/** The first call deactivates, the second deletes (okta-api 3.10). */
export async function deleteUser(admin: Administration, user: User, actor: Actor): Promise<void> {
  if (user.status !== 'DEPROVISIONED') return deactivateUser(admin, user, actor);
  const event = changeEvent(admin, actor, {
    eventType: 'user.lifecycle.delete.completed',
    displayMessage: 'Delete user',
    targets: [userTarget(user)],
  });
  const done = await admin.management.users.delete({ orgId: actor.orgId, id: user.id, event });
  if (!done) throw new ApiError('E0000038');
}

/** Signs the user out everywhere; with `grants` every token dies too. */
export async function endUserSessions(
  admin: Administration,
  change: { readonly user: User; readonly grants: boolean },
  actor: Actor,
): Promise<void> {
  const { user, grants } = change;
  const event = changeEvent(admin, actor, {
    eventType: 'user.session.clear',
    displayMessage: 'Clear user session',
    targets: [userTarget(user)],
    debugData: { grants: String(grants) },
  });
  await admin.management.users.endSessions({ orgId: actor.orgId, id: user.id, grants, now: admin.engine.clock.now(), event });
}

/** False: the user was not in one of the step's states. Throws E0000038 for the last super administrator. */
async function move(
  admin: Administration,
  change: { readonly user: User; readonly step: Step; readonly passwordHash?: string | undefined },
  actor: Actor,
): Promise<boolean> {
  const { user, step, passwordHash } = change;
  const event = changeEvent(admin, actor, {
    eventType: step.eventType ?? `user.lifecycle.${step.verb}`,
    displayMessage: `User account: ${step.verb}`,
    targets: [userTarget(user)],
    changes: changedFields({ status: user.status }, { status: step.to }),
  });
  const ended = await admin.management.users.transition({
    orgId: actor.orgId,
    id: user.id,
    from: step.from,
    to: step.to,
    ends: step.ends,
    passwordHash,
    now: admin.engine.clock.now(),
    event,
    requestEvent: endedRequestEvent(admin, actor, userTarget(user)),
  });
  if (ended === 'last-administrator') throw lastAdministrator();
  if (ended === undefined) return false;
  await announce(admin, decided(ended));
  return true;
}

/** An org nobody can administer any more could only be repaired from outside. */
export const lastAdministrator = () =>
  new ApiError('E0000038', { summary: 'The last super administrator of an org cannot be removed.', reason: 'last administrator' });
