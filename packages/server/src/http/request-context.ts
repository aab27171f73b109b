/** What every route derives from a request: who calls, and which authorization server the path names. */
import { unknownAuthorizationServer, type AuthorizationServer, type Caller, type Org } from '@countersign/engine';
import type { FastifyRequest } from 'fastify';
import type { ServerContext } from '../server-context.js';

const maxUserAgentLength = 512;

/** Goes into the system log. `ip` believes `X-Forwarded-For` of trusted proxies only. */
export function callerOf(request: FastifyRequest): Caller {
  return { requestId: request.id, ip: request.ip, userAgent: (request.headers['user-agent'] ?? '').slice(0, maxUserAgentLength) };
}

export interface AddressedServer {
  readonly org: Org;
  readonly server: AuthorizationServer;
}

/**
 * The authorization server of `/oauth2/v1/…` (the org's own) or `/oauth2/{authorizationServerId}/v1/…`.
 * Throws `invalid_request` (404) for one that does not exist or is inactive.
 */
export async function resolveServer(
  context: { readonly engine: Pick<ServerContext['engine'], 'org' | 'authorizationServers'> },
  request: FastifyRequest,
): Promise<AddressedServer> {
  const org = await context.engine.org.get();
  const named = authorizationServerIdOf(request);
  const server = await context.engine.authorizationServers.find(org.id, named);
  // the org's own server has no path of its own: its id is the org's
  const misnamed = named !== undefined && server?.kind === 'org';
  if (server === undefined || !server.active || misnamed)
    throw unknownAuthorizationServer({ reason: 'unknown or inactive authorization server' });
  return { org, server };
}

function authorizationServerIdOf(request: FastifyRequest): string | undefined {
  const { params } = request;
  if (typeof params !== 'object' || params === null || !('authorizationServerId' in params)) return undefined;
  return typeof params.authorizationServerId === 'string' ? params.authorizationServerId : undefined;
}

/** Both addresses of an OAuth endpoint: of the org's own server and of a custom one. `suffix` begins with a slash. */
export function oauthPaths(suffix: string): readonly [string, string] {
  return [`/oauth2/v1${suffix}`, `/oauth2/:authorizationServerId/v1${suffix}`];
}
