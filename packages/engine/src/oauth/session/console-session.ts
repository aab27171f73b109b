/**
 * The console's part of a browser's session. A person enters the console with the code of its own authorization request; from then on the
 * session counts for the console too, as long as it lives, the account is active and the person has a role.
 */
import type { AdminRole } from '@countersign/contracts';
import { consoleClientId, consoleRedirectUri } from '../../domain/administrator/console-client.js';
import { sha256 } from '../../domain/digest.js';
import { newId } from '../../domain/id.js';
import type { Org } from '../../domain/org/org.js';
import type { Session } from '../../domain/session/session.js';
import type { User } from '../../domain/user/user.js';
import type { Caller, Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';
import type { ManagedUserStore } from '../../ports/management/managed-user-store.js';
import { checkCodeVerifier } from '../authorize/pkce.js';
import { invalidGrant } from '../errors.js';
import { hasSecondFactor } from './assurance.js';
import { sessionEndEvent } from './end-session.js';
import { sessionIdSyntax } from './find-session.js';
import { sessionIdleSeconds } from './session-lifetime.js';

export interface ConsoleNeeds {
  readonly engine: Pick<Engine, 'clock' | 'sessions' | 'users'>;
  readonly management: { readonly users: Pick<ManagedUserStore, 'listRoles'> };
}

export interface ConsoleQuestion {
  readonly org: Org;
  /** From the cookie. */
  readonly sessionId: string | undefined;
  /** False only in development mode: an administrator without a second factor may enter. */
  readonly secondFactor: boolean;
}

export type ConsoleAccess =
  | {
      readonly kind: 'granted';
      readonly session: Session;
      readonly user: User;
      readonly roles: readonly AdminRole[];
      /** When the session ends unless it is used. */
      readonly endsAt: Instant;
    }
  /** Nobody is signed in, or not for the console. */
  | { readonly kind: 'sign-in' }
  /** Signed in, and no administrator (any more). */
  | { readonly kind: 'no-role'; readonly session: Session };

/** `use`: the call shows that somebody is there and restarts the idle time; asking how long the session lasts does not. */
export async function findConsoleAccess(
  { engine, management }: ConsoleNeeds,
  { org, sessionId, secondFactor }: ConsoleQuestion,
  { use }: { readonly use: boolean },
): Promise<ConsoleAccess> {
  if (sessionId === undefined || !sessionIdSyntax.test(sessionId)) return { kind: 'sign-in' };
  const idleMs = sessionIdleSeconds * 1000;
  const session = await readSession(engine, { hash: sha256(sessionId), idleMs, use });
  if (session?.orgId !== org.id || session.consoleSince === undefined) return { kind: 'sign-in' };
  if (secondFactor && !hasSecondFactor(session)) return { kind: 'sign-in' };
  const [user, roles] = await Promise.all([
    engine.users.findById(org.id, session.userId),
    management.users.listRoles(org.id, session.userId),
  ]);
  if (user?.status !== 'ACTIVE' || (user.passwordChangedAt ?? 0) > session.authTime) return { kind: 'sign-in' };
  if (roles.length === 0) return { kind: 'no-role', session };
  return { kind: 'granted', session, user, roles, endsAt: Math.min(session.lastUsedAt + idleMs, session.expiresAt) };
}

/** Uses closer together than this are not written down one by one: a page of the console makes many calls. */
const touchEveryMs = 30_000;

async function readSession(
  { clock, sessions }: ConsoleNeeds['engine'],
  { hash, idleMs, use }: { readonly hash: string; readonly idleMs: number; readonly use: boolean },
): Promise<Session | undefined> {
  const now = clock.now();
  const session = await sessions.find(hash, now, idleMs);
  const fresh = session === undefined || now - session.lastUsedAt < touchEveryMs;
  return use && !fresh ? sessions.use(hash, now, idleMs) : session;
}

export interface ConsoleEntry {
  readonly org: Org;
  readonly session: Session;
  /** As the authorization endpoint answered. */
  readonly code: string;
  readonly codeVerifier: string;
  readonly nonce: string;
}

/**
 * Takes the code of the console's own authorization request, once, and opens the console for the session it came to. Throws `invalid_grant`
 * when it is not the code of this browser's request and this session's person.
 */
export async function enterConsole(
  engine: Pick<Engine, 'clock' | 'codes' | 'random' | 'sessions'>,
  { org, session, code, codeVerifier, nonce }: ConsoleEntry,
): Promise<void> {
  const now = engine.clock.now();
  const taken = await engine.codes.consume(sha256(code), newId(engine.random, 'oar'), now);
  if (taken.outcome !== 'consumed') throw invalidGrant('The authorization code is invalid.', { reason: taken.outcome });
  const { code: found } = taken;
  const own =
    found.orgId === org.id &&
    found.authorizationServerId === org.id &&
    found.clientId === consoleClientId &&
    found.redirectUri === consoleRedirectUri(org) &&
    found.nonce === nonce &&
    found.userId === session.userId;
  if (!own) throw invalidGrant('The authorization code is invalid.', { reason: 'not of this sign-in' });
  checkCodeVerifier(codeVerifier, found.codeChallenge);
  if (!(await engine.sessions.enterConsole(session.hash, now))) throw invalidGrant('The session is over.', { reason: 'session gone' });
}

/** Signs the browser out: of the console and of everything else, as there is one session. */
export async function endConsoleSession(
  engine: Pick<Engine, 'clock' | 'events' | 'random' | 'sessions'>,
  session: Session,
  caller: Caller,
): Promise<void> {
  await engine.sessions.delete(session.hash);
  await engine.events.append(sessionEndEvent(engine, session, caller));
}
