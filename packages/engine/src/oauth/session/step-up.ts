/**
 * The second factor of a signed-in person. The pages show what this folder offers and hand back what was typed; a right answer ends the
 * interaction and makes the session anew, one level stronger. The password is not asked for again.
 *
 *   POST password ─▶ session (pwd) ─▶ interaction ─▶ totp │ passkey │ push ─▶ session (pwd, …, mfa) ─▶ where the person was going
 */
import type { Client } from '../../domain/client/client.js';
import { sha256 } from '../../domain/digest.js';
import { newEvent } from '../../domain/event/new-event.js';
import type { FactorMethod, PasskeyFactor } from '../../domain/factor/factor.js';
import { authenticationOptions, newPasskeyChallenge, verifyAssertion } from '../../domain/factor/passkey.js';
import { matchingStep } from '../../domain/factor/totp.js';
import { randomBase64url } from '../../domain/id.js';
import type { Interaction, StepUp } from '../../domain/interaction/interaction.js';
import type { Org } from '../../domain/org/org.js';
import type { Session } from '../../domain/session/session.js';
import type { User } from '../../domain/user/user.js';
import type { Caller, Engine } from '../../engine.js';
import { countWrongFactor, forgetWrongFactors } from './account-lock.js';
import { type AskedDevices, askDevices, hasLoginDevice, usePush, withdrawQuestion } from './push-sign-in.js';
import type { SignInThrottle } from './sign-in-throttle.js';

export interface StepUpCall {
  readonly org: Org;
  readonly user: User;
  readonly session: Session;
  readonly interaction: Interaction & { readonly details: StepUp };
  readonly client: Client | undefined;
  readonly caller: Caller;
}

export type StepUpOutcome =
  | { readonly kind: 'passed'; /** For the cookie. */ readonly sessionId: string }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  /** Used meanwhile, in another tab. */
  | { readonly kind: 'gone' };

/** Questions to devices within one interaction. */
const maxPushes = 3;

/** The strongest first. */
export async function listFactorMethods(
  engine: Pick<Engine, 'authenticators' | 'factors' | 'logins'>,
  user: User,
): Promise<readonly FactorMethod[]> {
  const [factors, push] = await Promise.all([engine.factors.list(user.orgId, user.id), hasLoginDevice(engine, user)]);
  const kinds = new Set(factors.map(({ kind }) => kind));
  return [
    ...(kinds.has('passkey') ? (['passkey'] as const) : []),
    ...(push ? (['push'] as const) : []),
    ...(kinds.has('totp') ? (['totp'] as const) : []),
  ];
}

export async function answerWithTotp(engine: Engine, throttle: SignInThrottle, call: StepUpCall, code: string): Promise<StepUpOutcome> {
  const { org, user } = call;
  return judge(engine, throttle, call, async () => {
    const now = engine.clock.now();
    for (const factor of await engine.factors.list(org.id, user.id)) {
      if (factor.kind !== 'totp') continue;
      const step = matchingStep(factor.secret, code, { now, after: factor.lastStep });
      if (step !== undefined && (await engine.factors.useStep({ orgId: org.id, factorId: factor.id, step, now }))) return ['otp'];
    }
    return undefined;
  });
}

/** What the page's script needs, and a fresh challenge for it to sign. */
export async function askForPasskey(engine: Engine, { org, user, interaction }: StepUpCall): Promise<Readonly<Record<string, unknown>>> {
  const challenge = newPasskeyChallenge(engine.random);
  await engine.interactions.update(org.id, interaction.hash, { ...interaction.details, passkeyChallenge: challenge });
  return authenticationOptions(org, { known: await listPasskeys(engine, user), challenge });
}

export async function answerWithPasskey(
  engine: Engine,
  throttle: SignInThrottle,
  call: StepUpCall,
  response: string,
): Promise<StepUpOutcome> {
  const { org, user, interaction } = call;
  const { passkeyChallenge: challenge } = interaction.details;
  return judge(engine, throttle, call, async () => {
    if (challenge === undefined) return undefined;
    const verified = await verifyAssertion(org, { challenge, response, known: await listPasskeys(engine, user) });
    if (verified === undefined) return undefined;
    const use = { orgId: org.id, factorId: verified.factor.id, signCount: verified.signCount, now: engine.clock.now() };
    return (await engine.factors.useCredential(use)) ? ['pop', 'user'] : undefined;
  });
}

/** Asks the person's devices. An earlier question of this interaction is taken back. */
export async function askForPush(engine: Engine, call: StepUpCall): Promise<AskedDevices['kind']> {
  const { org, interaction } = call;
  const { details } = interaction;
  if (details.pushes >= maxPushes) return 'too-often';
  if (details.push !== undefined) await withdrawQuestion(engine, { ...call, push: details.push });
  const asked = await askDevices(engine, call);
  if (asked.kind === 'asked')
    await engine.interactions.update(org.id, interaction.hash, { ...details, push: asked.push, pushes: details.pushes + 1 });
  return asked.kind;
}

/** `wrong`: there is no approval to use. */
export async function answerWithPush(engine: Engine, call: StepUpCall): Promise<StepUpOutcome> {
  const { push } = call.interaction.details;
  const decision = push === undefined ? undefined : await usePush(engine, { ...call, push });
  return decision === undefined ? { kind: 'wrong' } : pass(engine, call, decision.amr);
}

/** The person said no on a device: whoever is at this browser starts over, with the password. */
export async function endRefusedSignIn(engine: Engine, { org, session, interaction }: StepUpCall): Promise<void> {
  await engine.interactions.consume(org.id, interaction.hash);
  await engine.sessions.delete(session.hash);
}

async function listPasskeys(engine: Pick<Engine, 'factors'>, user: User): Promise<readonly PasskeyFactor[]> {
  return (await engine.factors.list(user.orgId, user.id)).filter((factor) => factor.kind === 'passkey');
}

/** Wrong answers count towards the account's lock; those under way at once count from their start. */
async function judge(
  engine: Engine,
  throttle: SignInThrottle,
  call: StepUpCall,
  check: () => Promise<readonly string[] | undefined>,
): Promise<StepUpOutcome> {
  const { org, user, caller } = call;
  const attempt = { login: `second factor of ${user.id}`, ip: caller.ip };
  const retryAfterSeconds = throttle.begin(attempt);
  if (retryAfterSeconds !== undefined) return { kind: 'throttled', retryAfterSeconds };
  const amr = await check();
  if (amr === undefined) {
    await countWrongFactor(engine, { org, user, caller });
    await engine.events.append(factorEvent(engine, call, false));
    return { kind: 'wrong' };
  }
  throttle.succeeded(attempt);
  await forgetWrongFactors(engine, user);
  await engine.events.append(factorEvent(engine, call, true));
  return pass(engine, call, amr);
}

async function pass(engine: Engine, call: StepUpCall, amr: readonly string[]): Promise<StepUpOutcome> {
  const { org, session, interaction } = call;
  if (!(await engine.interactions.consume(org.id, interaction.hash))) return { kind: 'gone' };
  const { push } = interaction.details;
  if (push !== undefined) await withdrawQuestion(engine, { ...call, push });
  return { kind: 'passed', sessionId: await strengthenSession(engine, session, amr) };
}

/** A new id for a session that is worth more; its times go on, because the password was typed when it was. */
export async function strengthenSession(
  engine: Pick<Engine, 'clock' | 'random' | 'sessions'>,
  session: Session,
  amr: readonly string[],
): Promise<string> {
  const sessionId = randomBase64url(engine.random, 32);
  const methods = new Set([...session.amr, ...amr, 'mfa']);
  await engine.sessions.insert({ ...session, hash: sha256(sessionId), amr: [...methods], lastUsedAt: engine.clock.now() });
  await engine.sessions.delete(session.hash);
  return sessionId;
}

function factorEvent(engine: Pick<Engine, 'clock' | 'random'>, { org, user, client, caller }: StepUpCall, right: boolean) {
  const person = { id: user.id, type: 'User', alternateId: user.login };
  return newEvent(engine, {
    orgId: org.id,
    eventType: 'user.authentication.auth_via_mfa',
    displayMessage: 'Authentication of user via MFA',
    actor: person,
    targets: [person, ...(client === undefined ? [] : [{ id: client.appId, type: 'AppInstance', displayName: client.name }])],
    outcome: right ? { result: 'SUCCESS' } : { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
    caller,
  });
}
