/**
 * Who calls the management API and whether they may (okta-api 3.1): `Authorization: SSWS {API token}`, `Authorization: Bearer {access token
 * of the org's own server}`, or the session cookie of the Admin Console. Every answer says how much the caller may still call.
 */
import { isStorable, type Operation } from '@countersign/contracts';
import {
  type Administrator,
  administratorOf,
  ApiError,
  authenticateApiToken,
  authenticateBearer,
  type ChangeTarget,
  findConsoleAccess,
  insufficientScope,
  mayAccess,
  narrowed,
  OAuthError,
  requireAccess,
  requirePowerOver,
} from '@countersign/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { comesFromConsole } from '../console/console-origin.js';
import { readSessionIdOf } from '../sign-in/browser-cookies.js';
import { callsPerMinute, createRateLimiter, failuresPerMinute, type RateLimitState } from './rate-limit.js';

export type Authenticate = (request: FastifyRequest, reply: FastifyReply, operation: Operation) => Promise<Administrator>;

type Needs = Pick<ServerContext, 'development' | 'engine' | 'management'>;

const credentials = /^(SSWS|Bearer) +([\x21-\x7e]{1,4096})$/i;

/** Throws E0000011, E0000006, and E0000047 above the limits. Calls with good credentials are never held up by others' bad ones. */
export function createAuthenticate(server: Needs): Authenticate {
  const calls = createRateLimiter(server.engine.clock, callsPerMinute);
  const failures = createRateLimiter(server.engine.clock, failuresPerMinute);
  return async (request, reply, operation) => {
    const administrator = await identify(server, request).catch((error: unknown) => {
      if (error instanceof ApiError || error instanceof OAuthError) tell(reply, failures.count(request.ip));
      throw error;
    });
    tell(reply, calls.count(callerKey(administrator)));
    await authorizeCall(server, administrator, { request, operation });
    return administrator;
  };
}

/** Without `use` the session of the console grows no older by it. Throws E0000011 and E0000006. */
export async function identify(server: Needs, request: FastifyRequest, { use } = { use: true }): Promise<Administrator> {
  const { authorization } = request.headers;
  if (authorization === undefined) return identifyByCookie(server, request, { use });
  const [, scheme = '', token = ''] = credentials.exec(authorization) ?? [];
  switch (scheme.toLowerCase()) {
    case 'ssws':
      return authenticateApiToken(server, token);
    case 'bearer':
      return identifyByAccessToken(server, token);
    default:
      throw new ApiError('E0000011', { reason: 'no usable authorization header' });
  }
}

/** Only tokens of the org's own server: any other is issued by rules that app administrators write. */
async function identifyByAccessToken({ engine, management }: Needs, token: string): Promise<Administrator> {
  const org = await engine.org.get();
  const server = await engine.authorizationServers.find(org.id, undefined);
  const facts = await authenticateBearer(engine, { org, token, server });
  const client = await engine.clients.findByClientId(org.id, facts.clientId);
  // what was granted to the app may have been taken away since
  const granted = new Set([...facts.scopes].filter((scope) => client?.managementScopes?.has(scope) === true));
  if (client?.active !== true) throw new ApiError('E0000011', { reason: 'the app behind the token is not active' });
  const userId = facts.userId ?? '';
  const [user, roles] = await Promise.all([engine.users.findById(org.id, userId), management.users.listRoles(org.id, userId)]);
  if (user?.status !== 'ACTIVE') throw new ApiError('E0000011', { reason: 'no active person behind the token' });
  return narrowed(administratorOf(user, roles, { kind: 'access-token', clientId: facts.clientId }), granted);
}

/** A cookie comes along with whatever page calls: only the console's own scripts may use it. */
async function identifyByCookie(server: Needs, request: FastifyRequest, { use }: { readonly use: boolean }): Promise<Administrator> {
  const org = await server.engine.org.get();
  const sessionId = readSessionIdOf(request.headers.cookie, org);
  if (sessionId === undefined) throw new ApiError('E0000011', { reason: 'no credentials' });
  if (!comesFromConsole(request, org)) throw new ApiError('E0000006', { reason: 'not called by the console' });
  const access = await findConsoleAccess(server, { org, sessionId, secondFactor: !server.development }, { use });
  if (access.kind === 'sign-in') throw new ApiError('E0000011', { reason: 'no console session' });
  if (access.kind === 'no-role') throw new ApiError('E0000006', { reason: 'not an administrator' });
  return administratorOf(access.user, access.roles, { kind: 'console', sessionHash: access.session.hash });
}

async function authorizeCall(
  server: Needs,
  administrator: Administrator,
  { request, operation }: { readonly request: FastifyRequest; readonly operation: Operation },
): Promise<void> {
  const { access } = operation;
  if (administrator.credential.kind === 'access-token' && !mayAccess(administrator, access))
    throw insufficientScope({ reason: `takes ${access}` });
  requireAccess(administrator, access);
  const target = access.endsWith('.manage') ? targetOf(request, operation) : undefined;
  if (target !== undefined) await requirePowerOver(server, administrator, target);
}

const targets: Readonly<Record<string, ChangeTarget['kind']>> = {
  users: 'user',
  devices: 'device',
  'api-tokens': 'api-token',
  apps: 'app',
};

/** Whose account, device or token the path begins with: so no operation below it can forget to ask. */
function targetOf(request: FastifyRequest, operation: Operation): ChangeTarget | undefined {
  const [, collection = '', name = ''] = /^\/api\/v1\/([\w-]+)\/\{(\w+)\}/.exec(operation.path) ?? [];
  const kind = targets[collection];
  const id: unknown = typeof request.params === 'object' && request.params !== null ? Reflect.get(request.params, name) : undefined;
  return kind === undefined || typeof id !== 'string' || !isStorable(id) ? undefined : { kind, id };
}

function callerKey({ userId, credential }: Administrator): string {
  switch (credential.kind) {
    case 'api-token':
      return credential.id;
    case 'access-token':
      return `${credential.clientId} ${userId}`;
    case 'console':
      return userId;
  }
}

function tell(reply: FastifyReply, state: RateLimitState): void {
  reply.header('x-rate-limit-limit', state.limit);
  reply.header('x-rate-limit-remaining', state.remaining);
  reply.header('x-rate-limit-reset', state.resetAt);
  if (state.exceeded) throw new ApiError('E0000047');
}
