/**
 * The console's view of its session, for its own scripts: who is here, what they may do and when the session ends. Asking does not keep it
 * alive; `POST /admin/session/extend` and every call of the management API do, up to the twelve hours of every session.
 */
import {
  ApiError,
  type ConsoleAccess,
  displayName,
  endConsoleSession,
  findConsoleAccess,
  hasSecondFactor,
  type Org,
  scopesOfRoles,
} from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';
import { clearSessionId, readSessionId } from '../sign-in/browser-cookies.js';
import { comesFromConsole } from './console-origin.js';

export function consoleSessionRoutes(app: FastifyInstance, server: ServerContext): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply, use: boolean) => {
    const { org, access } = await find(server, request, use);
    if (access.kind === 'sign-in') throw new ApiError('E0000011', { reason: 'no console session' });
    if (access.kind === 'no-role') throw new ApiError('E0000006', { reason: 'not an administrator' });
    return send(reply, present(server, org, access));
  };
  app.get('/admin/session', { exposeHeadRoute: false }, (request, reply) => answer(request, reply, false));
  app.post('/admin/session/extend', (request, reply) => answer(request, reply, true));
  app.post('/admin/sign-out', async (request, reply) => {
    const { org, access } = await find(server, request, false);
    if (access.kind !== 'sign-in') await endConsoleSession(server.engine, access.session, callerOf(request));
    clearSessionId(reply, org);
    return reply.header('cache-control', 'no-store').code(204).send();
  });
}

/** Throws E0000006 for a call of another site's page. */
async function find(server: ServerContext, request: FastifyRequest, use: boolean) {
  const org = await server.engine.org.get();
  if (!comesFromConsole(request, org)) throw new ApiError('E0000006', { reason: 'not called by the console' });
  const question = { org, sessionId: readSessionId(request, org), secondFactor: !server.development };
  return { org, access: await findConsoleAccess(server, question, { use }) };
}

function present({ development, engine }: ServerContext, org: Org, access: Extract<ConsoleAccess, { kind: 'granted' }>): object {
  const { user, roles, session, endsAt } = access;
  const authenticatorUrl = engine.authenticatorUrl?.();
  return {
    user: { id: user.id, login: user.login, displayName: displayName(user) },
    roles,
    scopes: [...scopesOfRoles(roles)],
    /** False only in development mode: the console then asks to set one up. */
    secondFactor: hasSecondFactor(session),
    org: {
      id: org.id,
      name: org.name,
      url: org.url,
      development,
      /** Of the authenticator app that this server serves; the org's own URL would say that it serves none. */
      ...(authenticatorUrl === undefined || authenticatorUrl === org.url ? {} : { authenticatorUrl }),
    },
    expiresAt: new Date(endsAt).toISOString(),
    /** Staying signed in goes no further. */
    endsAt: new Date(session.expiresAt).toISOString(),
  };
}

function send(reply: FastifyReply, body: object): FastifyReply {
  return reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify(body));
}
