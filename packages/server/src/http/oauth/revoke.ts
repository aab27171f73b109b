/** `POST …/v1/revoke` (RFC 7009): 200 with an empty body, also for tokens nobody knows. */
import { type Form, handleRevocation } from '@countersign/engine';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf, oauthPaths, resolveServer } from '../request-context.js';
import { refuseQueryCredentials } from './query-credentials.js';

export function revokeRoutes(app: FastifyInstance, server: ServerContext): void {
  for (const path of oauthPaths('/revoke')) {
    app.post<{ Body: Form }>(path, async (request, reply) => {
      refuseQueryCredentials(request.url);
      await handleRevocation(server.engine, {
        ...(await resolveServer(server, request)),
        form: request.body,
        authorization: request.headers.authorization,
        caller: callerOf(request),
      });
      return reply.header('cache-control', 'no-store').header('pragma', 'no-cache').send();
    });
  }
}
