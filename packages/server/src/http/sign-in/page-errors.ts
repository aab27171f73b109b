import { OAuthError, randomBase64url } from '@countersign/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { sendError } from '../errors.js';
import { failurePage, type PageFailure } from './error-page.js';
import { pageContext, sendPage } from './send-page.js';

/**
 * The error handler of the browser endpoints: people get a page, programs that ask for JSON (and nothing that means a person) get the
 * answer of the OAuth family.
 */
export function pageErrorHandler(server: ServerContext, kind: PageKind) {
  return function handle(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { accept = '' } = request.headers;
    const wantsJson = accept.includes('application/json') && !accept.includes('text/html');
    if (wantsJson) sendError(server, request, reply, error);
    // the page itself needs the org's name: without the store there is none
    else sendFailurePage(server, request, reply, { error, kind }).catch((cause: unknown) => sendError(server, request, reply, cause));
  };
}

type PageKind = 'signIn' | 'signOut';

async function sendFailurePage(
  server: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { error, kind }: { readonly error: unknown; readonly kind: PageKind },
): Promise<void> {
  const context = pageContext(request, await server.engine.org.get());
  const { status, failure } = judge(server, request, { error, kind });
  if (error instanceof OAuthError && error.retryAfter !== undefined) reply.header('retry-after', error.retryAfter);
  sendPage(reply, context, failurePage(context, failure), { status });
}

function judge(
  server: ServerContext,
  request: FastifyRequest,
  { error, kind }: { readonly error: unknown; readonly kind: PageKind },
): { status: number; failure: PageFailure } {
  const requestId = request.id;
  const line = { requestId, method: request.method, route: request.routeOptions.url };
  if (error instanceof OAuthError) {
    server.log.debug({ ...line, status: error.status, code: error.code, reason: error.reason }, 'request refused');
    return { status: error.status, failure: { kind, code: error.code, description: error.description, requestId } };
  }
  const status = clientFault(error);
  if (status !== undefined) {
    const description = status === 413 ? 'The request is too large.' : 'The request is not well-formed.';
    return { status, failure: { kind, code: 'invalid_request', description, requestId } };
  }
  const errorId = `oae${randomBase64url(server.engine.random, 16)}`;
  server.log.error({ ...line, status: 500, errorId, err: error }, 'request failed');
  return {
    status: 500,
    failure: { kind: 'server', code: 'server_error', description: `The server failed. Error id: ${errorId}`, requestId },
  };
}

/** Refusals of the framework: body too large, unknown media type. */
function clientFault(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined;
  const { statusCode } = error;
  if (statusCode < 400 || statusCode > 499) return undefined;
  return statusCode === 413 ? 413 : 400;
}
