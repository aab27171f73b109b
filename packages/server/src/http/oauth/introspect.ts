/** `POST …/v1/introspect` (RFC 7662). */
import { type Form, handleIntrospection } from '@countersign/engine';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf, oauthPaths, resolveServer } from '../request-context.js';
import { refuseQueryCredentials } from './query-credentials.js';

export function introspectRoutes(app: FastifyInstance, server: ServerContext): void {
  for (const path of oauthPaths('/introspect')) {
    app.post<{ Body: Form }>(path, async (request, reply) => {
      refuseQueryCredentials(request.url);
      const addressed = await resolveServer(server, request);
      const answer = await handleIntrospection(server.engine, {
        ...addressed,
        form: request.body,
        authorization: request.headers.authorization,
        caller: callerOf(request),
      });
      reply.header('cache-control', 'no-store').header('pragma', 'no-cache').type('application/json;charset=UTF-8');
      return reply.send(JSON.stringify(answer));
    });
  }
}
