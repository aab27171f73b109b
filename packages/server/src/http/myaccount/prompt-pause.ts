/** A person asks not to be disturbed, from one of their devices, for all of them (security model S-011). Ours. */
import { promptPauseInput } from '@countersign/contracts';
import { findOwnEnrollment, findPromptPause, pausePrompts, requireScopeFor, resumePrompts, type User } from '@countersign/engine';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';
import { authenticateAccount } from './bearer.js';
import { enrollmentIdOf, type EnrollmentPath } from './enrollment-path.js';
import { readBody } from './read-body.js';
import { sendJson } from './send-json.js';

const path = '/idp/myaccount/app-authenticators/:enrollmentId/pause';

export function promptPauseRoutes(app: FastifyInstance, server: ServerContext): void {
  const { engine } = server;

  app.get<EnrollmentPath>(path, async (request, reply) => {
    const until = await findPromptPause(engine, await personOf(server, request, 'listPending'));
    return sendJson(reply, { pausedUntil: until === undefined ? null : new Date(until).toISOString() });
  });

  app.post<EnrollmentPath>(path, async (request, reply) => {
    const user = await personOf(server, request, 'report');
    const { minutes } = readBody(promptPauseInput, request.body, 'pause');
    const until = await pausePrompts(engine, { user, minutes, caller: callerOf(request) });
    return sendJson(reply, { pausedUntil: new Date(until).toISOString() });
  });

  app.delete<EnrollmentPath>(path, async (request, reply) => {
    await resumePrompts(engine, { user: await personOf(server, request, 'report'), caller: callerOf(request) });
    return reply.code(204).send();
  });
}

/** The person of the token, on an enrollment of theirs. */
async function personOf(
  server: ServerContext,
  request: FastifyRequest<EnrollmentPath>,
  operation: 'listPending' | 'report',
): Promise<User> {
  const { org, user, scopes } = await authenticateAccount(server, request);
  requireScopeFor(operation, scopes);
  await findOwnEnrollment(server.engine, { org, userId: user.id, enrollmentId: enrollmentIdOf(request, 'E0000007'), unknown: 'E0000007' });
  return user;
}
