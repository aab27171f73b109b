/** The accepted request becomes one row, its challenges, its pushes and its event, in one commit; then it is acknowledged (CIBA Core 7.3). */
import type { Authenticator } from '../../domain/authenticator/authenticator.js';
import type { AuthorizationServer, TokenLifetimes } from '../../domain/authorization-server/authorization-server.js';
import type { AuthorizationDetail } from '../../domain/backchannel-request/authorization-detail.js';
import type { BackchannelRequest } from '../../domain/backchannel-request/backchannel-request.js';
import { newNumberChallenge } from '../../domain/backchannel-request/number-challenge.js';
import { newChallenges } from '../../domain/challenge/new-challenge.js';
import type { BackchannelClientSettings, Client } from '../../domain/client/client.js';
import { sha256 } from '../../domain/digest.js';
import { composeDisplay } from '../../domain/display/compose-display.js';
import { detailLines } from '../../domain/display/detail-lines.js';
import { displayLocale } from '../../domain/display/display-texts.js';
import type { RequestDisplay } from '../../domain/display/request-display.js';
import type { AskableEnrollment } from '../../domain/enrollment/askable-enrollment.js';
import { newEvent, uuid } from '../../domain/event/new-event.js';
import type { LogEntity, SystemLogEvent } from '../../domain/event/system-log-event.js';
import { randomBase64url } from '../../domain/id.js';
import type { Org } from '../../domain/org/org.js';
import { createPrompt } from '../../domain/prompt-limits/create-prompt.js';
import type { ReachedPromptLimit } from '../../domain/prompt-limits/prompt-limits.js';
import type { Caller, Engine } from '../../engine.js';
import type { NewBackchannelRequest } from '../../ports/backchannel-request-store.js';
import type { Instant } from '../../ports/clock.js';
import type { RecipientUser } from '../../ports/recipient-store.js';
import type { OutboxMessage } from '../../ports/outbox-store.js';
import { notAskedNow } from '../errors.js';
import type { BackchannelParameters } from './parameters.js';

/** CIBA Core 7.3. Member order is the order on the wire; `expires_in` and `interval` are seconds. */
export interface Acknowledgement {
  readonly auth_req_id: string;
  readonly expires_in: number;
  readonly interval: number;
  /** Ours, with number matching: what the application shows for the person to pick or type. */
  readonly number_challenge?: string;
}

export interface AcceptedRequest {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly settings: BackchannelClientSettings;
  readonly authenticator: Authenticator;
  readonly parameters: BackchannelParameters;
  readonly scopes: readonly string[];
  readonly authorizationDetails: readonly AuthorizationDetail[] | undefined;
  readonly expirySeconds: number;
  readonly user: RecipientUser | undefined;
  /** The person wants not to be asked until then. */
  readonly pausedUntil: Instant | undefined;
  readonly lifetimes: TokenLifetimes;
  readonly enrollments: readonly AskableEnrollment[];
  readonly caller: Caller;
  /** The administrator who asks in the client's place, to try it. Nobody is given the `auth_req_id` then. */
  readonly tester?: LogEntity | undefined;
}

export interface CreatedRequest {
  readonly acknowledgement: Acknowledgement;
  readonly transactionId: string;
}

/** Nobody is asked, which the client cannot tell from somebody who does not answer (security model S-041). */
export const nobody = {
  user: undefined,
  pausedUntil: undefined,
  lifetimes: { accessTokenSeconds: 3600, refreshTokenSeconds: 0, refreshTokenIdleSeconds: 0 },
  enrollments: [],
} as const;

/** Seconds a client has to leave between two polls (CIBA Core 7.3). */
const intervalSeconds = 5;

type Needs = Pick<Engine, 'clock' | 'events' | 'random' | 'requests' | 'index'>;

/** Throws 403 `access_denied` when the person was asked too often (security model T1). */
export async function createRequest(engine: Needs, accepted: AcceptedRequest): Promise<CreatedRequest> {
  // C-082: 256 bits; the id itself is given to the client and stored nowhere
  const authReqId = `ft${randomBase64url(engine.random, 32)}`;
  const request = newRequest(engine, accepted, sha256(authReqId));
  const challenges = newChallenges(engine, { request, authenticator: accepted.authenticator, enrollments: accepted.enrollments });
  const outbox = accepted.enrollments.filter(({ pushed }) => pushed).map((enrollment) => pushOf(engine, request, enrollment));
  const creation = { request, challenges, outbox, event: eventOf(engine, accepted, request) };
  const reached = await create(engine, accepted, creation);
  if (reached !== undefined) {
    if (!accepted.settings.uniformHints) throw notAskedNow({ reason: `prompt limit: ${reached}` });
    return createRequest(engine, { ...accepted, ...nobody });
  }
  const acknowledgement = {
    auth_req_id: authReqId,
    expires_in: accepted.expirySeconds,
    interval: intervalSeconds,
    ...(request.numberChallenge === undefined ? {} : { number_challenge: request.numberChallenge.answer }),
  };
  return { acknowledgement, transactionId: request.transactionId };
}

/** The index knows the request before the store does, so that a poll that is quicker than the answer finds it. */
async function create(
  engine: Needs,
  { org, pausedUntil }: AcceptedRequest,
  creation: NewBackchannelRequest,
): Promise<ReachedPromptLimit | undefined> {
  const { request } = creation;
  engine.index.add({ ...request, paced: false });
  let written = false;
  try {
    const reached = await createPrompt(engine, { org, pausedUntil }, creation);
    written = reached === undefined;
    return reached;
  } finally {
    if (!written) engine.index.remove(request.authReqIdHash);
  }
}

function newRequest(engine: Pick<Engine, 'clock' | 'random'>, accepted: AcceptedRequest, authReqIdHash: string): BackchannelRequest {
  const { parameters, caller, tester } = accepted;
  const now = engine.clock.now();
  return {
    authReqIdHash,
    transactionId: `ft${randomBase64url(engine.random, 24)}`,
    orgId: accepted.org.id,
    transactionType: 'CIBA',
    authorizationServerId: accepted.server.id,
    clientId: accepted.client.clientId,
    userId: accepted.user?.id,
    loginHint: parameters.loginHint ?? '',
    scopes: accepted.scopes,
    bindingMessage: parameters.bindingMessage,
    authorizationDetails: accepted.authorizationDetails,
    display: displayOf(accepted, now),
    numberChallenge: newNumberChallenge(engine.random, accepted.settings.numberChallenge),
    acrValues: parameters.acrValues,
    lifetimes: accepted.lifetimes,
    intervalSeconds,
    state: 'pending',
    createdAt: now,
    expiresAt: now + accepted.expirySeconds * 1000,
    decidedAt: undefined,
    decision: undefined,
    requestedFrom: { ip: caller.ip, userAgent: caller.userAgent, ...(tester === undefined ? {} : { administratorId: tester.id }) },
    signedRequest: parameters.signedRequest,
  };
}

function displayOf(accepted: AcceptedRequest, askedAt: Instant): RequestDisplay {
  const { client, server, user, scopes, parameters, authorizationDetails: details, caller } = accepted;
  return composeDisplay({
    clientName: client.name,
    profile: user?.profile,
    detailLines: details === undefined ? [] : detailLines(server.authorizationDetailsTypes, details, displayLocale(user?.profile)),
    bindingMessage: parameters.bindingMessage,
    scopes,
    scopeDescription: (scope) => server.scopes.get(scope)?.description,
    askedAt,
    askedFrom: caller.ip,
  });
}

function pushOf(engine: Pick<Engine, 'random'>, request: BackchannelRequest, enrollment: AskableEnrollment): OutboxMessage {
  return {
    id: uuid(engine.random.bytes(16)),
    orgId: request.orgId,
    kind: 'push-challenge',
    payload: { transactionId: request.transactionId, enrollmentId: enrollment.id },
    createdAt: request.createdAt,
    expiresAt: request.expiresAt,
  };
}

function eventOf(engine: Pick<Engine, 'clock' | 'random'>, accepted: AcceptedRequest, request: BackchannelRequest): SystemLogEvent {
  const { client, server, user, tester } = accepted;
  const asker = { id: client.appId, type: 'PublicClientApp', alternateId: client.clientId, displayName: client.name };
  return newEvent(engine, {
    orgId: accepted.org.id,
    eventType: server.kind === 'org' ? 'app.oauth2.authorize' : 'app.oauth2.as.authorize',
    displayMessage:
      tester === undefined ? 'Backchannel authentication requested' : 'Backchannel authentication requested by an administrator, as a test',
    actor: tester ?? asker,
    targets: [
      { id: request.transactionId, type: 'BackchannelRequest' },
      ...(user === undefined ? [] : [{ id: user.id, type: 'User', alternateId: user.login }]),
      ...(tester === undefined ? [] : [asker]),
    ],
    caller: accepted.caller,
    debugData: {
      scopes: accepted.scopes.join(' '),
      authorizationServerId: server.id,
      devices: String(accepted.enrollments.length),
      ...(tester === undefined ? {} : { test: 'true' }),
    },
  });
}
