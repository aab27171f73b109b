/** `GET /openapi.json`: the management API for programs that read descriptions. Public: it says nothing of this org but its URL. */
import { managementOpenApi } from '@countersign/contracts';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../server-context.js';
import { sessionCookieName } from './sign-in/browser-cookies.js';

const maxAgeSeconds = 300;

export function openApiRoutes(app: FastifyInstance, server: ServerContext): void {
  /** Made when it is first asked for: the org's URL is known only after listening, and most processes are never asked. */
  let document: string | undefined;
  app.get('/openapi.json', async (_request, reply) => {
    document ??= JSON.stringify(
      managementOpenApi({ orgUrl: server.urls.org, sessionCookie: sessionCookieName(await server.engine.org.get()) }),
    );
    return reply.type('application/json').header('cache-control', `public, max-age=${maxAgeSeconds}`).send(document);
  });
}
