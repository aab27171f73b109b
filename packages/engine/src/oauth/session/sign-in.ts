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
import { type Attempt, countWrongPassword, forgetWrongPasswords, isKnownBrowser, standingOf } from './account-lock.js';
import { sessionSeconds } from './session-lifetime.js';
import type { SignInThrottle } from './sign-in-throttle.js';

export interface SignInInput {
  readonly org: Org;
  /** The application the person is on the way to; undefined: their own account. */
  readonly client: Client | undefined;
  readonly username: string;
  readonly password: string;
  /** The cookie the browser had before: that session ends, so that an id never outlives a sign-in. */
  readonly previousSessionId: string | undefined;
  /** A long-lived random id of this browser, from its cookie: tells the person's own browsers from those of strangers. */
  readonly browserId: string;
  readonly caller: Caller;
}

export type SignInOutcome =
  | { readonly kind: 'signed-in'; /** For the cookie; only its hash is stored. */ readonly sessionId: string; readonly session: Session }
  /** The right password, which counts for nothing but choosing another (expired-password.ts). */
  | { readonly kind: 'password-expired'; readonly user: User }
  /** One answer for unknown, inactive and wrong alike. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number };

/** Longer input is not hashed: nobody's password, but work for the server. */
const maxPasswordLength = 1024;

/** Login and password. What else the request asks for is the business of the authorization endpoint (step-up.ts). */
export async function signIn(engine: Engine, throttle: SignInThrottle, input: SignInInput): Promise<SignInOutcome> {
  const attempt = await readAttempt(engine, input);
  const { user, browser } = attempt;
  // strangers cannot use up the attempts of a browser that is none
  const counted = { login: browser.known ? `${attempt.login} ${browser.hash}` : attempt.login, ip: input.caller.ip };
  const retryAfterSeconds = throttle.begin(counted);
  if (retryAfterSeconds !== undefined) return { kind: 'throttled', retryAfterSeconds };
  const standing = await standingOf(engine, attempt);
  if (standing.kind === 'locked') return { kind: 'throttled', retryAfterSeconds: standing.retryAfterSeconds };

  const usable = standing.kind === 'may-try' && input.password.length <= maxPasswordLength;
  // the same slow work for an unknown user, an inactive one, one without a password and a wrong password
  const right = await engine.passwords.verify(usable ? input.password : '', usable ? user?.passwordHash : undefined);
  if (user === undefined || !right) {
    await countWrongPassword(engine, attempt, input.caller);
    await engine.events.append(
      sessionStartEvent(engine, input, { user, reason: standing.kind === 'may-try' ? 'INVALID_CREDENTIALS' : 'UNKNOWN_USER' }),
    );
    return { kind: 'refused' };
  }

  throttle.succeeded(counted);
  if (user.status === 'PASSWORD_EXPIRED') {
    await engine.events.append(sessionStartEvent(engine, input, { user, reason: 'PASSWORD_EXPIRED' }));
    return { kind: 'password-expired', user };
  }
  return { kind: 'signed-in', ...(await startSession(engine, input, attempt, user)) };
}

/** The session of somebody who has shown their password. */
export async function startSession(
  engine: Engine,
  input: Pick<SignInInput, 'org' | 'client' | 'previousSessionId' | 'caller'>,
  attempt: Attempt,
  user: User,
): Promise<{ readonly sessionId: string; readonly session: Session }> {
  await forgetWrongPasswords(engine, attempt, input.caller);
  if (input.previousSessionId !== undefined) await engine.sessions.delete(sha256(input.previousSessionId));
  const { sessionId, session } = newSession(engine, user);
  await engine.sessions.insert(session);
  await engine.users.recordLogin(user.orgId, user.id, session.createdAt);
  await engine.events.append(sessionStartEvent(engine, input, { user, reason: undefined }));
  return { sessionId, session };
}

/** Who tries, from which browser. */
export async function readAttempt(
  engine: Pick<Engine, 'clock' | 'signInFailures' | 'users'>,
  { org, username, browserId }: Pick<SignInInput, 'org' | 'username' | 'browserId'>,
): Promise<Attempt> {
  const login = username.trim();
  const user = login.length > 256 ? undefined : await engine.users.findByLogin(org.id, login);
  const hash = sha256(browserId);
  return { org, login, user, browser: { hash, known: await isKnownBrowser(engine, { orgId: org.id, user, hash }) } };
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
  { org, client, caller }: Pick<SignInInput, 'org' | 'client' | 'caller'>,
  { user, reason }: { readonly user: User | undefined; readonly reason: string | undefined },
) {
  const actor: LogEntity = user === undefined ? { id: 'unknown', type: 'User' } : { id: user.id, type: 'User', alternateId: user.login };
  return newEvent(engine, {
    orgId: org.id,
    eventType: 'user.session.start',
    displayMessage: 'User login',
    actor,
    targets:
      client === undefined ? [] : [{ id: client.appId, type: 'AppInstance', alternateId: client.clientId, displayName: client.name }],
    outcome: reason === undefined ? { result: 'SUCCESS' } : { result: 'FAILURE', reason },
    caller,
  });
}
