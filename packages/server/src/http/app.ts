/**
 * The HTTP surface: one fastify instance, its parsers and limits, what every answer carries, and all route modules.
 * Nothing of the framework shows: not-found, wrong verb, bad bodies and bugs all leave through errors.ts.
 */
import { randomUUID } from 'node:crypto';
import { temporarilyUnavailable } from '@countersign/engine';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify';
import type { ServerContext } from '../server-context.js';
import { createAdminNetworkCheck } from './admin-networks.js';
import { addBodyParsers, emptyForm } from './body-parsers.js';
import { applyCors } from './cors.js';
import { createServer, type TlsFiles } from './create-server.js';
import { PathNotFound, sendError } from './errors.js';
import { healthPaths } from './health.js';
import { canBeShed, overloadRetrySeconds } from './load-meter.js';
import { answerOtherMethods } from './other-methods.js';
import { registerRoutes } from './routes.js';
import { familyOf, pathOf } from './url-family.js';

const bodyLimits = { oauth: 64 * 1024, page: 64 * 1024, okta: 256 * 1024 } as const;

const closeTimeoutMs = 2_000;

/** Builds the app with every route; the caller listens and closes it. */
export async function buildApp(context: ServerContext, tls: TlsFiles | undefined): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: bodyLimits.okta,
    routerOptions: { maxParamLength: 512 },
    trustProxy: context.config.trustedProxies.length === 0 ? false : [...context.config.trustedProxies],
    return503OnClosing: false,
    serverFactory: (handler) => createServer(handler, tls),
    frameworkErrors: (error, request, reply) => void sendError(context, request, withCommonHeaders(context, request, reply), error),
    clientErrorHandler: (error, socket) => {
      if (socket.writable) socket.end(malformedAnswer(error));
      else socket.destroy();
    },
  });
  addBodyParsers(app);
  app.setErrorHandler((error, request, reply) => sendError(context, request, reply, error));
  app.setNotFoundHandler((request, reply) => sendError(context, request, reply, new PathNotFound()));
  app.addHook('onRoute', limitBody);
  app.addHook('onRequest', (request, reply, done) => greet(context, request, reply, done));
  if (context.config.adminNetworks.length > 0) keepToAdminNetworks(app, context.config.adminNetworks);
  const otherMethods = answerOtherMethods(app);
  await registerRoutes(app, context);
  otherMethods.register();
  return app;
}

function keepToAdminNetworks(app: FastifyInstance, networks: readonly string[]): void {
  const check = createAdminNetworkCheck(networks);
  app.addHook('onRequest', (request, _reply, done) => {
    check(request);
    done();
  });
}

/** Answers what is under way and stops. Connections over which nobody ever asked anything count as busy: they are not waited for long. */
export async function closeApp(app: FastifyInstance): Promise<void> {
  const giveUp = setTimeout(() => app.server.closeAllConnections(), closeTimeoutMs);
  try {
    await app.close();
  } finally {
    clearTimeout(giveUp);
  }
}

/** What every request meets first, also those no route knows. */
function greet(context: ServerContext, request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
  withCommonHeaders(context, request, reply);
  trimContentType(request);
  const proceed = (sent: boolean): void => {
    if (!sent) admit(context, request, done);
  };
  const sent = applyCors(request, reply, (origin) => isTrusted(context, origin));
  if (typeof sent === 'boolean') proceed(sent);
  else sent.then(proceed, done);
}

/** Before the first start is complete the list cannot be read, and nothing but the health checks answers anyway. */
async function isTrusted({ ready, trustedOrigins }: ServerContext, origin: string): Promise<boolean> {
  return ready && (await trustedOrigins.corsOrigins()).has(origin);
}

function admit(context: ServerContext, request: FastifyRequest, done: (error?: Error) => void): void {
  if (!context.ready && !healthPaths.has(pathOf(request.url))) done(temporarilyUnavailable(503, 1, { reason: 'still starting' }));
  else if (context.load?.overloaded === true && canBeShed(pathOf(request.url)))
    done(temporarilyUnavailable(503, overloadRetrySeconds, { reason: 'overloaded' }));
  else if (request.is404) done(new PathNotFound());
  else done();
}

/** Security model S-108: development mode shows itself in every answer. No answer is to be taken for another type than it says. */
function withCommonHeaders(context: ServerContext, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('x-okta-request-id', request.id).header('x-content-type-options', 'nosniff');
  if (context.development) reply.header('x-countersign-mode', 'development');
  else reply.header('strict-transport-security', 'max-age=31536000');
  return reply;
}

/** Some device apps write `application/json, okta-version=1.0.0` (devices protocol 1.3), which is no media type. */
function trimContentType(request: FastifyRequest): void {
  const { headers } = request.raw;
  const type = headers['content-type'];
  if (type?.includes(',') === true) headers['content-type'] = type.slice(0, type.indexOf(','));
}

function limitBody(route: RouteOptions): void {
  const family = familyOf(route.url);
  route.bodyLimit ??= bodyLimits[family];
  // a form endpoint called without any body sees an empty form
  if (family !== 'okta' && route.method.includes('POST')) {
    route.preValidation = (request, _reply, done) => {
      request.body ??= emptyForm;
      done();
    };
  }
}

/** For what is not even HTTP there is no family: a bare status. */
function malformedAnswer(error: NodeJS.ErrnoException): string {
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}
