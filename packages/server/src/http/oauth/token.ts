/**
 * `POST …/v1/token` (RFC 6749 3.2; okta-api 2.2). Polls come in here, more than anything else: what a refusal says is written once, and the
 * signal that watches the connection is made only when someone looks at it. Which grant does what: the engine's oauth/token.
 */
import { type Caller, type Form, handleTokenRequest, type OAuthError, type TokenRequest } from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { type AddressedServer, callerOf, oauthPaths, resolveServer } from '../request-context.js';
import { watchConnection } from '../watch-connection.js';
import { preferredWaitSeconds } from './prefer-wait.js';
import { refuseQueryCredentials } from './query-credentials.js';

export const jsonType = 'application/json;charset=UTF-8';

export function tokenRoutes(app: FastifyInstance, server: ServerContext): void {
  for (const path of oauthPaths('/token')) {
    app.post<{ Body: Form }>(path, async (request, reply) => {
      refuseQueryCredentials(request.url);
      const addressed = await resolveServer(server, request);
      const outcome = await handleTokenRequest(server.engine, server.grants, new HttpTokenRequest(addressed, request, reply));
      reply.header('cache-control', 'no-store').header('pragma', 'no-cache').header('content-type', jsonType);
      if (outcome.waitedSeconds !== undefined) reply.header('preference-applied', `wait=${outcome.waitedSeconds}`);
      if (outcome.kind === 'issued') return reply.send(JSON.stringify(outcome.response));
      return reply.code(outcome.error.status).send(refusalBody(outcome.error));
    });
  }
}

/** Refusals that are values are shared objects: their text is made once. */
const refusalBodies = new WeakMap<OAuthError, string>();

function refusalBody(error: OAuthError): string {
  let body = refusalBodies.get(error);
  if (body === undefined) {
    body = JSON.stringify({ error: error.code, error_description: error.description });
    refusalBodies.set(error, body);
  }
  return body;
}

class HttpTokenRequest implements TokenRequest {
  readonly org: TokenRequest['org'];
  readonly server: TokenRequest['server'];
  readonly form: Form;
  readonly authorization: string | undefined;
  readonly waitSeconds: number | undefined;
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  #closed: AbortSignal | undefined;

  constructor(addressed: AddressedServer, request: FastifyRequest<{ Body: Form }>, reply: FastifyReply) {
    this.org = addressed.org;
    this.server = addressed.server;
    this.form = request.body;
    this.authorization = request.headers.authorization;
    this.waitSeconds = preferredWaitSeconds(request.headers.prefer);
    this.#request = request;
    this.#reply = reply;
  }

  get caller(): Caller {
    return callerOf(this.#request);
  }

  /** Aborts when the connection closes; after the answer that means nothing any more. */
  get closed(): AbortSignal {
    this.#closed ??= watchConnection(this.#reply);
    return this.#closed;
  }
}
