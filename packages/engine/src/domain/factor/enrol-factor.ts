/** Adding and removing second factors. Who may do so is decided before; every change is in the system log. */
import type { Caller, Engine } from '../../engine.js';
import { newEvent } from '../event/new-event.js';
import type { LogEntity, SystemLogEvent } from '../event/system-log-event.js';
import { newId } from '../id.js';
import type { Org } from '../org/org.js';
import type { User } from '../user/user.js';
import { type Factor, factorName, maxFactorsPerUser, type PasskeyFactor, type TotpFactor } from './factor.js';
import { verifyRegistration } from './passkey.js';
import { matchingStep } from './totp.js';

type FactorEngine = Pick<Engine, 'clock' | 'factors' | 'random'>;

export interface NewFactor {
  readonly org: Org;
  readonly user: User;
  /** As typed; empty: a name of ours. */
  readonly name: string | undefined;
  readonly caller: Caller;
}

export type EnrolOutcome =
  | { readonly kind: 'added'; readonly factor: Factor }
  /** The code or the passkey's answer is not right. */
  | { readonly kind: 'wrong' }
  /** The person has too many, is no longer active, or has this passkey already. */
  | { readonly kind: 'refused' };

/** The key counts once its first code was right: then the app has it, and clocks agree. */
export async function addTotp(
  engine: FactorEngine,
  input: NewFactor & { readonly secret: string; readonly code: string },
): Promise<EnrolOutcome> {
  const step = matchingStep(input.secret, input.code, { now: engine.clock.now(), after: 0 });
  if (step === undefined) return { kind: 'wrong' };
  const factor: TotpFactor = {
    ...facts(engine, input),
    id: newId(engine.random, 'ost'),
    kind: 'totp',
    name: factorName(input.name, 'Authenticator app'),
    secret: input.secret,
    lastStep: step,
  };
  return add(engine, input, factor);
}

export async function addPasskey(
  engine: FactorEngine,
  input: NewFactor & { readonly challenge: string; readonly response: string },
): Promise<EnrolOutcome> {
  const registered = await verifyRegistration(input.org, input);
  if (registered === undefined) return { kind: 'wrong' };
  const factor: PasskeyFactor = {
    ...facts(engine, input),
    ...registered,
    id: newId(engine.random, 'fwf'),
    kind: 'passkey',
    name: factorName(input.name, 'Passkey'),
  };
  return add(engine, input, factor);
}

/** False: there is no such factor of this person. `actor`: the person or an administrator. */
export async function removeFactor(
  engine: FactorEngine,
  { user, factor, actor, caller }: { readonly user: User; readonly factor: Factor; readonly actor: LogEntity; readonly caller: Caller },
): Promise<boolean> {
  const event = factorEvent(engine, { eventType: 'user.mfa.factor.deactivate', user, factor, actor, caller });
  return engine.factors.remove({ orgId: user.orgId, userId: user.id, factorId: factor.id, event });
}

function facts(engine: Pick<Engine, 'clock'>, { org, user }: NewFactor) {
  return { orgId: org.id, userId: user.id, createdAt: engine.clock.now(), lastUsedAt: undefined };
}

async function add(engine: FactorEngine, { user, caller }: NewFactor, factor: Factor): Promise<EnrolOutcome> {
  const actor = { id: user.id, type: 'User', alternateId: user.login };
  const event = factorEvent(engine, { eventType: 'user.mfa.factor.activate', user, factor, actor, caller });
  const added = await engine.factors.add({ factor, limit: maxFactorsPerUser, event });
  return added ? { kind: 'added', factor } : { kind: 'refused' };
}

const messages = {
  'user.mfa.factor.activate': 'Set up a second factor',
  'user.mfa.factor.deactivate': 'Remove a second factor',
} as const;

function factorEvent(
  engine: Pick<Engine, 'clock' | 'random'>,
  facts: {
    readonly eventType: keyof typeof messages;
    readonly user: User;
    readonly factor: Factor;
    readonly actor: LogEntity;
    readonly caller: Caller;
  },
): SystemLogEvent {
  const { user, factor } = facts;
  return newEvent(engine, {
    orgId: user.orgId,
    eventType: facts.eventType,
    displayMessage: messages[facts.eventType],
    actor: facts.actor,
    targets: [
      { id: user.id, type: 'User', alternateId: user.login },
      { id: factor.id, type: 'AuthenticatorEnrollment', displayName: factor.kind },
    ],
    caller: facts.caller,
  });
}
