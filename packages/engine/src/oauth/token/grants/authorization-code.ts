/**
 * The authorization code grant (RFC 6749 4.1.3, OpenID Connect Core 3.1.3): code → consumed once → bound to this client, server,
 * redirect URI and PKCE challenge → its person still may → grant and tokens. A code used twice costs its first user the tokens.
 */
import { grantTypes } from '@countersign/contracts/wire';
import { evaluateAccess } from '../../../domain/authorization-server/access-policy.js';
import type { TokenLifetimes } from '../../../domain/authorization-server/authorization-server.js';
import { sha256 } from '../../../domain/digest.js';
import { newEvent } from '../../../domain/event/new-event.js';
import type { SystemLogEvent } from '../../../domain/event/system-log-event.js';
import type { Grant, RefreshToken } from '../../../domain/grant/grant.js';
import { newId } from '../../../domain/id.js';
import type { AuthorizationCode } from '../../../domain/session/session.js';
import type { User } from '../../../domain/user/user.js';
import type { Engine } from '../../../engine.js';
import type { Instant } from '../../../ports/clock.js';
import { narrowedDetails } from '../../authorization-details/narrow-details.js';
import { checkCodeVerifier } from '../../authorize/pkce.js';
import { accessDenied, invalidGrant, invalidRequest, temporarilyUnavailable } from '../../errors.js';
import { issueTokens, newRefreshToken } from '../../tokens/issue.js';
import type { GrantHandler, TokenCall, TokenOutcome } from '../grant.js';

export const authorizationCodeGrant: GrantHandler = { grantType: grantTypes.authorizationCode, handle };

async function handle(engine: Engine, call: TokenCall): Promise<TokenOutcome> {
  const presented = call.form.get('code');
  if (presented === undefined) throw invalidRequest('The code parameter is missing.');
  if (!call.form.has('redirect_uri')) throw invalidRequest('The redirect_uri parameter is missing.');
  // RFC 9396 6: no code stands for any
  narrowedDetails(call.form.get('authorization_details'), undefined);
  // nothing is consumed for a connection that is gone
  if (call.closed.aborted) throw temporarilyUnavailable(503, 1, { reason: 'connection closed' });

  const now = engine.clock.now();
  const grantId = newId(engine.random, 'oar');
  const code = await consumeCode(engine, call, { presented, grantId, now });
  checkBindings(call, code, now);
  const { user, lifetimes } = await checkPerson(engine, call, code);

  const grant = newGrant(code, { id: grantId, lifetimes, now });
  const refresh = mayRefresh(call, code) ? newRefreshToken(engine) : undefined;
  await engine.grants.create({
    grant,
    refreshToken: refresh === undefined ? undefined : firstRefreshToken(grant, refresh.hash),
    event: tokenEvent(engine, call, user, { eventType: 'token.grant', displayMessage: 'Tokens granted for an authorization code' }),
  });
  if (!(await isFirstMark(engine, code, now))) {
    await revokeFirstUse(engine, call, { code, grantId, now });
    throw invalidCode('used again at the same moment');
  }
  const response = await issueTokens(engine, {
    org: call.org,
    server: call.server,
    client: call.client,
    user,
    grant,
    withIdToken: code.scopes.includes('openid'),
    ...(code.nonce === undefined ? {} : { nonce: code.nonce }),
    ...(refresh === undefined ? {} : { refreshToken: refresh.token }),
  });
  return { kind: 'issued', response };
}

/** Exactly one caller gets the code. A second use is a sign that it leaked: the tokens of the first are revoked (RFC 6749 4.1.2). */
async function consumeCode(
  engine: Engine,
  call: TokenCall,
  { presented, grantId, now }: { readonly presented: string; readonly grantId: string; readonly now: Instant },
): Promise<AuthorizationCode> {
  const result = await engine.codes.consume(sha256(presented), grantId, now);
  if (result.outcome === 'consumed') return result.code;
  if (result.outcome === 'used') {
    await isFirstMark(engine, result.code, now);
    await revokeFirstUse(engine, call, { code: result.code, grantId: result.grantId, now });
  }
  throw invalidCode(result.outcome);
}

/**
 * A second use may come while the first has consumed the code but not yet written its grant, when there is nothing to revoke. So the
 * second marks before it revokes and the first marks after it has written: whichever is later sees the other.
 */
function isFirstMark(engine: Pick<Engine, 'replay'>, code: AuthorizationCode, now: Instant): Promise<boolean> {
  return engine.replay.useOnce({
    kind: 'authorization-code-reuse',
    issuer: code.clientId,
    jti: code.hash,
    expiresAt: code.expiresAt + 60_000,
    now,
  });
}

async function revokeFirstUse(
  engine: Engine,
  call: TokenCall,
  { code, grantId, now }: { readonly code: AuthorizationCode; readonly grantId: string; readonly now: Instant },
): Promise<void> {
  const displayMessage = 'Authorization code used again: its tokens are revoked';
  const event = tokenEvent(engine, call, { id: code.userId }, { eventType: 'token.revoke', displayMessage });
  await engine.grants.revoke({ orgId: call.org.id, grantId, now, event });
}

/** One text for all, so that it never tells what the code was bound to. */
function checkBindings(call: TokenCall, code: AuthorizationCode, now: Instant): void {
  if (code.orgId !== call.org.id || code.authorizationServerId !== call.server.id)
    throw invalidCode('issued by another authorization server');
  if (code.clientId !== call.client.clientId) throw invalidCode('issued to another client');
  if (now >= code.expiresAt) throw invalidCode('expired');
  if (code.redirectUri !== call.form.get('redirect_uri')) throw invalidCode('redirect_uri differs');
  checkCodeVerifier(call.form.get('code_verifier'), code.codeChallenge);
}

function invalidCode(reason: string) {
  return invalidGrant('The authorization code is invalid, expired or was already used.', { reason });
}

/** What held at the authorization endpoint must still hold: minutes may have passed. */
async function checkPerson(
  engine: Engine,
  { org, server, client }: TokenCall,
  code: AuthorizationCode,
): Promise<{ user: User; lifetimes: TokenLifetimes }> {
  const [user, assigned, groupIds] = await Promise.all([
    engine.users.findById(org.id, code.userId),
    engine.clients.isAssigned(client, code.userId),
    engine.users.listGroupIds(org.id, code.userId),
  ]);
  if (user === undefined || user.status !== 'ACTIVE') throw invalidCode('user is not active');
  const access = evaluateAccess(server, {
    clientId: client.clientId,
    grantType: grantTypes.authorizationCode,
    scopes: code.scopes,
    user: { id: user.id, groupIds },
  });
  if (!assigned || !access.allowed)
    throw accessDenied('Access is no longer allowed.', { reason: assigned ? 'no_matching_policy' : 'user_not_assigned' });
  return { user, lifetimes: access.lifetimes };
}

function mayRefresh({ client }: TokenCall, code: AuthorizationCode): boolean {
  return code.scopes.includes('offline_access') && client.grantTypes.has(grantTypes.refreshToken);
}

function newGrant(
  code: AuthorizationCode,
  { id, lifetimes, now }: { readonly id: string; readonly lifetimes: TokenLifetimes; readonly now: Instant },
): Grant {
  return {
    id,
    orgId: code.orgId,
    authorizationServerId: code.authorizationServerId,
    clientId: code.clientId,
    userId: code.userId,
    grantType: grantTypes.authorizationCode,
    scopes: code.scopes,
    authTime: code.authTime,
    amr: code.amr,
    acr: code.acr,
    transactionId: undefined,
    accessTokenSeconds: lifetimes.accessTokenSeconds,
    refreshTokenIdleSeconds: lifetimes.refreshTokenIdleSeconds,
    createdAt: now,
    refreshExpiresAt: lifetimes.refreshTokenSeconds === 0 ? undefined : now + lifetimes.refreshTokenSeconds * 1000,
  };
}

function firstRefreshToken(grant: Grant, hash: string): RefreshToken {
  const idleEnd = grant.createdAt + grant.refreshTokenIdleSeconds * 1000;
  return {
    hash,
    grantId: grant.id,
    issuedAt: grant.createdAt,
    idleExpiresAt: Math.min(idleEnd, grant.refreshExpiresAt ?? idleEnd),
    replacedAt: undefined,
  };
}

function tokenEvent(
  engine: Engine,
  { org, server, client, caller }: TokenCall,
  user: { readonly id: string; readonly login?: string },
  { eventType, displayMessage }: { readonly eventType: 'token.grant' | 'token.revoke'; readonly displayMessage: string },
): SystemLogEvent {
  return newEvent(engine, {
    orgId: org.id,
    eventType: `${server.kind === 'org' ? 'app.oauth2' : 'app.oauth2.as'}.${eventType}`,
    displayMessage,
    actor: { id: client.appId, type: 'PublicClientApp', alternateId: client.clientId, displayName: client.name },
    targets: [
      { id: user.id, type: 'User', ...(user.login === undefined ? {} : { alternateId: user.login }) },
      { id: server.id, type: 'AuthorizationServer', displayName: server.name },
    ],
    caller,
    debugData: { grantType: grantTypes.authorizationCode },
  });
}
