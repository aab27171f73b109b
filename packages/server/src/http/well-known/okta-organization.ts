/** `GET /.well-known/okta-organization`: the first thing a device reads (devices protocol 1.2). `id` is the `orgId` of every challenge. */
import type { OrganizationDocument } from '@countersign/contracts/wire';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';

export function oktaOrganizationRoutes(app: FastifyInstance, server: ServerContext): void {
  app.get('/.well-known/okta-organization', async (_request, reply) => {
    const org = await server.engine.org.get();
    const document: OrganizationDocument = { id: org.id, pipeline: 'idx', _links: { organization: { href: org.url } } };
    return reply.header('cache-control', 'no-cache').type('application/json').send(JSON.stringify(document));
  });
}
