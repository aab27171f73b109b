import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../server-context.js';

export const healthPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** `/healthz`: the process lives. `/readyz`: it has started and its store answers; else 503, so that a balancer looks elsewhere. */
export function healthRoutes(app: FastifyInstance, server: ServerContext): void {
  app.get('/healthz', (_request, reply) => reply.type('application/json').send('{"status":"ok"}'));
  app.get('/readyz', async (_request, reply) => {
    reply.header('cache-control', 'no-store').type('application/json');
    const fault = server.ready && !server.closing.aborted ? await storeFault(server) : 'starting or stopping';
    if (fault === undefined) return reply.send('{"status":"ready"}');
    server.log.warn({ fault }, 'not ready');
    return reply.code(503).send('{"status":"not ready"}');
  });
}

async function storeFault(server: ServerContext): Promise<string | undefined> {
  try {
    await server.pingStore();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'the store does not answer';
  }
}
