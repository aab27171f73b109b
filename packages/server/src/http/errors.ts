/**
 * The only writer of error answers. A URL's family decides the shape: OAuth JSON with `error` and `error_description`,
 * Okta's error object, or a small page. Whatever is not an expected failure is a 500 with an id that also stands in the log.
 */
import { ApiError, OAuthError, randomBase64url } from '@countersign/engine';
import { apiErrors, type ApiErrorBody, type ApiErrorCode, type OAuthErrorCode } from '@countersign/contracts/wire';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../server-context.js';
import { errorPage } from './error-page.js';
import { familyOf, pathOf, type UrlFamily } from './url-family.js';

/** What went wrong, before it takes the shape of its family. */
interface Failure {
  readonly status: number;
  readonly oauthCode: OAuthErrorCode;
  readonly oauthDescription: string;
  readonly apiCode: ApiErrorCode;
  readonly apiSummary: string;
  readonly causes: readonly string[];
  readonly retryAfter: number | undefined;
  /** Methods for `Allow`. */
  readonly allow: readonly string[] | undefined;
  readonly reason: string | undefined;
}

/** A path nobody serves. */
export class PathNotFound extends Error {
  override readonly name = 'PathNotFound';
}

/** A known path with a verb it does not have (RFC 9110 15.5.6). */
export class MethodNotAllowed extends Error {
  override readonly name = 'MethodNotAllowed';
  readonly allow: readonly string[];

  constructor(allow: readonly string[]) {
    super('method not allowed');
    this.allow = allow;
  }
}

type ErrorContext = Pick<ServerContext, 'log'> & { readonly engine: Pick<ServerContext['engine'], 'random'> };

/** Answers `error` in the shape of the request's URL family. */
export function sendError(context: ErrorContext, request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const failure = classify(error, request);
  const errorId = `oae${randomBase64url(context.engine.random, 16)}`;
  report(context, request, { failure, errorId, error });
  reply.header('cache-control', 'no-store');
  if (failure.retryAfter !== undefined) reply.header('retry-after', failure.retryAfter);
  if (failure.allow !== undefined) reply.header('allow', failure.allow.join(', '));
  const family = familyOf(request.url);
  if (family === 'oauth') return sendOAuthError(reply, failure, errorId);
  if (family === 'okta') return sendApiError(reply, failure, errorId);
  return reply
    .code(failure.status)
    .type('text/html; charset=utf-8')
    .send(errorPage(failure.status, failure.status >= 500 ? errorId : undefined));
}

/** RFC 6749 5.2, CIBA Core 13: nothing but these members. */
function sendOAuthError(reply: FastifyReply, failure: Failure, errorId: string): FastifyReply {
  const challenge = challengeOf(failure);
  if (challenge !== undefined) reply.header('www-authenticate', challenge);
  const description = failure.status === 500 ? `The server failed. Error id: ${errorId}` : failure.oauthDescription;
  return reply
    .code(failure.status)
    .header('pragma', 'no-cache')
    .type('application/json;charset=UTF-8')
    .send(JSON.stringify({ error: failure.oauthCode, error_description: description }));
}

function sendApiError(reply: FastifyReply, failure: Failure, errorId: string): FastifyReply {
  if (failure.oauthCode === 'invalid_token' || failure.oauthCode === 'insufficient_scope') {
    reply.header('www-authenticate', bearerChallenge(failure));
  }
  const body: ApiErrorBody = {
    errorCode: failure.apiCode,
    errorSummary: failure.apiSummary,
    errorLink: failure.apiCode,
    errorId,
    errorCauses: failure.causes.map((errorSummary) => ({ errorSummary })),
  };
  return reply.code(failure.status).type('application/json').send(JSON.stringify(body));
}

/** RFC 9110 11.6.1: a 401 names the way to authenticate; RFC 6750 3 for bearer tokens. */
function challengeOf(failure: Failure): string | undefined {
  if (failure.oauthCode === 'invalid_token' || failure.oauthCode === 'insufficient_scope') return bearerChallenge(failure);
  return failure.status === 401 ? 'Basic realm="client", charset="UTF-8"' : undefined;
}

function bearerChallenge(failure: Failure): string {
  return `Bearer error="${failure.oauthCode}", error_description="${failure.oauthDescription}"`;
}

const internalFailure: Failure = {
  status: 500,
  oauthCode: 'server_error',
  oauthDescription: 'The server failed.',
  apiCode: 'E0000009',
  apiSummary: apiErrors.E0000009.summary,
  causes: [],
  retryAfter: undefined,
  allow: undefined,
  reason: undefined,
};

function classify(error: unknown, request: FastifyRequest): Failure {
  if (error instanceof OAuthError) return fromOAuthError(error);
  if (error instanceof ApiError) return fromApiError(error);
  if (error instanceof PathNotFound)
    return refusal({ status: 404, description: 'There is no such endpoint.', apiCode: unknownPathCode(request) });
  if (error instanceof MethodNotAllowed) {
    return {
      ...refusal({ status: 405, description: 'This endpoint does not answer this method.', apiCode: 'E0000022' }),
      allow: error.allow,
    };
  }
  return fromFramework(error, familyOf(request.url)) ?? internalFailure;
}

/** Stock devices take E0000008 for "your enrollment was deleted": below their API a wrong path must not say so (devices protocol 8.7). */
function unknownPathCode(request: FastifyRequest): ApiErrorCode {
  return pathOf(request.url).startsWith('/idp/') ? 'E0000007' : 'E0000008';
}

function fromOAuthError(error: OAuthError): Failure {
  const apiCode = apiCodes[error.code] ?? (error.status === 404 ? 'E0000007' : error.status === 429 ? 'E0000047' : 'E0000003');
  return {
    ...internalFailure,
    status: error.status,
    oauthCode: error.code,
    oauthDescription: error.description,
    apiCode,
    apiSummary: error.code === 'invalid_request' ? error.description : apiErrors[apiCode].summary,
    retryAfter: error.retryAfter,
    reason: error.reason,
  };
}

/** How failures of bearer tokens look on the other family's URLs (okta-api 3.1, devices protocol 4). */
const apiCodes: Partial<Record<OAuthErrorCode, ApiErrorCode>> = {
  invalid_token: 'E0000011',
  insufficient_scope: 'E0000006',
  invalid_client: 'E0000004',
  access_denied: 'E0000006',
  server_error: 'E0000009',
};

function fromApiError(error: ApiError): Failure {
  const oauthCode = error.code === 'E0000011' ? 'invalid_token' : error.status === 429 ? 'temporarily_unavailable' : 'invalid_request';
  return {
    ...internalFailure,
    status: error.status,
    oauthCode,
    oauthDescription: apiErrors[error.code].summary,
    apiCode: error.code,
    apiSummary: error.summary,
    causes: error.causes,
    reason: error.reason,
    retryAfter: error.status === 429 ? 60 : undefined,
  };
}

function refusal(facts: { readonly status: number; readonly description: string; readonly apiCode: ApiErrorCode }): Failure {
  return {
    ...internalFailure,
    status: facts.status,
    oauthCode: 'invalid_request',
    oauthDescription: facts.description,
    apiCode: facts.apiCode,
    apiSummary: apiErrors[facts.apiCode].summary,
  };
}

/** Refusals of the framework itself (body too large, unknown media type, malformed request): their own bodies never show. */
function fromFramework(error: unknown, family: UrlFamily): Failure | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined;
  const { statusCode } = error;
  if (statusCode < 400 || statusCode > 499) return undefined;
  if (statusCode === 413) {
    return {
      ...refusal({ status: 413, description: 'The request body is too large.', apiCode: 'E0000003' }),
      apiSummary: 'The request body is too large.',
    };
  }
  if (statusCode === 415) {
    if (family === 'okta') return fromApiError(new ApiError('E0000012'));
    return refusal({ status: 400, description: 'The content type of the request is not supported here.', apiCode: 'E0000012' });
  }
  return { ...refusal({ status: 400, description: 'The request is not well-formed.', apiCode: 'E0000003' }), reason: error.message };
}

/** Bugs loudly, refusals quietly. Neither bodies nor query strings are logged: they carry secrets and hints. */
function report(context: ErrorContext, request: FastifyRequest, facts: { failure: Failure; errorId: string; error: unknown }): void {
  const { failure, errorId } = facts;
  const line = { requestId: request.id, method: request.method, route: request.routeOptions.url, status: failure.status, errorId };
  if (failure.status >= 500) context.log.error({ ...line, err: facts.error }, 'request failed');
  else context.log.debug({ ...line, code: failure.oauthCode, reason: failure.reason }, 'request refused');
}
