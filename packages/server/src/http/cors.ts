/**
 * Which other origins' scripts may call what (decisions 2.12). Keys and metadata are public; what carries a bearer token is for
 * trusted origins only; `bc/authorize` and the management API are for no browser of another origin. Never with credentials.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from './url-family.js';

export type CorsRule = 'any' | 'trusted' | 'none';

const publicPaths = [
  /^\/\.well-known\/(openid-configuration|oauth-authorization-server)(\/|$)/,
  /^\/oauth2(\/[^/]+)?\/\.well-known\/(openid-configuration|oauth-authorization-server)$/,
  /^\/oauth2(\/[^/]+)?\/v1\/keys$/,
  /^\/\.well-known\/evidence-jwks\.json$/,
];
const trustedPaths = [
  /^\/oauth2(\/[^/]+)?\/v1\/(token|revoke|userinfo)$/,
  /^\/idp\/myaccount(\/|$)/,
  /^\/\.well-known\/(okta-organization|app-authenticator-configuration)$/,
];

export function corsRuleOf(url: string): CorsRule {
  const path = pathOf(url);
  if (publicPaths.some((pattern) => pattern.test(path))) return 'any';
  return trustedPaths.some((pattern) => pattern.test(path)) ? 'trusted' : 'none';
}

const allowedMethods = 'GET, POST, PATCH, DELETE';
const allowedHeaders = 'authorization, content-type, accept, dpop, prefer';
const exposedHeaders = 'www-authenticate, x-okta-request-id, retry-after, link';
const preflightSeconds = '600';

/**
 * Sets the headers of a cross-origin answer and finishes preflights. True when the answer was sent.
 * An origin that is not trusted gets no headers: its browser keeps the answer from the script.
 */
export function applyCors(
  request: FastifyRequest,
  reply: FastifyReply,
  isTrusted: (origin: string) => Promise<boolean>,
): boolean | Promise<boolean> {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  const rule = corsRuleOf(request.url);
  if (rule === 'none') return false;
  if (rule === 'any') return answerOrigin(request, reply, '*');
  reply.header('vary', 'Origin');
  return isTrusted(origin).then((trusted) => answerOrigin(request, reply, trusted ? origin : undefined));
}

function answerOrigin(request: FastifyRequest, reply: FastifyReply, allowed: string | undefined): boolean {
  if (allowed !== undefined) {
    reply.header('access-control-allow-origin', allowed);
    reply.header('access-control-expose-headers', exposedHeaders);
  }
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
  if (allowed !== undefined) {
    reply.header('access-control-allow-methods', allowedMethods);
    reply.header('access-control-allow-headers', allowedHeaders);
    reply.header('access-control-max-age', preflightSeconds);
  }
  reply.code(204).send();
  return true;
}
