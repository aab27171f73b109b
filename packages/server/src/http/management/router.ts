/** Registers management routes: authenticates before the body is read, hands the route parsed values, writes its answer. */
import { ApiError, type Actor, type Administrator } from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';
import type { Authenticate } from './authenticate.js';
import { type Answer, managementCall, type ManagementCall } from './management-call.js';

export type Handler = (call: ManagementCall) => Promise<Answer>;

/** Paths are below `/api/v1`. */
export interface Router {
  get(path: string, handler: Handler): void;
  post(path: string, handler: Handler): void;
  put(path: string, handler: Handler): void;
  delete(path: string, handler: Handler): void;
}

export function createRouter(app: FastifyInstance, server: ServerContext, authenticate: Authenticate): Router {
  const add = (method: HTTPMethods, path: string, handler: Handler): void => {
    const holders = new WeakMap<FastifyRequest, Administrator>();
    app.route({
      method,
      url: `/api/v1${path}`,
      async onRequest(request, reply) {
        reply.header('cache-control', 'no-cache, no-store');
        holders.set(request, await authenticate(request, reply));
        if (!acceptsJson(request)) throw new ApiError('E0000122');
      },
      async handler(request, reply) {
        const holder = holders.get(request);
        if (holder === undefined) throw new ApiError('E0000011', { reason: 'handler without authentication' });
        const actor: Actor = { orgId: holder.orgId, entity: holder.entity, caller: callerOf(request) };
        return write(reply, await handler(managementCall(request, { actor, holder, orgUrl: server.urls.org })));
      },
    });
  };
  return {
    get: (path, handler) => add('GET', path, handler),
    post: (path, handler) => add('POST', path, handler),
    put: (path, handler) => add('PUT', path, handler),
    delete: (path, handler) => add('DELETE', path, handler),
  };
}

function write(reply: FastifyReply, { status, body, headers = {} }: Answer): FastifyReply {
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  reply.code(status);
  return body === undefined ? reply.send() : reply.type('application/json').send(JSON.stringify(body));
}

/** RFC 9110 12.5.1: no header, or any range that covers JSON. */
function acceptsJson(request: FastifyRequest): boolean {
  const accept = request.headers.accept;
  return accept === undefined || accept.trim() === '' || /(?:\*\/\*|application\/(?:\*|(?:[\w.-]+\+)?json))/i.test(accept);
}
