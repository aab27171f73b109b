/**
 * A sign-in approved on an enrolled device: a LOGIN transaction. It is a backchannel request of the server's own; nobody is ever told
 * its `auth_req_id`, and the store redeems none of its kind. Only the page that asked uses it, once.
 */
import type { Authenticator } from '../../domain/authenticator/authenticator.js';
import type { BackchannelRequest, Decision } from '../../domain/backchannel-request/backchannel-request.js';
import { newNumberChallenge } from '../../domain/backchannel-request/number-challenge.js';
import { newChallenges } from '../../domain/challenge/new-challenge.js';
import type { Client } from '../../domain/client/client.js';
import { sha256 } from '../../domain/digest.js';
import { composeDisplay } from '../../domain/display/compose-display.js';
import { askableEnrollment, type AskableEnrollment } from '../../domain/enrollment/askable-enrollment.js';
import { newEvent, systemActor, uuid } from '../../domain/event/new-event.js';
import { randomBase64url } from '../../domain/id.js';
import type { PushSignIn } from '../../domain/interaction/interaction.js';
import type { Org } from '../../domain/org/org.js';
import { createPrompt } from '../../domain/prompt-limits/create-prompt.js';
import { findPromptPause } from '../../domain/prompt-limits/pause-prompts.js';
import type { User } from '../../domain/user/user.js';
import type { Caller, Engine } from '../../engine.js';

export interface DeviceQuestion {
  readonly org: Org;
  readonly user: User;
  /** What the person signs in to; undefined: their own account. */
  readonly client: Client | undefined;
  readonly caller: Caller;
}

export type AskedDevices =
  | { readonly kind: 'asked'; readonly push: PushSignIn }
  /** No device takes such questions any more. */
  | { readonly kind: 'no-device' }
  /** The person was asked too often (security model T1). */
  | { readonly kind: 'too-often' };

/** How long the page waits for an answer. */
export const pushSignInSeconds = 120;

interface Askable {
  readonly authenticator: Authenticator;
  readonly enrollments: readonly AskableEnrollment[];
}

export async function hasLoginDevice(engine: Pick<Engine, 'authenticators' | 'logins'>, user: User): Promise<boolean> {
  return (await listAskable(engine, user)).length > 0;
}

export async function askDevices(engine: Engine, question: DeviceQuestion): Promise<AskedDevices> {
  const { org, user } = question;
  const askable = await listAskable(engine, user);
  const request = await newLoginRequest(engine, question, askable);
  if (request === undefined) return { kind: 'no-device' };
  const challenges = askable.flatMap(({ authenticator, enrollments }) =>
    newChallenges(engine, { request, authenticator, enrollments, transactionType: 'LOGIN' }),
  );
  const outbox = askable
    .flatMap(({ enrollments }) => enrollments)
    .filter(({ pushed }) => pushed)
    .map((enrollment) => ({
      id: uuid(engine.random.bytes(16)),
      orgId: org.id,
      kind: 'push-challenge' as const,
      payload: { transactionId: request.transactionId, enrollmentId: enrollment.id },
      createdAt: request.createdAt,
      expiresAt: request.expiresAt,
    }));
  engine.index.add({ ...request, paced: false });
  let written = false;
  try {
    const creation = { request, challenges, outbox, event: askedEvent(engine, question, request) };
    written = (await createPrompt(engine, { org, pausedUntil: await findPromptPause(engine, user) }, creation)) === undefined;
  } finally {
    if (!written) engine.index.remove(request.authReqIdHash);
  }
  return written
    ? { kind: 'asked', push: { transactionId: request.transactionId, requestHash: request.authReqIdHash } }
    : { kind: 'too-often' };
}

/** Takes the question back: the person uses another factor, or asks again. */
export async function withdrawQuestion(
  engine: Engine,
  { org, user, push, caller }: Omit<DeviceQuestion, 'client'> & { readonly push: PushSignIn },
) {
  const now = engine.clock.now();
  const event = newEvent(engine, {
    orgId: org.id,
    eventType: 'x.login.request.cancel',
    displayMessage: 'A sign-in no longer waits for a device',
    actor: { id: user.id, type: 'User', alternateId: user.login },
    targets: [{ id: push.transactionId, type: 'BackchannelRequest' }],
    caller,
  });
  const cancel = { orgId: org.id, transactionId: push.transactionId, outcome: 'cancelled', reason: 'another factor', now, event } as const;
  if (await engine.requests.cancel(cancel)) engine.index.decided(push.requestHash, 'cancelled', now);
}

export type PushProgress = 'pending' | 'approved' | 'refused' | 'expired';

/** Looks; with `seconds` it waits so long for the decision, which the index hears of on whatever node it was made. */
export async function watchPush(
  engine: Pick<Engine, 'clock' | 'index'>,
  { push, seconds, closed }: { readonly push: PushSignIn; readonly seconds: number; readonly closed: AbortSignal },
): Promise<PushProgress> {
  const entry = await engine.index.find(push.requestHash);
  if (entry === undefined) return 'expired';
  const now = engine.clock.now();
  if (entry.state === 'pending' && now < entry.expiresAt && seconds > 0) {
    engine.index.touch(entry);
    const until = Math.min(now + seconds * 1000, entry.expiresAt);
    await engine.index.held.hold({ key: entry.hash, clientId: 'sign-in page', until, closed });
  }
  const { state, expiresAt } = (await engine.index.find(push.requestHash)) ?? entry;
  switch (state) {
    case 'approved':
      return 'approved';
    case 'denied':
    case 'failed':
      return 'refused';
    case 'pending':
      return engine.clock.now() < expiresAt ? 'pending' : 'expired';
    case 'cancelled':
    case 'expired':
    case 'redeemed':
      return 'expired';
  }
}

/** The decision, for exactly one caller. */
export function usePush(
  engine: Pick<Engine, 'clock' | 'logins'>,
  { org, user, push }: { readonly org: Org; readonly user: User; readonly push: PushSignIn },
): Promise<Decision | undefined> {
  return engine.logins.use({ orgId: org.id, userId: user.id, transactionId: push.transactionId, now: engine.clock.now() });
}

/** The person's devices by authenticator, as far as those may ask such questions. */
async function listAskable(engine: Pick<Engine, 'authenticators' | 'logins'>, user: User): Promise<readonly Askable[]> {
  const devices = await engine.logins.listDevices(user.orgId, user.id);
  const ids = [...new Set(devices.map(({ authenticatorId }) => authenticatorId))];
  const found = await Promise.all(
    ids.map(async (id) => {
      const authenticator = await engine.authenticators.findById(user.orgId, id);
      const usable = authenticator?.active === true && authenticator.pushActive && authenticator.transactionTypes.includes('LOGIN');
      return usable
        ? [{ authenticator, enrollments: devices.filter(({ authenticatorId }) => authenticatorId === id).map(askableEnrollment) }]
        : [];
    }),
  );
  return found.flat();
}

/** Undefined: there is nobody to ask. */
async function newLoginRequest(
  engine: Pick<Engine, 'authorizationServers' | 'clock' | 'random'>,
  { org, user, client, caller }: DeviceQuestion,
  [first]: readonly Askable[],
): Promise<BackchannelRequest | undefined> {
  const server = await engine.authorizationServers.find(org.id, undefined);
  if (first === undefined || server === undefined) return undefined;
  const now = engine.clock.now();
  return {
    // of an id that is made here and kept nowhere
    authReqIdHash: sha256(randomBase64url(engine.random, 32)),
    transactionId: `ft${randomBase64url(engine.random, 24)}`,
    orgId: org.id,
    transactionType: 'LOGIN',
    authorizationServerId: server.id,
    // the account pages are no client's: the device's own app stands for them
    clientId: client?.clientId ?? first.authenticator.mobileClientId,
    userId: user.id,
    loginHint: user.login,
    scopes: [],
    bindingMessage: undefined,
    authorizationDetails: undefined,
    display: composeDisplay({
      clientName: client?.name ?? org.name,
      profile: user.profile,
      detailLines: [],
      bindingMessage: undefined,
      scopes: [],
      askedAt: now,
      askedFrom: caller.ip,
    }),
    numberChallenge: newNumberChallenge(engine.random, org.settings.signInPolicy.numberChallenge),
    acrValues: [],
    lifetimes: { accessTokenSeconds: 0, refreshTokenSeconds: 0, refreshTokenIdleSeconds: 0 },
    intervalSeconds: 5,
    state: 'pending',
    createdAt: now,
    expiresAt: now + pushSignInSeconds * 1000,
    decidedAt: undefined,
    decision: undefined,
    requestedFrom: { ip: caller.ip, userAgent: caller.userAgent },
  };
}

function askedEvent(
  engine: Pick<Engine, 'clock' | 'random'>,
  { org, user, caller }: DeviceQuestion,
  { transactionId }: BackchannelRequest,
) {
  const person = { id: user.id, type: 'User', alternateId: user.login };
  return newEvent(engine, {
    orgId: org.id,
    eventType: 'x.login.request',
    displayMessage: 'A sign-in asks for approval on a device',
    actor: systemActor,
    targets: [{ id: transactionId, type: 'BackchannelRequest' }, person],
    caller,
  });
}
