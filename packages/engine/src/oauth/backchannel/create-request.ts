/** The accepted request becomes one row, its challenges, its pushes and its event, in one commit; then it is acknowledged (CIBA Core 7.3). */
import type { Authenticator } from '../../domain/authenticator/authenticator.js';
import type { AuthorizationServer, TokenLifetimes } from '../../domain/authorization-server/authorization-server.js';
import type { AuthorizationDetail } from '../../domain/backchannel-request/authorization-detail.js';
import type { BackchannelRequest } from '../../domain/backchannel-request/backchannel-request.js';
import { newChallenges } from '../../domain/challenge/new-challenge.js';
import type { Client } from '../../domain/client/client.js';
import { sha256 } from '../../domain/digest.js';
import { composeDisplay } from '../../domain/display/compose-display.js';
import type { RequestDisplay } from '../../domain/display/request-display.js';
import type { Enrollment } from '../../domain/enrollment/enrollment.js';
import { newEvent, uuid } from '../../domain/event/new-event.js';
import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import { randomBase64url } from '../../domain/id.js';
import type { Org } from '../../domain/org/org.js';
import type { User } from '../../domain/user/user.js';
import type { Caller, Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';
import type { OutboxMessage } from '../../ports/outbox-store.js';
import type { BackchannelParameters } from './parameters.js';

/** CIBA Core 7.3. Member order is the order on the wire; `expires_in` and `interval` are seconds. */
export interface Acknowledgement {
  readonly auth_req_id: string;
  readonly expires_in: number;
  readonly interval: number;
}

export interface AcceptedRequest {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly authenticator: Authenticator;
  readonly parameters: BackchannelParameters;
  readonly scopes: readonly string[];
  readonly authorizationDetails: readonly AuthorizationDetail[] | undefined;
  readonly expirySeconds: number;
  readonly user: User | undefined;
  readonly lifetimes: TokenLifetimes;
  readonly enrollments: readonly Enrollment[];
  readonly caller: Caller;
}

/** Seconds a client has to leave between two polls (CIBA Core 7.3). */
const intervalSeconds = 5;

type Needs = Pick<Engine, 'clock' | 'random' | 'requests' | 'index'>;

export async function createRequest(engine: Needs, accepted: AcceptedRequest): Promise<Acknowledgement> {
  // C-082: 256 bits; the id itself is given to the client and stored nowhere
  const authReqId = `ft${randomBase64url(engine.random, 32)}`;
  const request = newRequest(engine, accepted, sha256(authReqId));
  const challenges = newChallenges(engine, { request, authenticator: accepted.authenticator, enrollments: accepted.enrollments });
  const outbox = accepted.enrollments
    .filter((enrollment) => enrollment.pushToken !== '')
    .map((enrollment) => pushOf(engine, request, enrollment));
  engine.index.add({ ...request, paced: false });
  try {
    await engine.requests.create({ request, challenges, outbox, event: eventOf(engine, accepted, request) });
  } catch (error) {
    engine.index.remove(request.authReqIdHash);
    throw error;
  }
  return { auth_req_id: authReqId, expires_in: accepted.expirySeconds, interval: intervalSeconds };
}

function newRequest(engine: Pick<Engine, 'clock' | 'random'>, accepted: AcceptedRequest, authReqIdHash: string): BackchannelRequest {
  const { parameters, caller } = accepted;
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
    numberChallenge: undefined,
    acrValues: parameters.acrValues,
    lifetimes: accepted.lifetimes,
    intervalSeconds,
    state: 'pending',
    createdAt: now,
    expiresAt: now + accepted.expirySeconds * 1000,
    decidedAt: undefined,
    decision: undefined,
    requestedFrom: { ip: caller.ip, userAgent: caller.userAgent },
  };
}

function displayOf({ client, server, user, scopes, parameters, caller }: AcceptedRequest, askedAt: Instant): RequestDisplay {
  return composeDisplay({
    clientName: client.name,
    profile: user?.profile,
    detailLines: [],
    bindingMessage: parameters.bindingMessage,
    scopes,
    scopeDescription: (scope) => server.scopes.get(scope)?.description,
    askedAt,
    askedFrom: caller.ip,
  });
}

function pushOf(engine: Pick<Engine, 'random'>, request: BackchannelRequest, enrollment: Enrollment): OutboxMessage {
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
  const { client, server, user } = accepted;
  return newEvent(engine, {
    orgId: accepted.org.id,
    eventType: server.kind === 'org' ? 'app.oauth2.authorize' : 'app.oauth2.as.authorize',
    displayMessage: 'Backchannel authentication requested',
    actor: { id: client.appId, type: 'PublicClientApp', alternateId: client.clientId, displayName: client.name },
    targets: [
      { id: request.transactionId, type: 'BackchannelRequest' },
      ...(user === undefined ? [] : [{ id: user.id, type: 'User', alternateId: user.login }]),
    ],
    caller: accepted.caller,
    debugData: { scopes: accepted.scopes.join(' '), authorizationServerId: server.id, devices: String(accepted.enrollments.length) },
  });
}
