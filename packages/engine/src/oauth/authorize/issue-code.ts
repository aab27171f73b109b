import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import { sha256 } from '../../domain/digest.js';
import { newEvent } from '../../domain/event/new-event.js';
import { randomBase64url } from '../../domain/id.js';
import type { Session } from '../../domain/session/session.js';
import type { User } from '../../domain/user/user.js';
import type { Caller, Engine } from '../../engine.js';
import { metAssuranceClass } from '../session/assurance.js';
import type { AuthorizationRequest } from './authorization-request.js';

/** RFC 6749 4.1.2 recommends at most ten minutes; the original gives five. */
export const codeLifetimeSeconds = 300;

/** Makes an authorization code bound to everything the request said. 256 random bits; only the hash is stored. */
export async function issueCode(
  engine: Pick<Engine, 'clock' | 'codes' | 'events' | 'random'>,
  {
    request,
    server,
    session,
    user,
    caller,
  }: {
    readonly request: AuthorizationRequest;
    readonly server: AuthorizationServer;
    readonly session: Session;
    readonly user: User;
    readonly caller: Caller;
  },
): Promise<string> {
  const code = randomBase64url(engine.random, 32);
  const now = engine.clock.now();
  await engine.codes.insert({
    hash: sha256(code),
    orgId: server.orgId,
    authorizationServerId: server.id,
    clientId: request.client.clientId,
    userId: user.id,
    redirectUri: request.redirectUri,
    scopes: request.scopes,
    nonce: request.nonce,
    codeChallenge: request.codeChallenge,
    authTime: session.authTime,
    amr: session.amr,
    acr: metAssuranceClass(request.acrValues, session),
    maxAgeRequested: request.maxAgeRequested,
    createdAt: now,
    expiresAt: now + codeLifetimeSeconds * 1000,
  });
  await engine.events.append(authorizeEvent(engine, { request, server, user, caller, refusal: undefined }));
  return code;
}

/** The system log's record of an answered authorization request: a code was given, or a known person was refused. */
export function authorizeEvent(
  engine: Pick<Engine, 'clock' | 'random'>,
  {
    request,
    server,
    user,
    caller,
    refusal,
  }: {
    readonly request: AuthorizationRequest;
    readonly server: AuthorizationServer;
    readonly user: User;
    readonly caller: Caller;
    readonly refusal: string | undefined;
  },
) {
  const eventType = server.kind === 'org' ? 'app.oauth2.authorize.code' : 'app.oauth2.as.authorize.code';
  return newEvent(engine, {
    orgId: server.orgId,
    eventType,
    displayMessage: 'OAuth2 authorization code request',
    actor: { id: user.id, type: 'User', alternateId: user.login },
    targets: [
      { id: request.client.appId, type: 'AppInstance', alternateId: request.client.clientId, displayName: request.client.name },
      { id: server.id, type: 'AuthorizationServer', displayName: server.name },
    ],
    outcome: refusal === undefined ? { result: 'SUCCESS' } : { result: 'FAILURE', reason: refusal },
    caller,
  });
}
