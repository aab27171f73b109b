/** Token introspection (RFC 7662, okta-api 2.7, R-012). Anything invalid, expired, revoked or foreign is `{active: false}` and nothing more. */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import { sha256 } from '../../domain/digest.js';
import type { ParsedJws } from '../../domain/jwt/verify-jws.js';
import type { Org } from '../../domain/org/org.js';
import type { Engine } from '../../engine.js';
import { type AuthenticatedRequest, authenticateCaller } from '../client-authentication/authenticate-caller.js';
import { invalidRequest } from '../errors.js';
import { grantIdOf } from './authenticate-bearer.js';
import { verifyOwnToken } from './verify-own-token.js';

export type Introspection = { readonly active: false } | ({ readonly active: true } & Readonly<Record<string, unknown>>);

interface Question {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly token: string;
}
const inactive: Introspection = { active: false };

/** `token_type_hint` is not needed: the kinds of token cannot be confused. Throws `invalid_client`, and `invalid_request` without a token. */
export async function handleIntrospection(engine: Engine, request: AuthenticatedRequest): Promise<Introspection> {
  const client = await authenticateCaller(engine, request, 'other');
  const token = request.form.get('token');
  if (token === undefined) throw invalidRequest('The token parameter is missing.');
  const question: Question = { org: request.org, server: request.server, client, token };
  return (await introspectJwt(engine, question)) ?? (await introspectRefreshToken(engine, question)) ?? inactive;
}

async function introspectJwt(engine: Engine, question: Question): Promise<Introspection | undefined> {
  for (const kind of ['access', 'id'] as const) {
    const verified = await verifyOwnToken(engine, { token: question.token, kind, servers: [question.server] });
    if (verified === undefined) continue;
    const { claims, exp, jti } = verified;
    const clientId = claims[kind === 'access' ? 'cid' : 'aud'];
    if (exp * 1000 <= engine.clock.now() || typeof clientId !== 'string' || !mayLook(question.client, clientId)) return undefined;
    if (kind === 'access' && !(await engine.grants.isLive(question.org.id, grantIdOf(jti), jti))) return undefined;
    return kind === 'access' ? describeAccessToken(claims, clientId) : describeIdToken(claims, clientId);
  }
  return undefined;
}

function describeAccessToken(claims: ParsedJws['claims'], clientId: string): Introspection {
  const { sub, aud, iss, iat, exp, jti, uid, scp, auth_time, acr, authorization_details } = claims;
  const scope = Array.isArray(scp) ? scp.join(' ') : '';
  return {
    active: true,
    token_type: 'Bearer',
    scope,
    client_id: clientId,
    username: sub,
    exp,
    iat,
    nbf: iat,
    sub,
    aud,
    iss,
    jti,
    uid,
    auth_time,
    acr,
    authorization_details,
  };
}

function describeIdToken(claims: ParsedJws['claims'], clientId: string): Introspection {
  const { sub, aud, iss, iat, exp, jti, auth_time, acr, preferred_username } = claims;
  return {
    active: true,
    client_id: clientId,
    username: preferred_username,
    exp,
    iat,
    nbf: iat,
    sub,
    aud,
    iss,
    jti,
    uid: sub,
    auth_time,
    acr,
  };
}

/** A public client proves nothing: it learns about its own tokens only. */
function mayLook(client: Client, clientId: string): boolean {
  return client.authMethod !== 'none' || client.clientId === clientId;
}

async function introspectRefreshToken(engine: Engine, { org, server, client, token }: Question): Promise<Introspection | undefined> {
  const found = await engine.grants.findRefreshToken(sha256(token));
  if (found === undefined || found.revoked) return undefined;
  const { grant, token: refresh } = found;
  if (grant.orgId !== org.id || grant.authorizationServerId !== server.id || grant.clientId !== client.clientId) return undefined;
  const now = engine.clock.now();
  const expiresAt = Math.min(refresh.idleExpiresAt, grant.refreshExpiresAt ?? Infinity);
  const leewayMs = client.refreshToken.leewaySeconds * 1000;
  if (now >= expiresAt || (refresh.replacedAt !== undefined && now >= refresh.replacedAt + leewayMs)) return undefined;
  const user = await engine.users.findById(org.id, grant.userId);
  if (user?.status !== 'ACTIVE') return undefined;
  return {
    active: true,
    token_type: 'Bearer',
    scope: grant.scopes.join(' '),
    client_id: grant.clientId,
    username: user.login,
    exp: Math.floor(expiresAt / 1000),
    sub: user.login,
    uid: user.id,
    jti: grant.id,
    // RFC 9396 9.2
    ...(grant.authorizationDetails === undefined ? {} : { authorization_details: grant.authorizationDetails }),
  };
}
