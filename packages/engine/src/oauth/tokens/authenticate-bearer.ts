/** Access tokens at our own resources: userinfo and the MyAccount API (RFC 6750). */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Org } from '../../domain/org/org.js';
import type { Engine } from '../../engine.js';
import { invalidToken } from '../errors.js';
import { verifyOwnToken } from './verify-own-token.js';

/** What a living access token says. */
export interface BearerFacts {
  readonly userId: string | undefined;
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  readonly grantId: string;
  readonly jti: string;
  readonly server: AuthorizationServer;
  /** From the code of this enrollment link: good for one enrollment and nothing else. */
  readonly enrollmentLinkId: string | undefined;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * Checks signature, expiry and that the grant behind the token still lives. Any active server of the org counts as issuer unless `server`
 * is given. Throws `invalid_token`.
 */
export async function authenticateBearer(
  engine: Pick<Engine, 'authorizationServers' | 'clock' | 'grants' | 'keyring'>,
  bearer: { readonly org: Org; readonly token: string; readonly server?: AuthorizationServer | undefined },
): Promise<BearerFacts> {
  const facts = await readAccessToken(engine, bearer);
  if (facts === undefined) throw invalidToken({ reason: 'not an access token of this org' });
  if (facts.expiresAt * 1000 <= engine.clock.now()) throw invalidToken({ reason: 'expired' });
  if (!(await engine.grants.isLive(bearer.org.id, facts.grantId, facts.jti))) throw invalidToken({ reason: 'revoked' });
  return facts;
}

/** The facts of an access token whose signature holds, expired and revoked ones included. */
export async function readAccessToken(
  engine: Pick<Engine, 'authorizationServers' | 'keyring'>,
  { org, token, server }: { readonly org: Org; readonly token: string; readonly server?: AuthorizationServer | undefined },
): Promise<BearerFacts | undefined> {
  const servers =
    server === undefined ? (await engine.authorizationServers.list(org.id)).filter((candidate) => candidate.active) : [server];
  const verified = await verifyOwnToken(engine, { token, kind: 'access', servers });
  if (verified === undefined) return undefined;
  const { cid, uid, scp, cs_enrollment_link: linkId } = verified.claims;
  if (typeof cid !== 'string' || !Array.isArray(scp)) return undefined;
  return {
    userId: typeof uid === 'string' ? uid : undefined,
    clientId: cid,
    scopes: new Set(scp.filter((scope) => typeof scope === 'string')),
    grantId: grantIdOf(verified.jti),
    jti: verified.jti,
    server: verified.server,
    enrollmentLinkId: typeof linkId === 'string' ? linkId : undefined,
    expiresAt: verified.exp,
  };
}

/** The third part of an access token's `jti`. */
export function grantIdOf(jti: string): string {
  return jti.split('.')[2] ?? '';
}
