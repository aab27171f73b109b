/** Userinfo (OpenID Connect Core 5.3, okta-api 2.8). */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Org } from '../../domain/org/org.js';
import type { Engine } from '../../engine.js';
import { insufficientScope, invalidToken } from '../errors.js';
import { authenticateBearer } from './authenticate-bearer.js';
import { asksForGroups, userinfoClaims } from './claims.js';

/** `sub` (the user's id, as in the ID token) and what the token's scopes release. Throws `invalid_token` and, without `openid`, `insufficient_scope`. */
export async function readUserinfo(
  engine: Engine,
  request: { readonly org: Org; readonly server: AuthorizationServer; readonly token: string },
): Promise<Readonly<Record<string, unknown>>> {
  const { org, server } = request;
  const bearer = await authenticateBearer(engine, request);
  if (!bearer.scopes.has('openid')) throw insufficientScope();
  const user = bearer.userId === undefined ? undefined : await engine.users.findById(org.id, bearer.userId);
  if (user?.status !== 'ACTIVE') throw invalidToken({ reason: 'the user is not active' });
  const source = { server, user, clientId: bearer.clientId, scopes: bearer.scopes };
  const groupNames = asksForGroups(source) ? await engine.users.listGroupNames(org.id, user.id) : [];
  return { sub: user.id, ...userinfoClaims(source, groupNames) };
}
