/**
 * Somebody signed in with a password that has expired: they choose another before anything else, and only then is there a session.
 *
 *   POST password ─▶ interaction (no session) ─▶ new password ─▶ ACTIVE, session (pwd) ─▶ where the person was going
 */
import { userPassword } from '@countersign/contracts';
import type { Client } from '../../domain/client/client.js';
import { ApiError } from '../../domain/api-error.js';
import type { Interaction, PasswordChange } from '../../domain/interaction/interaction.js';
import { chooseOwnPassword, type PeopleAdministration, userTarget } from '../../domain/management/users.js';
import type { Org } from '../../domain/org/org.js';
import type { Session } from '../../domain/session/session.js';
import type { User } from '../../domain/user/user.js';
import type { Caller, Engine } from '../../engine.js';
import { readAttempt, startSession } from './sign-in.js';
import type { SignInThrottle } from './sign-in-throttle.js';

export interface PasswordChangeCall {
  readonly org: Org;
  readonly interaction: Interaction & { readonly details: PasswordChange };
  /** The application the person is on the way to; undefined: their own account. */
  readonly client: Client | undefined;
  readonly password: string;
  readonly previousSessionId: string | undefined;
  readonly browserId: string;
  readonly caller: Caller;
}

export type PasswordChangeOutcome =
  | { readonly kind: 'signed-in'; /** For the cookie. */ readonly sessionId: string; readonly session: Session }
  /** Not acceptable as a password, or the one that has expired. */
  | { readonly kind: 'refused' | 'same' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  /** Used meanwhile, or the account is no longer waiting for it. */
  | { readonly kind: 'gone' };

/** Whose page it is. Undefined: the account has changed since the expired password was typed. */
export async function findExpiredUser(
  engine: Pick<Engine, 'users'>,
  { org, interaction }: Pick<PasswordChangeCall, 'org' | 'interaction'>,
): Promise<User | undefined> {
  const user = await engine.users.findById(org.id, interaction.userId);
  return user?.status === 'PASSWORD_EXPIRED' && (user.passwordChangedAt ?? 0) <= interaction.createdAt ? user : undefined;
}

/** Every try costs the hashing of a password, so tries are counted as those of a sign-in. */
export async function replaceExpiredPassword(
  admin: PeopleAdministration & { readonly engine: Engine },
  throttle: SignInThrottle,
  call: PasswordChangeCall,
): Promise<PasswordChangeOutcome> {
  const { engine } = admin;
  const { org, interaction, password, caller } = call;
  const user = await findExpiredUser(engine, call);
  if (user === undefined) return { kind: 'gone' };
  if (!userPassword.safeParse(password).success) return { kind: 'refused' };
  const counted = { login: `new password of ${user.id}`, ip: caller.ip };
  const retryAfterSeconds = throttle.begin(counted);
  if (retryAfterSeconds !== undefined) return { kind: 'throttled', retryAfterSeconds };
  if (await engine.passwords.verify(password, user.passwordHash)) return { kind: 'same' };
  try {
    const changed = await chooseOwnPassword(admin, { user, password }, { orgId: org.id, entity: userTarget(user), caller });
    if (changed === undefined) return { kind: 'gone' };
    await engine.interactions.consume(org.id, interaction.hash);
    throttle.succeeded(counted);
    const attempt = await readAttempt(engine, { org, username: changed.login, browserId: call.browserId });
    return { kind: 'signed-in', ...(await startSession(engine, call, attempt, changed)) };
  } catch (error) {
    if (error instanceof ApiError && error.code === 'E0000001') return { kind: 'refused' };
    throw error;
  }
}
