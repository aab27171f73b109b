/** `id_token_hint` (CIBA Core 7.1, OpenID Connect RP-Initiated Logout 2; C-046, C-047). */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import type { Org } from '../../domain/org/org.js';
import type { Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';
import { verifyOwnToken } from './verify-own-token.js';

/** An expired ID token still names its user for this long. */
export const hintWindowMs = 30 * 86_400_000;

/**
 * The user and client of an ID token that the addressed server, or the org's own, issued to `client` (to any client when left out).
 * Undefined when it is not one, was altered, or expired more than 30 days before `now`.
 */
export async function verifyIdTokenHint(
  engine: Pick<Engine, 'keyring' | 'authorizationServers'>,
  hint: {
    readonly org: Org;
    readonly server: AuthorizationServer;
    readonly client?: Client | undefined;
    readonly token: string;
    readonly now: Instant;
  },
): Promise<{ readonly userId: string; readonly clientId: string } | undefined> {
  const own = hint.server.kind === 'org' ? undefined : await engine.authorizationServers.find(hint.org.id, undefined);
  const servers = own === undefined ? [hint.server] : [hint.server, own];
  const verified = await verifyOwnToken(engine, { token: hint.token, kind: 'id', servers });
  if (verified === undefined) return undefined;
  const { sub, aud } = verified.claims;
  if (typeof sub !== 'string' || typeof aud !== 'string') return undefined;
  if (hint.client !== undefined && aud !== hint.client.clientId) return undefined;
  return verified.exp * 1000 + hintWindowMs < hint.now ? undefined : { userId: sub, clientId: aud };
}
