/**
 * The enrollment code grant, an extension grant (RFC 6749 4.5) of the org's own authorization server: the code of an enrollment link for
 * an access token with which one device enrols once.
 *
 * The link travels outside of any authorization request, from one screen to another. So there is no client instance it could be bound to
 * beforehand, and a PKCE challenge (RFC 7636) would be chosen by whoever presents the code, an interceptor included: it would prove
 * nothing. What guards the code instead:
 * - interception: it is in the fragment of the link, which no server, log or referrer sees; it lives minutes; the first exchange takes it,
 *   so that a thief and the person cannot both use it, and the page that shows it tells which device enrolled;
 * - replay: one conditional write takes it, whoever asks at the same time;
 * - guessing: 140 random bits, and an address that presents unknown codes has to wait;
 * - reach: the token is for the one authenticator of the link, for one enrollment of its person, for minutes, and cannot change or remove
 *   what the person has; cancelling the link ends it.
 * Unknown, used, expired, cancelled and foreign codes get one answer. There is no ID token: nobody signed in.
 */
import { deviceScopes, grantTypes } from '@countersign/contracts/wire';
import type { Authenticator } from '../../../domain/authenticator/authenticator.js';
import { sha256 } from '../../../domain/digest.js';
import { readEnrollmentCode } from '../../../domain/enrollment-link/enrollment-code.js';
import { enrollmentLinkState, enrollmentTokenSeconds, type EnrollmentLink } from '../../../domain/enrollment-link/enrollment-link.js';
import { newEvent } from '../../../domain/event/new-event.js';
import type { SystemLogEvent } from '../../../domain/event/system-log-event.js';
import type { Grant } from '../../../domain/grant/grant.js';
import { newId } from '../../../domain/id.js';
import { displayName } from '../../../domain/management/users.js';
import type { MissCounter } from '../../../domain/throttle/miss-counter.js';
import type { User } from '../../../domain/user/user.js';
import type { Engine } from '../../../engine.js';
import { invalidGrant, invalidRequest, temporarilyUnavailable, unauthorizedClient, unsupportedGrantType } from '../../errors.js';
import { issueTokens } from '../../tokens/issue.js';
import type { GrantHandler, TokenCall } from '../grant.js';

export interface EnrollmentCodeGrantOptions {
  /** Unknown codes per address. */
  readonly misses: MissCounter;
}

export function createEnrollmentCodeGrant({ misses }: EnrollmentCodeGrantOptions): GrantHandler {
  return {
    grantType: grantTypes.enrollmentCode,
    // every app of an authenticator, and no other
    choosesClients: true,
    async handle(engine, call) {
      const { org, server, client } = call;
      if (server.kind !== 'org') throw unsupportedGrantType({ reason: 'enrollment code at a custom authorization server' });
      if ((await engine.authenticators.findByMobileClientId(org.id, client.clientId)) === undefined)
        throw unauthorizedClient('The client is not the app of an authenticator.');
      const presented = call.form.get('code');
      if (presented === undefined) throw invalidRequest('The code parameter is missing.');
      // nothing is consumed for a connection that is gone
      if (call.closed.aborted) throw temporarilyUnavailable(503, 1, { reason: 'connection closed' });
      const { link, user, authenticator } = await findLink(engine, call, { presented, misses });
      const grant = newGrant(engine, call, link);
      const opened = await engine.enrollmentLinks.open({
        orgId: org.id,
        id: link.id,
        grantId: grant.id,
        now: grant.createdAt,
        expiresAt: grant.createdAt + enrollmentTokenSeconds * 1000,
        event: linkEvent(engine, call, { link, user }),
      });
      if (!opened) throw invalidCode('taken at the same moment');
      await engine.grants.create({ grant, refreshToken: undefined, event: tokenEvent(engine, call, { link, user }) });
      const accessTokenExtra = { cs_enrollment_link: link.id };
      const response = await issueTokens(engine, { org, server, client, user, grant, withIdToken: false, accessTokenExtra });
      const preview = {
        user_id: user.id,
        username: user.login,
        display_name: displayName(user),
        org_name: org.name,
        authenticator_id: authenticator.id,
        authenticator_name: authenticator.name,
      };
      return { kind: 'issued', response: { ...response, cs_enrollment: preview } };
    },
  };
}

function invalidCode(reason: string) {
  return invalidGrant('The enrollment code is invalid, expired or was already used.', { reason });
}

interface FoundLink {
  readonly link: EnrollmentLink;
  readonly user: User;
  readonly authenticator: Authenticator;
}

async function findLink(
  engine: Engine,
  { org, client, caller }: TokenCall,
  { presented, misses }: { readonly presented: string; readonly misses: MissCounter },
): Promise<FoundLink> {
  const blocked = misses.blockedSeconds(caller.ip);
  if (blocked !== undefined) throw temporarilyUnavailable(429, blocked, { reason: 'too many unknown enrollment codes' });
  const code = readEnrollmentCode(presented);
  const link = code === undefined ? undefined : await engine.enrollmentLinks.findByCode(org.id, sha256(code));
  if (link === undefined) {
    if (misses.miss(caller.ip)) await engine.events.append(guessingEvent(engine, { org, caller }));
    throw invalidCode('unknown');
  }
  const state = enrollmentLinkState(link, engine.clock.now());
  if (state !== 'WAITING' || link.openedAt !== undefined) throw invalidCode(state === 'WAITING' ? 'opened before' : state);
  const [authenticator, user, assigned] = await Promise.all([
    engine.authenticators.findById(org.id, link.authenticatorId),
    engine.users.findById(org.id, link.userId),
    engine.clients.isAssigned(client, link.userId),
  ]);
  if (authenticator?.active !== true || authenticator.mobileClientId !== client.clientId) throw invalidCode('of another authenticator');
  // what held when the link was made must still hold
  if (user?.status !== 'ACTIVE' || !assigned) throw invalidCode('the user may not enrol any more');
  // whoever changes the password ends what others began in sessions with the old one
  if (link.authentication !== undefined && (user.passwordChangedAt ?? 0) > link.authentication.authTime)
    throw invalidCode('made before the password was changed');
  if (org.settings.signInPolicy.enrollmentLinks === 'off') throw invalidCode('enrollment links are switched off');
  return { link, user, authenticator };
}

/** Honest about who proved what: the person's own session if they made the link, else the possession of a one-time code, just now. */
function newGrant(engine: Engine, { org, server, client }: TokenCall, link: EnrollmentLink): Grant {
  const now = engine.clock.now();
  return {
    id: newId(engine.random, 'oar'),
    orgId: org.id,
    authorizationServerId: server.id,
    clientId: client.clientId,
    userId: link.userId,
    grantType: grantTypes.enrollmentCode,
    scopes: [deviceScopes.manage],
    authTime: link.authentication?.authTime ?? now,
    amr: link.authentication?.amr ?? ['otp'],
    acr: undefined,
    transactionId: undefined,
    accessTokenSeconds: enrollmentTokenSeconds,
    refreshTokenIdleSeconds: 0,
    createdAt: now,
    refreshExpiresAt: undefined,
  };
}

interface Opening {
  readonly link: EnrollmentLink;
  readonly user: User;
}

const targetsOf = ({ link, user }: Opening) => [
  { id: user.id, type: 'User', alternateId: user.login },
  { id: link.id, type: 'EnrollmentLink' },
  { id: link.authenticatorId, type: 'Authenticator' },
];

/** Whoever holds the code is known by the app alone. */
const actorOf = ({ client }: TokenCall) => ({
  id: client.appId,
  type: 'PublicClientApp',
  alternateId: client.clientId,
  displayName: client.name,
});

function linkEvent(engine: Engine, call: TokenCall, opening: Opening): SystemLogEvent {
  return newEvent(engine, {
    orgId: call.org.id,
    eventType: 'x.enrollment_link.use',
    displayMessage: 'Use an enrollment link',
    actor: actorOf(call),
    targets: targetsOf(opening),
    caller: call.caller,
  });
}

function tokenEvent(engine: Engine, call: TokenCall, opening: Opening): SystemLogEvent {
  return newEvent(engine, {
    orgId: call.org.id,
    eventType: 'app.oauth2.token.grant',
    displayMessage: 'OAuth2 token request',
    actor: actorOf(call),
    targets: targetsOf(opening),
    caller: call.caller,
    debugData: { grantType: grantTypes.enrollmentCode },
  });
}

function guessingEvent(engine: Engine, { org, caller }: Pick<TokenCall, 'org' | 'caller'>): SystemLogEvent {
  return newEvent(engine, {
    orgId: org.id,
    eventType: 'x.enrollment_link.guessing',
    displayMessage: 'An address presents unknown enrollment codes',
    actor: { id: 'unknown', type: 'User' },
    outcome: { result: 'DENY', reason: 'too many unknown codes' },
    caller,
  });
}
