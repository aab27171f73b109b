/** Failed attempts to sign in, what they lock, and whom the lock holds (domain/session/lockout.ts says why). */
import { sha256 } from '../../domain/digest.js';
import { newEvent, systemActor } from '../../domain/event/new-event.js';
import type { Org } from '../../domain/org/org.js';
import type { User } from '../../domain/user/user.js';
import type { Caller, Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';

/** The browser of an attempt. */
export interface AttemptingBrowser {
  readonly hash: string;
  /** This person has signed in there before. */
  readonly known: boolean;
}

export interface Attempt {
  readonly org: Org;
  /** As typed, without blanks around it. */
  readonly login: string;
  /** Undefined: the login names nobody. Failures are counted all the same, so that the answers do not tell. */
  readonly user: User | undefined;
  readonly browser: AttemptingBrowser;
}

const rememberedMs = 90 * 86_400_000;
/** As far as `Retry-After` goes: a lock without an end says "tomorrow". */
const maxWaitSeconds = 86_400;
const noEnd = Date.UTC(9999, 0, 1);

export async function isKnownBrowser(
  engine: Pick<Engine, 'clock' | 'signInFailures'>,
  { orgId, user, hash }: { readonly orgId: string; readonly user: User | undefined; readonly hash: string },
): Promise<boolean> {
  if (user === undefined) return false;
  return engine.signInFailures.knowsBrowser({ hash, orgId, userId: user.id, since: engine.clock.now() - rememberedMs });
}

/** Whether an attempt is looked at. */
export type Standing =
  | { readonly kind: 'may-try' }
  /** Not active for another reason: no password will do. */
  | { readonly kind: 'inactive' }
  | { readonly kind: 'locked'; readonly retryAfterSeconds: number };

/** Ends locks that are over. */
export async function standingOf(engine: Pick<Engine, 'clock' | 'signInFailures'>, attempt: Attempt): Promise<Standing> {
  const { org, user, browser } = attempt;
  const now = engine.clock.now();
  if (user === undefined) {
    const lockedUntil = await engine.signInFailures.lockedUntil(org.id, subjectOf(attempt), now);
    return lockedUntil === undefined ? { kind: 'inactive' } : lockedUntilThen(lockedUntil, now);
  }
  if (user.status === 'PASSWORD_EXPIRED') {
    // a locked status would end as an active one: failures count, and the account stays what it is
    const lockedUntil = await engine.signInFailures.lockedUntil(org.id, subjectOf(attempt), now);
    return lockedUntil === undefined ? { kind: 'may-try' } : lockedUntilThen(lockedUntil, now);
  }
  if (user.status !== 'LOCKED_OUT') return { kind: user.status === 'ACTIVE' ? 'may-try' : 'inactive' };
  const locks = await engine.signInFailures.listLocks(org.id, user.id, now);
  if (locks.length === 0) return { kind: (await engine.signInFailures.releaseDue(now, user.id)) === 1 ? 'may-try' : 'inactive' };
  // strangers locked it: not from the person's own browser
  if (browser.known && locks.every(({ subject }) => subject === user.id)) return { kind: 'may-try' };
  return lockedUntilThen(Math.max(...locks.map(({ lockedUntil }) => lockedUntil)), now);
}

/** A wrong password. Strangers' failures are counted together, a known browser's apart from them. */
export function countWrongPassword(engine: LockEngine, attempt: Attempt, caller: Caller): Promise<void> {
  return countFailure(engine, { ...attempt, subject: subjectOf(attempt), caller });
}

/** A wrong code, passkey or the like: after the right password, so by no stranger, whatever the browser. */
export function countWrongFactor(
  engine: LockEngine,
  { org, user, caller }: { readonly org: Org; readonly user: User; readonly caller: Caller },
) {
  return countFailure(engine, { org, user, subject: factorSubjectOf(user), caller });
}

/** What the person's own success makes undone. */
export async function forgetWrongPasswords(engine: Pick<Engine, 'clock' | 'random' | 'signInFailures'>, attempt: Attempt, caller: Caller) {
  const { org, user, browser } = attempt;
  if (user === undefined) return;
  await engine.signInFailures.clear(org.id, subjectOf(attempt));
  await engine.signInFailures.rememberBrowser({ hash: browser.hash, orgId: org.id, userId: user.id, now: engine.clock.now() });
  if (user.status !== 'LOCKED_OUT') return;
  const person = { id: user.id, type: 'User', alternateId: user.login };
  const event = newEvent(engine, {
    orgId: org.id,
    eventType: 'user.account.unlock',
    displayMessage: 'Account unlocked by a sign-in in a browser the person has used before',
    actor: person,
    targets: [person],
    caller,
  });
  // wrong codes stay counted: who knows the password must not get more of them by locking the account from elsewhere
  await engine.signInFailures.unlock({ orgId: org.id, userId: user.id, subject: user.id, now: engine.clock.now(), event });
}

export function forgetWrongFactors(engine: Pick<Engine, 'signInFailures'>, user: User): Promise<void> {
  return engine.signInFailures.clear(user.orgId, factorSubjectOf(user));
}

type LockEngine = Pick<Engine, 'clock' | 'random' | 'signInFailures'>;

function subjectOf({ user, login, browser }: Attempt): string {
  if (user === undefined) return `login ${sha256(login.toLowerCase())}`;
  return browser.known ? `${user.id} browser ${browser.hash}` : user.id;
}

function factorSubjectOf(user: User): string {
  return `${user.id} factor`;
}

async function countFailure(
  engine: LockEngine,
  { org, user, subject, caller }: { readonly org: Org; readonly user: User | undefined; readonly subject: string; readonly caller: Caller },
): Promise<void> {
  const { maxFailures, windowMinutes, lockMinutes } = org.settings.lockout;
  const now = engine.clock.now();
  await engine.signInFailures.record({
    orgId: org.id,
    subject,
    userId: user?.id,
    maxFailures,
    windowEndsAt: now + windowMinutes * 60_000,
    lockedUntil: lockMinutes === 0 ? noEnd : now + lockMinutes * 60_000,
    now,
    event: newEvent(engine, {
      orgId: org.id,
      eventType: 'user.account.lock',
      displayMessage: 'Account locked after too many failed attempts',
      actor: systemActor,
      targets: user === undefined ? [] : [{ id: user.id, type: 'User', alternateId: user.login }],
      outcome: { result: 'FAILURE', reason: 'LOCKED_OUT' },
      caller,
    }),
  });
}

function lockedUntilThen(lockedUntil: Instant, now: Instant): Standing {
  return { kind: 'locked', retryAfterSeconds: Math.min(maxWaitSeconds, Math.ceil((lockedUntil - now) / 1000)) };
}
