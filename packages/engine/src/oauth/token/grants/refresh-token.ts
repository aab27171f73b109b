/**
 * The refresh grant (RFC 6749 6, OpenID Connect Core 12, RFC 9700 4.14; okta-api 2.14). It runs no access policy: what was granted stays
 * granted while the grant lives, its windows are open, and the person is active and assigned.
 */
import { grantTypes } from '@countersign/contracts/wire';
import { sha256 } from '../../../domain/digest.js';
import { newEvent } from '../../../domain/event/new-event.js';
import type { SystemLogEvent } from '../../../domain/event/system-log-event.js';
import type { Grant, RefreshToken } from '../../../domain/grant/grant.js';
import type { User } from '../../../domain/user/user.js';
import type { Engine } from '../../../engine.js';
import type { Instant } from '../../../ports/clock.js';
import { narrowedDetails } from '../../authorization-details/narrow-details.js';
import { invalidGrant, invalidRequest, invalidScope } from '../../errors.js';
import { issueTokens, newRefreshToken } from '../../tokens/issue.js';
import type { GrantHandler, TokenCall } from '../grant.js';

/** One text for unknown, foreign, expired, revoked and reused tokens. */
const refusal = 'The refresh token is invalid, expired or revoked.';

export const refreshTokenGrant: GrantHandler = {
  grantType: grantTypes.refreshToken,
  async handle(engine, call) {
    const presented = call.form.get('refresh_token');
    if (presented === undefined) throw invalidRequest('The refresh_token parameter is missing.');
    const { token, grant } = await findUsable(engine, call, presented);
    const scopes = narrowedScopes(call.form.get('scope'), grant);
    const details = narrowedDetails(call.form.get('authorization_details'), grant.authorizationDetails);
    const user = await findEntitledUser(engine, call, grant);
    const refreshToken = await renew(engine, call, { presented, token, grant, user });
    const response = await issueTokens(engine, {
      org: call.org,
      server: call.server,
      client: call.client,
      user,
      grant,
      refreshToken,
      withIdToken: scopes.includes('openid'),
      requestedScopes: scopes,
      requestedDetails: details,
    });
    return { kind: 'issued', response };
  },
};

/** The token if it is this client's, of this server, and neither expired nor used up. A token used again after its leeway ends the grant. */
async function findUsable(
  engine: Engine,
  call: TokenCall,
  presented: string,
): Promise<{ readonly token: RefreshToken; readonly grant: Grant }> {
  const { client, server, org } = call;
  const found = await engine.grants.findRefreshToken(sha256(presented));
  if (found === undefined) throw invalidGrant(refusal, { reason: 'unknown' });
  const { token, grant, revoked } = found;
  // bound to its client, and to the server that issued it
  if (grant.orgId !== org.id || grant.clientId !== client.clientId || grant.authorizationServerId !== server.id)
    throw invalidGrant(refusal, { reason: 'foreign' });
  if (revoked) throw invalidGrant(refusal, { reason: 'revoked' });
  const now = engine.clock.now();
  if (token.replacedAt !== undefined && now >= token.replacedAt + client.refreshToken.leewaySeconds * 1000) {
    await engine.grants.revoke({ orgId: org.id, grantId: grant.id, now, event: refreshEvent(engine, call, { grant, what: 'reuse' }) });
    throw invalidGrant(refusal, { reason: 'reused after its leeway: the grant is revoked' });
  }
  if (now >= token.idleExpiresAt || (grant.refreshExpiresAt !== undefined && now >= grant.refreshExpiresAt))
    throw invalidGrant(refusal, { reason: 'expired' });
  return { token, grant };
}

/** RFC 6749 6: the same scopes or fewer. The grant keeps them all. */
function narrowedScopes(requested: string | undefined, grant: Grant): readonly string[] {
  if (requested === undefined) return grant.scopes;
  const scopes = [...new Set(requested.split(' ').filter((scope) => scope !== ''))];
  if (scopes.length === 0) return grant.scopes;
  if (scopes.some((scope) => !grant.scopes.includes(scope))) throw invalidScope('The scope is wider than what was granted.');
  return scopes;
}

async function findEntitledUser(engine: Engine, { org, client }: TokenCall, grant: Grant): Promise<User> {
  const user = await engine.users.findById(org.id, grant.userId);
  if (user?.status !== 'ACTIVE') throw invalidGrant(refusal, { reason: 'the user is not active' });
  if (!(await engine.clients.isAssigned(client, user.id))) throw invalidGrant(refusal, { reason: 'the user is not assigned' });
  return user;
}

/** The token to answer with: a successor for clients that rotate, else the same one with its idle window moved. */
async function renew(
  engine: Engine,
  call: TokenCall,
  {
    presented,
    token,
    grant,
    user,
  }: { readonly presented: string; readonly token: RefreshToken; readonly grant: Grant; readonly user: User },
): Promise<string> {
  const now = engine.clock.now();
  const idleExpiresAt: Instant = Math.min(now + grant.refreshTokenIdleSeconds * 1000, grant.refreshExpiresAt ?? Infinity);
  const event = refreshEvent(engine, call, { grant, user, what: 'grant' });
  if (call.client.refreshToken.rotation === 'STATIC') {
    if (!(await engine.grants.touchRefreshToken(token.hash, idleExpiresAt, event)))
      throw invalidGrant(refusal, { reason: 'revoked meanwhile' });
    return presented;
  }
  const { token: successor, hash } = newRefreshToken(engine);
  const rotated = await engine.grants.rotateRefreshToken({
    hash: token.hash,
    successor: { hash, grantId: grant.id, issuedAt: now, idleExpiresAt, replacedAt: undefined },
    leewayMs: call.client.refreshToken.leewaySeconds * 1000,
    now,
    event,
  });
  // another caller was faster: judged anew, the token is a reused one
  if (!rotated) await findUsable(engine, call, presented);
  if (!rotated) throw invalidGrant(refusal, { reason: 'revoked meanwhile' });
  return successor;
}

function refreshEvent(
  engine: Engine,
  call: TokenCall,
  facts: { readonly grant: Grant; readonly user?: User; readonly what: 'grant' | 'reuse' },
): SystemLogEvent {
  const { client, server, org } = call;
  const family = server.kind === 'org' ? 'app.oauth2.token' : 'app.oauth2.as.token';
  const reuse = facts.what === 'reuse';
  return newEvent(engine, {
    orgId: org.id,
    eventType: reuse ? `${family}.detect_reuse` : `${family}.grant`,
    displayMessage: reuse ? 'A refresh token was used again; its grant is revoked' : 'Tokens were refreshed',
    actor: { id: client.appId, type: 'PublicClientApp', alternateId: client.clientId, displayName: client.name },
    targets: [
      { id: facts.grant.userId, type: 'User', ...(facts.user === undefined ? {} : { alternateId: facts.user.login }) },
      { id: facts.grant.id, type: 'refresh_token' },
    ],
    outcome: reuse ? { result: 'FAILURE', reason: 'refresh token reuse' } : { result: 'SUCCESS' },
    caller: call.caller,
    debugData: { authorizationServerId: server.id, grantType: grantTypes.refreshToken },
  });
}
