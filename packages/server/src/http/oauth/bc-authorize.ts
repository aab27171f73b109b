/** `POST …/v1/bc/authorize`: the backchannel authentication endpoint (CIBA Core 7). The stages are in the engine's oauth/backchannel. */
import { createMissCounter, requestBackchannelAuthentication, type Form } from '@countersign/engine';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf, oauthPaths, resolveServer } from '../request-context.js';
import { refuseQueryCredentials } from './query-credentials.js';

/** Unknown users one client may name before it is slowed down (security model S-042). */
const guessing = { limit: 100, windowMs: 600_000 };

export function bcAuthorizeRoutes(app: FastifyInstance, server: ServerContext): void {
  const unknownHints = createMissCounter(server.engine.clock, guessing);
  for (const path of oauthPaths('/bc/authorize')) {
    app.post<{ Body: Form }>(path, async (request, reply) => {
      refuseQueryCredentials(request.url);
      const acknowledgement = await requestBackchannelAuthentication(server.engine, unknownHints, {
        ...(await resolveServer(server, request)),
        form: request.body,
        authorization: request.headers.authorization,
        caller: callerOf(request),
      });
      reply.header('cache-control', 'no-store').header('pragma', 'no-cache').type('application/json;charset=UTF-8');
      return reply.send(JSON.stringify(acknowledgement));
    });
  }
}
