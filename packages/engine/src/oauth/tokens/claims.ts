/** Which claims go into which token and into userinfo (okta-api 2.10, 2.11). */
import type { AuthorizationServer, Claim } from '../../domain/authorization-server/authorization-server.js';
import { newEvent, systemActor } from '../../domain/event/new-event.js';
import type { User } from '../../domain/user/user.js';
import type { Engine } from '../../engine.js';
import { type ClaimSubject, evaluateClaim, findClaimFault } from './custom-claims.js';
import { type ClaimValue, standardClaims } from './standard-claims.js';

export type Claims = Readonly<Record<string, ClaimValue>>;

/** What an ID token says of the person when an access token goes with it; userinfo has the rest. */
const thinIdentityClaims = ['name', 'preferred_username', 'email'];

export interface ClaimSource {
  readonly server: AuthorizationServer;
  readonly user: User;
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
}

/** Claims of a resource server's interest: every active `RESOURCE` claim whose scopes were granted. May set `sub`. */
export function accessTokenClaims(source: ClaimSource, groupNames: readonly string[]): Claims {
  return custom(source, groupNames, (claim) => claim.claimType === 'RESOURCE');
}

/** The thin set. A custom server can switch its members off, and add its own, by its claim rows. */
export function idTokenClaims(source: ClaimSource, groupNames: readonly string[]): Claims {
  const { claims } = source.server;
  const stock = thinIdentityClaims.filter((name) => !claims.some((claim) => claim.claimType === 'IDENTITY' && claim.name === name));
  return {
    ...standard(source, stock),
    ...custom(source, groupNames, (claim) => claim.claimType === 'IDENTITY' && claim.alwaysIncludeInToken),
  };
}

/** All that the granted scopes release (OpenID Connect Core 5.4), without `sub`. */
export function userinfoClaims(source: ClaimSource, groupNames: readonly string[]): Claims {
  const switchedOff = new Set(
    source.server.claims.filter((claim) => claim.claimType === 'IDENTITY' && !claim.active).map((claim) => claim.name),
  );
  const stock = [...standardClaims.keys()].filter((name) => !switchedOff.has(name));
  return { ...standard(source, stock), ...custom(source, groupNames, (claim) => claim.claimType === 'IDENTITY') };
}

/** Whether one of the server's claims speaks of groups: only then they are read. */
export function asksForGroups({ server, scopes }: Pick<ClaimSource, 'server' | 'scopes'>): boolean {
  return server.claims.some((claim) => claim.valueType === 'GROUPS' && applies(claim, scopes));
}

const reported = new Set<string>();

/** Writes one event for each claim that is left out because it is not understood: once per process and wording of the claim. */
export async function reportFaultyClaims(engine: Pick<Engine, 'clock' | 'random' | 'events'>, server: AuthorizationServer): Promise<void> {
  for (const claim of server.claims) {
    const fault = claim.active ? findClaimFault(claim) : undefined;
    if (fault === undefined) continue;
    const name = JSON.stringify([server.orgId, server.id, claim.name, claim.value]);
    if (reported.has(name)) continue;
    reported.add(name);
    const event = newEvent(engine, {
      orgId: server.orgId,
      eventType: 'x.oauth2.claim.ignored',
      displayMessage: 'A claim is left out of tokens',
      actor: systemActor,
      targets: [{ id: server.id, type: 'AuthorizationServer', displayName: server.name }],
      outcome: { result: 'FAILURE', reason: `${claim.name}: ${fault}` },
    });
    await engine.events.append(event);
  }
}

function applies(claim: Claim, scopes: ReadonlySet<string>): boolean {
  return claim.active && (claim.scopes.length === 0 || claim.scopes.some((scope) => scopes.has(scope)));
}

function standard({ user, scopes }: ClaimSource, names: readonly string[]): Claims {
  const claims: Record<string, ClaimValue> = {};
  for (const name of names) {
    const claim = standardClaims.get(name);
    const value = claim !== undefined && scopes.has(claim.scope) ? claim.read(user) : undefined;
    if (value !== undefined) claims[name] = value;
  }
  return claims;
}

function custom({ server, user, clientId, scopes }: ClaimSource, groupNames: readonly string[], wanted: (claim: Claim) => boolean): Claims {
  const subject: ClaimSubject = { user, clientId, groupNames };
  const claims: Record<string, ClaimValue> = {};
  for (const claim of server.claims) {
    const value = wanted(claim) && applies(claim, scopes) ? evaluateClaim(claim, subject) : undefined;
    if (value !== undefined) claims[claim.name] = value;
  }
  return claims;
}
