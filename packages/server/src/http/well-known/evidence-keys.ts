/**
 * `GET /.well-known/evidence-jwks.json`: every public key that may have signed a challenge or sealed evidence, retired ones included
 * (RFC 7517; security model S-119). The set at `/oauth2/v1/keys` is for tokens and holds what is in use.
 */
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';

const maxAgeSeconds = 3600;

export function evidenceKeysRoutes(app: FastifyInstance, server: ServerContext): void {
  app.get('/.well-known/evidence-jwks.json', async (_request, reply) => {
    const org = await server.engine.org.get();
    const keys = await server.management.transactions.listOrgKeys(org.id);
    reply.header('cache-control', `max-age=${maxAgeSeconds}`).type('application/json;charset=UTF-8');
    return reply.send(JSON.stringify({ keys }));
  });
}
