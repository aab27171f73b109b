/**
 * `…/v1/userinfo` (OpenID Connect Core 5.3, R-046): GET, and POST with the token in the header or in the form. What is wrong with the token is
 * said in `WWW-Authenticate` alone, the body stays empty (RFC 6750 3, okta-api 2.8).
 */
import { type Form, invalidToken, OAuthError, readUserinfo } from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { oauthPaths, resolveServer } from '../request-context.js';

const bearerHeader = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

export function userinfoRoutes(app: FastifyInstance, server: ServerContext): void {
  for (const path of oauthPaths('/userinfo')) {
    app.get(path, (request, reply) => answer(server, request, reply, undefined));
    app.post<{ Body: Form }>(path, (request, reply) => answer(server, request, reply, request.body.get('access_token')));
  }
}

async function answer(
  server: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
  formToken: string | undefined,
): Promise<FastifyReply> {
  const addressed = await resolveServer(server, request);
  reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
  try {
    const token = bearerToken(request.headers.authorization, formToken);
    const claims = await readUserinfo(server.engine, { ...addressed, token });
    return reply.type('application/json;charset=UTF-8').send(JSON.stringify(claims));
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    server.log.debug({ requestId: request.id, code: error.code, reason: error.reason }, 'userinfo refused');
    const challenge = `Bearer realm="userinfo", error="${error.code}", error_description="${error.description}"`;
    return reply.code(error.status).header('www-authenticate', challenge).send();
  }
}

/** RFC 6750 2: one way at a time, and never the query. */
function bearerToken(authorization: string | undefined, formToken: string | undefined): string {
  if (authorization !== undefined && formToken !== undefined) {
    throw new OAuthError('invalid_request', 400, 'The access token was sent in more than one way.');
  }
  const token = authorization === undefined ? formToken : bearerHeader.exec(authorization)?.[1];
  if (token === undefined) throw invalidToken({ reason: 'missing or malformed' });
  return token;
}
