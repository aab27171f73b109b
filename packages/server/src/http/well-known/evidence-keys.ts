/**
 * `GET /.well-known/evidence-jwks.json`: every public key that may have signed a challenge or sealed evidence, retired ones included
 * (RFC 7517; security model S-119). The set at `/oauth2/v1/keys` is for tokens and holds what is in use.
 */
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';

const maxAgeSeconds = 3600;
/** Anybody may ask: the store is asked once a minute. A key is in the set a day before it signs. */
const keptMs = 60_000;

export function evidenceKeysRoutes(app: FastifyInstance, server: ServerContext): void {
  let kept: { readonly body: Promise<string>; readonly at: number } | undefined;
  const read = async (): Promise<string> => {
    const org = await server.engine.org.get();
    return JSON.stringify({ keys: await server.management.transactions.listOrgKeys(org.id) });
  };
  app.get('/.well-known/evidence-jwks.json', async (_request, reply) => {
    const now = server.engine.clock.now();
    if (kept === undefined || now - kept.at >= keptMs) kept = { body: read(), at: now };
    let body: string;
    try {
      body = await kept.body;
    } catch (error) {
      kept = undefined;
      throw error;
    }
    reply.header('cache-control', `max-age=${maxAgeSeconds}`).type('application/json;charset=UTF-8');
    return reply.send(body);
  });
}
