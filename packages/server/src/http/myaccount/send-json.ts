import type { FastifyReply } from 'fastify';

/** An answer of the MyAccount API, in its media type; prepared here, so that no serialiser of the framework runs. */
export function sendJson(reply: FastifyReply, body: object): FastifyReply {
  return reply.header('cache-control', 'no-store').type('application/json;okta-version=1.0.0').send(JSON.stringify(body));
}
