import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../server-context.js';

export const healthPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** `/healthz`: the process lives. `/readyz`: it has started and its store answers; else 503, so that a balancer looks elsewhere. */
export function healthRoutes(app: FastifyInstance, server: ServerContext): void {
  app.get('/healthz', (_request, reply) => reply.type('application/json').send('{"status":"ok"}'));
  app.get('/readyz', async (_request, reply) => {
    reply.header('cache-control', 'no-store').type('application/json');
    const ready = server.ready && !server.closing.aborted && (await storeAnswers(server));
    return ready ? reply.send('{"status":"ready"}') : reply.code(503).send('{"status":"not ready"}');
  });
}

async function storeAnswers(server: ServerContext): Promise<boolean> {
  try {
    await server.pingStore();
    return true;
  } catch (error) {
    server.log.warn({ err: error }, 'the store does not answer');
    return false;
  }
}
