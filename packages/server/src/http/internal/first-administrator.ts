/** `POST /api/v1/internal/first-administrator`: what `countersign admin create` calls, once in the life of an org. */
import { systemActor, validationFailed } from '@countersign/engine';
import type { FastifyInstance } from 'fastify';
import { createFirstAdministrator, firstAdministratorInput } from '../../bootstrap/first-administrator.js';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';

export function firstAdministratorRoutes(app: FastifyInstance, server: ServerContext): void {
  app.post('/api/v1/internal/first-administrator', async (request, reply) => {
    const parsed = firstAdministratorInput.safeParse(request.body ?? {});
    if (!parsed.success) {
      throw validationFailed(
        'administrator',
        parsed.error.issues.map((issue) => `${String(issue.path[0] ?? 'body')}: is needed and must be text`),
      );
    }
    const org = await server.engine.org.get();
    const needs = { admin: { engine: server.engine, management: server.management }, setup: server.setup };
    const { user, apiToken } = await createFirstAdministrator(needs, parsed.data, {
      orgId: org.id,
      entity: systemActor,
      caller: callerOf(request),
    });
    reply.header('cache-control', 'no-store').type('application/json');
    return reply.send(JSON.stringify({ id: user.id, login: user.login, apiToken }));
  });
}
