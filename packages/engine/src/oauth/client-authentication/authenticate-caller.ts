/**
 * Client authentication as the endpoints use it: who fails is recorded (okta-api 3.13) and, failing on, has to wait (S-091). A success
 * costs one comparison more than `authenticateClient` alone, and no I/O.
 */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import { newEvent } from '../../domain/event/new-event.js';
import { parseJws } from '../../domain/jwt/verify-jws.js';
import type { Org } from '../../domain/org/org.js';
import type { Caller, Engine } from '../../engine.js';
import { OAuthError, temporarilyUnavailable } from '../errors.js';
import type { Form } from '../form.js';
import { authenticateClient, findClient } from './authenticate-client.js';
import type { AuthenticationEndpoint } from './client-assertion.js';
import { readPresentedCredentials } from './presented-credentials.js';

export interface AuthenticatedRequest {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly form: Form;
  /** The `Authorization` header as it came. */
  readonly authorization: string | undefined;
  /** Read only when somebody failed lately: it may be made on demand. */
  readonly caller: Caller;
}

/**
 * The client that made the request. Throws what `authenticateClient` throws, and `temporarily_unavailable` (429) for a client id and an
 * address that failed too often together.
 */
export async function authenticateCaller(engine: Engine, request: AuthenticatedRequest, endpoint: AuthenticationEndpoint): Promise<Client> {
  const { org, server, form, authorization } = request;
  // before any signature is looked at (S-090)
  if (!engine.clientFailures.isIdle()) refuseLocked(engine, request);
  try {
    return await authenticateClient(engine, { org, server, form, authorization, endpoint });
  } catch (error) {
    if (error instanceof OAuthError && error.code === 'invalid_client') await recordFailure(engine, request, error);
    throw error;
  }
}

function refuseLocked(engine: Pick<Engine, 'clientFailures'>, request: AuthenticatedRequest): void {
  const seconds = engine.clientFailures.lockedSeconds(claimedClientId(request), request.caller.ip);
  if (seconds !== undefined) throw temporarilyUnavailable(429, seconds, { reason: 'too many failed client authentications' });
}

/** Who the request says it comes from; empty when it does not say. */
function claimedClientId({ form, authorization }: AuthenticatedRequest): string {
  try {
    const presented = readPresentedCredentials(form, authorization);
    if (presented.method !== 'assertion') return presented.clientId;
    const subject = parseJws(presented.assertion)?.claims['sub'];
    return typeof subject === 'string' ? subject : '';
  } catch {
    // unreadable credentials name nobody; authenticateClient says what is wrong with them
    return '';
  }
}

/** The claimed id is written only when it is a client's: people type secrets into the wrong field. */
async function recordFailure(engine: Engine, request: AuthenticatedRequest, { reason }: OAuthError): Promise<void> {
  const { org, server, caller } = request;
  const clientId = claimedClientId(request);
  if (!engine.clientFailures.failed(clientId, caller.ip)) return;
  const client = await findClient(engine, org, clientId);
  const event = newEvent(engine, {
    orgId: org.id,
    eventType: 'app.oauth2.invalid_client_credentials',
    displayMessage: 'Client authentication failed',
    actor:
      client === undefined
        ? { id: 'unknown', type: 'PublicClientApp' }
        : { id: client.appId, type: 'PublicClientApp', alternateId: client.clientId, displayName: client.name },
    targets: [{ id: server.id, type: 'AuthorizationServer', displayName: server.name }],
    outcome: { result: 'FAILURE', reason: reason ?? 'invalid_client' },
    caller,
  });
  await engine.events.append(event);
}
