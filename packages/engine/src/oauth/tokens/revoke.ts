/**
 * Token revocation (RFC 7009, okta-api 2.7, R-011): a refresh token takes its grant along, an access token goes alone, and an
 * `auth_req_id` its pending request: nobody is asked any more. CIBA has no way to take a request back; this is an extension.
 */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import { sha256 } from '../../domain/digest.js';
import { newEvent } from '../../domain/event/new-event.js';
import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Org } from '../../domain/org/org.js';
import type { Caller, Engine } from '../../engine.js';
import { authenticateCaller } from '../client-authentication/authenticate-caller.js';
import { invalidRequest } from '../errors.js';
import type { Form } from '../form.js';
import { readAccessToken } from './authenticate-bearer.js';

interface RevocationRequest {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly form: Form;
  readonly authorization: string | undefined;
  readonly caller: Caller;
}

/**
 * Unknown tokens, and tokens of other clients, are left as they are without a word (RFC 7009 2.2).
 * Throws `invalid_client`, and `invalid_request` without a token.
 */
export async function handleRevocation(engine: Engine, request: RevocationRequest): Promise<void> {
  const { org, server, form } = request;
  const client = await authenticateCaller(engine, request, 'other');
  const token = form.get('token');
  if (token === undefined) throw invalidRequest('The token parameter is missing.');
  const now = engine.clock.now();
  const access = await readAccessToken(engine, { org, token, server });
  if (access !== undefined) {
    if (access.clientId !== client.clientId || access.expiresAt * 1000 <= now) return;
    const event = revocationEvent(engine, request, { client, what: 'access_token', id: access.jti, userId: access.userId });
    return engine.grants.revokeJti({ orgId: org.id, jti: access.jti, expiresAt: access.expiresAt * 1000, event });
  }
  const refresh = await engine.grants.findRefreshToken(sha256(token));
  if (refresh === undefined) return cancelRequest(engine, request, { client, authReqIdHash: sha256(token) });
  if (refresh.revoked) return;
  const { grant } = refresh;
  if (grant.orgId !== org.id || grant.clientId !== client.clientId || grant.authorizationServerId !== server.id) return;
  const event = revocationEvent(engine, request, { client, what: 'refresh_token', id: grant.id, userId: grant.userId });
  await engine.grants.revoke({ orgId: org.id, grantId: grant.id, now, event });
}

async function cancelRequest(
  engine: Engine,
  request: RevocationRequest,
  { client, authReqIdHash }: { readonly client: Client; readonly authReqIdHash: string },
): Promise<void> {
  const { org, server } = request;
  const found = await engine.index.find(authReqIdHash);
  if (found === undefined || found.clientId !== client.clientId || found.authorizationServerId !== server.id) return;
  const now = engine.clock.now();
  const event = revocationEvent(engine, request, { client, what: 'auth_req_id', id: authReqIdHash, userId: undefined });
  const cancelled = await engine.requests.cancel({
    orgId: org.id,
    authReqIdHash,
    outcome: 'cancelled',
    reason: 'taken back by the client',
    now,
    event,
  });
  if (cancelled) engine.index.decided(authReqIdHash, 'cancelled', now);
}

function revocationEvent(
  engine: Engine,
  { org, server, caller }: RevocationRequest,
  facts: {
    readonly client: Client;
    readonly what: 'access_token' | 'refresh_token' | 'auth_req_id';
    readonly id: string;
    readonly userId: string | undefined;
  },
): SystemLogEvent {
  const { client } = facts;
  return newEvent(engine, {
    orgId: org.id,
    eventType: server.kind === 'org' ? 'app.oauth2.token.revoke' : 'app.oauth2.as.token.revoke',
    displayMessage: facts.what === 'auth_req_id' ? 'A backchannel request was taken back by its client' : 'A token was revoked',
    actor: { id: client.appId, type: 'PublicClientApp', alternateId: client.clientId, displayName: client.name },
    targets: [{ id: facts.id, type: facts.what }, ...(facts.userId === undefined ? [] : [{ id: facts.userId, type: 'User' }])],
    caller,
    debugData: { authorizationServerId: server.id },
  });
}
