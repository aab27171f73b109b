/**
 * The CIBA grant: where a poll is answered (CIBA Core 10.1 and 11). Top to bottom as decisions 1.8 orders it:
 * load → this client's → expired → denied → approved: redeem once → still pending: pace, hold, answer.
 */
import { grantTypes } from '@countersign/contracts/wire';
import type { IndexedRequest } from '../../../domain/backchannel-request/request-index.js';
import { sha256 } from '../../../domain/digest.js';
import { newEvent } from '../../../domain/event/new-event.js';
import type { SystemLogEvent } from '../../../domain/event/system-log-event.js';
import { newId } from '../../../domain/id.js';
import type { MissCounter } from '../../../domain/throttle/miss-counter.js';
import type { Engine } from '../../../engine.js';
import type { Instant } from '../../../ports/clock.js';
import { isTooEarly } from '../../backchannel/pacing.js';
import {
  accessDenied,
  invalidGrant,
  invalidRequest,
  OAuthError,
  temporarilyUnavailable,
  unknownAuthorizationServer,
} from '../../errors.js';
import { issueTokens, newRefreshToken } from '../../tokens/issue.js';
import type { GrantHandler, TokenCall, TokenOutcome } from '../grant.js';

export interface CibaGrantOptions {
  /** Longest hold in seconds; clients give up at about 30 (decisions 1.9). */
  readonly maxWaitSeconds: number;
  /** Unknown `auth_req_id`s per client (S-038). */
  readonly misses: MissCounter;
}

/** How long an expired request still answers `expired_token` (C-133), and an approved one can be fetched after the decision (C-134). */
const expiredGraceMs = 600_000;
const redemptionWindowMs = 60_000;

const refused = (error: OAuthError): TokenOutcome => ({ kind: 'refused', error });
// The most frequent answers of all: made once, with nothing of the request in them.
const pending = refused(new OAuthError('authorization_pending', 400, 'The user has not answered yet.'));
const slowDown = refused(new OAuthError('slow_down', 400, 'Polled too soon: leave at least 5 seconds more between polls from now on.'));
const expired = refused(new OAuthError('expired_token', 400, 'The authentication request has expired.'));
const denied = refused(accessDenied('The authentication request was refused.'));
// C-139: unknown, foreign and used ids look alike
const unknownId = refused(invalidGrant('The auth_req_id is unknown, belongs to another client or was already used.'));

export function createCibaGrant(options: CibaGrantOptions): GrantHandler {
  return {
    grantType: grantTypes.ciba,
    async handle(engine, call) {
      const arrivedAt = engine.clock.now();
      const authReqId = call.form.get('auth_req_id');
      if (authReqId === undefined) throw invalidRequest('The auth_req_id parameter is missing.');
      const hash = sha256(authReqId);
      const entry = engine.index.get(hash) ?? (await findInStore(engine, options, call, hash));
      if (entry === undefined || !isOwn(call, entry)) {
        options.misses.miss(call.client.clientId);
        return unknownId;
      }
      const final = settle(engine, call, entry);
      if (final !== undefined) return final;
      // what memory can tell costs no turn of the event loop
      const tooEarly = isTooEarly(engine, entry, arrivedAt);
      if (tooEarly !== false && (await tooEarly)) return slowDown;
      engine.index.touch(entry);
      const wait = requestedWait(call, options);
      return wait === undefined ? pending : hold(engine, call, entry, wait);
    },
  };
}

/** A request this node has not seen, or has forgotten. Clients that guess are slowed down before the store is asked. */
function findInStore(
  engine: Engine,
  { misses }: CibaGrantOptions,
  { client }: TokenCall,
  hash: string,
): Promise<IndexedRequest | undefined> {
  const blocked = misses.blockedSeconds(client.clientId);
  if (blocked !== undefined) throw temporarilyUnavailable(429, blocked, { reason: 'too many unknown auth_req_ids' });
  return engine.index.find(hash);
}

/** This client's, asked at this authorization server. */
function isOwn(call: TokenCall, entry: IndexedRequest): boolean {
  return entry.clientId === call.client.clientId && entry.authorizationServerId === call.server.id;
}

/** The answer that waiting cannot change any more; undefined: still pending. */
function settle(engine: Engine, call: TokenCall, entry: IndexedRequest): TokenOutcome | Promise<TokenOutcome> | undefined {
  const now = engine.clock.now();
  if (entry.state === 'redeemed') return unknownId;
  if (hasExpired(entry, now)) return now < entry.expiresAt + expiredGraceMs ? expired : unknownId;
  switch (entry.state) {
    case 'pending':
      return undefined;
    case 'approved':
      return redeem(engine, call, entry);
    case 'denied':
    case 'cancelled':
    case 'failed':
      return denied;
    case 'expired':
      return expired;
  }
}

function hasExpired(entry: IndexedRequest, now: Instant): boolean {
  if (entry.state !== 'approved') return now >= entry.expiresAt;
  return now >= Math.max(entry.expiresAt, (entry.decidedAt ?? 0) + redemptionWindowMs);
}

/** Once, whoever asks: the store decides who wins. A caller known to be gone does not try. */
async function redeem(engine: Engine, call: TokenCall, entry: IndexedRequest): Promise<TokenOutcome> {
  if (call.closed.aborted) return pending;
  const refreshToken = call.client.grantTypes.has(grantTypes.refreshToken) ? newRefreshToken(engine) : undefined;
  const redemption = await engine.requests.redeem({
    authReqIdHash: entry.hash,
    orgId: call.org.id,
    clientId: call.client.clientId,
    now: engine.clock.now(),
    grant: { id: newId(engine.random, 'oar'), grantType: grantTypes.ciba },
    refreshToken: refreshToken === undefined ? undefined : { hash: refreshToken.hash },
    event: redemptionEvent(engine, call),
  });
  if (redemption === undefined) return afterLosing(engine, entry);
  entry.state = 'redeemed';
  const { request, grant, user } = redemption;
  const response = await issueTokens(engine, {
    org: call.org,
    server: call.server,
    client: call.client,
    user,
    grant,
    withIdToken: true,
    ...(refreshToken !== undefined && request.scopes.includes('offline_access') ? { refreshToken: refreshToken.token } : {}),
  });
  return { kind: 'issued', response };
}

/** Another poll won, or the user, client or request was stopped in between. */
async function afterLosing(engine: Engine, entry: IndexedRequest): Promise<TokenOutcome> {
  const current = await engine.index.reread(entry.hash);
  if (current?.state === 'failed' || current?.state === 'cancelled') return denied;
  if (current?.state === 'expired' || (current !== undefined && current.state !== 'redeemed' && hasExpired(current, engine.clock.now())))
    return expired;
  return unknownId;
}

function requestedWait(call: TokenCall, { maxWaitSeconds }: CibaGrantOptions): number | undefined {
  const asked = call.waitSeconds ?? (call.client.backchannel?.holdPolls === true ? maxWaitSeconds : undefined);
  return asked === undefined || asked < 1 ? undefined : Math.min(asked, maxWaitSeconds);
}

/** Waits for the decision (CIBA Core 10.1 long polling). Nothing is consumed for a connection that closed meanwhile (C-113). */
async function hold(engine: Engine, call: TokenCall, entry: IndexedRequest, seconds: number): Promise<TokenOutcome> {
  const until = Math.min(engine.clock.now() + seconds * 1000, entry.expiresAt);
  const end = await engine.index.held.hold({ key: entry.hash, clientId: call.client.clientId, until, closed: call.closed });
  if (end === 'full' || end === 'closed' || end === 'replaced') return pending;
  // what held when the poll arrived may be over: the authorization server too
  const server = await engine.authorizationServers.find(call.org.id, call.server.id);
  if (server?.active !== true) throw unknownAuthorizationServer({ reason: 'authorization server was deactivated during the wait' });
  const current = (await engine.index.find(entry.hash)) ?? entry;
  const outcome = (await settle(engine, call, current)) ?? pending;
  return call.waitSeconds === undefined ? outcome : { ...outcome, waitedSeconds: seconds };
}

function redemptionEvent(engine: Engine, call: TokenCall): SystemLogEvent {
  const { client, server } = call;
  return newEvent(engine, {
    orgId: call.org.id,
    eventType: server.kind === 'org' ? 'app.oauth2.token.grant' : 'app.oauth2.as.token.grant',
    displayMessage: 'Tokens granted for an approved backchannel request',
    actor: { id: client.appId, type: 'PublicClientApp', alternateId: client.clientId, displayName: client.name },
    targets: [{ id: server.id, type: 'AuthorizationServer', displayName: server.name }],
    caller: call.caller,
    debugData: { grantType: grantTypes.ciba },
  });
}
