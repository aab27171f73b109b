import type { FactorMethod } from '../../domain/factor/factor.js';
import type { Org } from '../../domain/org/org.js';
import type { Session } from '../../domain/session/session.js';
import type { User } from '../../domain/user/user.js';
import type { Engine } from '../../engine.js';
import { freshSignInSeconds } from '../authorize/authorization-request.js';
import { hasSecondFactor } from './assurance.js';
import { listFactorMethods } from './step-up.js';

/** Whether this session may see and change how the person signs in. */
export type AccountAccess =
  | { readonly kind: 'granted'; readonly session: Session; readonly user: User }
  /** Nobody is signed in, or the password was typed too long ago. */
  | { readonly kind: 'sign-in'; readonly known: boolean }
  | { readonly kind: 'second-factor'; readonly session: Session; readonly user: User; readonly methods: readonly FactorMethod[] };

/**
 * Who can change factors can take the account over: a sign-in of the last minutes, with a second factor as soon as the person has set
 * one up, whatever the policy of the org (security model S-068).
 */
export async function findAccountAccess(
  engine: Pick<Engine, 'authenticators' | 'clock' | 'factors' | 'logins' | 'users'>,
  { org, session }: { readonly org: Org; readonly session: Session | undefined },
): Promise<AccountAccess> {
  if (session === undefined) return { kind: 'sign-in', known: false };
  const user = await engine.users.findById(org.id, session.userId);
  if (user?.status !== 'ACTIVE' || (user.passwordChangedAt ?? 0) > session.authTime) return { kind: 'sign-in', known: false };
  if (engine.clock.now() - session.authTime > freshSignInSeconds * 1000) return { kind: 'sign-in', known: true };
  if (hasSecondFactor(session)) return { kind: 'granted', session, user };
  const methods = await listFactorMethods(engine, user);
  return methods.some((method) => method !== 'push')
    ? { kind: 'second-factor', session, user, methods }
    : { kind: 'granted', session, user };
}
