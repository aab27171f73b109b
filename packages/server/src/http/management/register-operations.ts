/** Serves the operations of the table: authenticates before the body is read, hands the handler parsed values, writes its answer. */
import type { Operation } from '@countersign/contracts';
import { ApiError, type Actor } from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';
import type { Authenticate } from './authenticate.js';
import type { Exchange } from './handlers.js';
import { type Holder, operationCall, type OperationCall } from './operation-call.js';

/** A handler of any operation: which one its call fits is known by the key it stands under. */
type AnyHandler = (call: never, exchange: Exchange) => Promise<unknown>;

export function registerOperations(
  app: FastifyInstance,
  server: ServerContext,
  parts: {
    readonly table: Readonly<Record<string, Operation>>;
    readonly handlers: Readonly<Record<string, AnyHandler>>;
    readonly authenticate: Authenticate;
  },
): void {
  for (const [id, operation] of Object.entries(parts.table)) {
    const handler = parts.handlers[id];
    if (handler === undefined) throw new Error(`no handler serves the operation ${id}`);
    // `Handlers` pairs keys and calls when the table of handlers is written
    const serve = handler as (call: OperationCall, exchange: Exchange) => Promise<unknown>;
    register(app, server, { operation, serve, authenticate: parts.authenticate });
  }
}

function register(
  app: FastifyInstance,
  server: ServerContext,
  parts: {
    readonly operation: Operation;
    readonly serve: (call: OperationCall, exchange: Exchange) => Promise<unknown>;
    readonly authenticate: Authenticate;
  },
): void {
  const { operation, serve, authenticate } = parts;
  const holders = new WeakMap<FastifyRequest, Holder>();
  const streams = operation.events !== undefined;
  app.route({
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    ...(streams ? { exposeHeadRoute: false } : {}),
    async onRequest(request, reply) {
      reply.header('cache-control', 'no-cache, no-store');
      holders.set(request, await authenticate(request, reply, operation));
      if (!accepts(request, streams ? eventStream : json)) throw new ApiError('E0000122');
    },
    async handler(request, reply) {
      const holder = holders.get(request);
      if (holder === undefined) throw new ApiError('E0000011', { reason: 'handler without authentication' });
      const actor: Actor = { orgId: holder.orgId, entity: holder.entity, caller: callerOf(request) };
      const exchange = { request, reply };
      const call = operationCall(exchange, { operation, facts: { actor, holder, orgUrl: server.urls.org } });
      const body = await serve(call, exchange);
      return streams ? reply : write(reply, server, { operation, body });
    },
  });
}

function write(
  reply: FastifyReply,
  { inspectAnswer }: Pick<ServerContext, 'inspectAnswer'>,
  { operation, body }: { readonly operation: Operation; readonly body: unknown },
): FastifyReply {
  inspectAnswer?.(operation, body);
  reply.code(operation.status);
  return operation.answer === undefined ? reply.send() : reply.type('application/json').send(JSON.stringify(body));
}

const json = /(?:\*\/\*|application\/(?:\*|(?:[\w.-]+\+)?json))/i;
const eventStream = /(?:\*\/\*|text\/(?:\*|event-stream))/i;

/** RFC 9110 12.5.1: no header, or any range that covers what is offered. */
function accepts(request: FastifyRequest, offered: RegExp): boolean {
  const accept = request.headers.accept;
  return accept === undefined || accept.trim() === '' || offered.test(accept);
}
