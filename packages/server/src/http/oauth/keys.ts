/** `GET …/v1/keys`: the public keys of an authorization server (RFC 7517; okta-api 2.5). Verifiers keep the set until the next rotation, a day at most. */
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { oauthPaths, resolveServer } from '../request-context.js';

export function keysRoutes(app: FastifyInstance, server: ServerContext): void {
  for (const path of oauthPaths('/keys')) {
    app.get(path, async (request, reply) => {
      const addressed = await resolveServer(server, request);
      const { keys, maxAgeSeconds } = await server.engine.keyring.jwks(addressed.server);
      reply.header('cache-control', `max-age=${maxAgeSeconds}, must-revalidate`).type('application/json;charset=UTF-8');
      return reply.send(JSON.stringify({ keys }));
    });
  }
}
