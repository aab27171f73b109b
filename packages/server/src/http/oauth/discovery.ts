/**
 * The metadata documents (OpenID Connect Discovery 4, RFC 8414 3): below the issuer, and with the well-known part before the issuer's path.
 * `?client_id=` is read by nobody.
 */
import { serverMetadata } from '@countersign/engine';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { resolveServer } from '../request-context.js';

const documents = ['openid-configuration', 'oauth-authorization-server'];
/** Short, so that a changed scope or key algorithm is seen soon. */
const maxAgeSeconds = 300;

export function discoveryRoutes(app: FastifyInstance, server: ServerContext): void {
  const paths = documents.flatMap((name) => [
    `/.well-known/${name}`,
    `/oauth2/:authorizationServerId/.well-known/${name}`,
    `/.well-known/${name}/oauth2/:authorizationServerId`,
  ]);
  for (const path of paths) {
    app.get(path, async (request, reply) => {
      const addressed = await resolveServer(server, request);
      reply.header('cache-control', `max-age=${maxAgeSeconds}, must-revalidate`).type('application/json;charset=UTF-8');
      return reply.send(JSON.stringify(serverMetadata(addressed.org, addressed.server)));
    });
  }
}
