/** Signing in with login and password, and the session it makes. This folder owns who is signed in; what for is asked elsewhere. */
import type { Client } from '../../domain/client/client.js';
import { sha256 } from '../../domain/digest.js';
import { newEvent } from '../../domain/event/new-event.js';
import type { LogEntity } from '../../domain/event/system-log-event.js';
import { randomBase64url } from '../../domain/id.js';
import type { Org } from '../../domain/org/org.js';
import type { Session } from '../../domain/session/session.js';
import type { User } from '../../domain/user/user.js';
import type { Caller, Engine } from '../../engine.js';
import { sessionSeconds } from './session-lifetime.js';
import type { SignInThrottle } from './sign-in-throttle.js';

export interface SignInInput {
  readonly org: Org;
  /** The application the person is on the way to. */
  readonly client: Client;
  readonly username: string;
  readonly password: string;
  /** The cookie the browser had before: that session ends, so that an id never outlives a sign-in. */
  readonly previousSessionId: string | undefined;
  readonly caller: Caller;
}

export type SignInOutcome =
  | { readonly kind: 'signed-in'; /** For the cookie; only its hash is stored. */ readonly sessionId: string; readonly session: Session }
  /** One answer for unknown, inactive and wrong alike. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number };

/** Longer input is not hashed: nobody's password, but work for the server. */
const maxPasswordLength = 1024;

export async function signIn(engine: Engine, throttle: SignInThrottle, input: SignInInput): Promise<SignInOutcome> {
  const attempt = { login: input.username.trim(), ip: input.caller.ip };
  const retryAfterSeconds = throttle.begin(attempt);
  if (retryAfterSeconds !== undefined) return { kind: 'throttled', retryAfterSeconds };

  const user = attempt.login.length > 256 ? undefined : await engine.users.findByLogin(input.org.id, attempt.login);
  if (user === undefined || !(await passwordMatches(engine, input.password, user))) {
    if (user === undefined) await engine.passwords.verify('', undefined);
    await engine.events.append(
      sessionStartEvent(engine, input, { user, reason: user?.status === 'ACTIVE' ? 'INVALID_CREDENTIALS' : 'UNKNOWN_USER' }),
    );
    return { kind: 'refused' };
  }

  throttle.succeeded(attempt);
  if (input.previousSessionId !== undefined) await engine.sessions.delete(sha256(input.previousSessionId));
  const { sessionId, session } = newSession(engine, user);
  await engine.sessions.insert(session);
  await engine.users.recordLogin(user.orgId, user.id, session.createdAt);
  await engine.events.append(sessionStartEvent(engine, input, { user, reason: undefined }));
  return { kind: 'signed-in', sessionId, session };
}

/** The same slow work for a wrong password, an inactive user and a user without a password. */
async function passwordMatches(engine: Pick<Engine, 'passwords'>, password: string, user: User): Promise<boolean> {
  const usable = user.status === 'ACTIVE' && password.length <= maxPasswordLength;
  return engine.passwords.verify(usable ? password : '', usable ? user.passwordHash : undefined);
}

function newSession(engine: Pick<Engine, 'clock' | 'random'>, user: User): { sessionId: string; session: Session } {
  const sessionId = randomBase64url(engine.random, 32);
  const now = engine.clock.now();
  const session: Session = {
    hash: sha256(sessionId),
    orgId: user.orgId,
    userId: user.id,
    authTime: now,
    amr: ['pwd'],
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + sessionSeconds * 1000,
  };
  return { sessionId, session };
}

/** The typed login of an unknown user is not recorded: people type passwords into that field. */
function sessionStartEvent(
  engine: Pick<Engine, 'clock' | 'random'>,
  { org, client, caller }: SignInInput,
  { user, reason }: { readonly user: User | undefined; readonly reason: string | undefined },
) {
  const actor: LogEntity = user === undefined ? { id: 'unknown', type: 'User' } : { id: user.id, type: 'User', alternateId: user.login };
  return newEvent(engine, {
    orgId: org.id,
    eventType: 'user.session.start',
    displayMessage: 'User login',
    actor,
    targets: [{ id: client.appId, type: 'AppInstance', alternateId: client.clientId, displayName: client.name }],
    outcome: reason === undefined ? { result: 'SUCCESS' } : { result: 'FAILURE', reason },
    caller,
  });
}
