/**
 * The token endpoint (RFC 6749 3.2). Its phases stand here once for all grants, in this order: authenticate the client → know the grant type →
 * the client has it → the grant's own handler → outcome. `authorization_pending` and its kin come back as values.
 */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import type { Org } from '../../domain/org/org.js';
import type { Caller, Engine } from '../../engine.js';
import { authenticateCaller } from '../client-authentication/authenticate-caller.js';
import { invalidRequest, unauthorizedClient, unknownAuthorizationServer, unsupportedGrantType } from '../errors.js';
import type { Form } from '../form.js';
import type { GrantHandler, TokenCall, TokenOutcome } from './grant.js';

/** A token request as it came in. `caller` and `closed` are read late, if at all: they may be made on demand. */
export interface TokenRequest {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly form: Form;
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  readonly caller: Caller;
  /** Seconds of `Prefer: wait`; undefined: answer at once. */
  readonly waitSeconds: number | undefined;
  readonly closed: AbortSignal;
}

/** Throws `OAuthError` for everything that is wrong with the request itself. */
export async function handleTokenRequest(
  engine: Engine,
  handlers: ReadonlyMap<string, GrantHandler>,
  request: TokenRequest,
): Promise<TokenOutcome> {
  const { server, form } = request;
  if (!server.active) throw unknownAuthorizationServer({ reason: 'inactive authorization server' });
  const client = await authenticateCaller(engine, request, 'token');
  const grantType = form.get('grant_type');
  if (grantType === undefined) throw invalidRequest('The grant_type parameter is missing.');
  const handler = handlers.get(grantType);
  if (handler === undefined) throw unsupportedGrantType();
  if (!client.grantTypes.has(grantType) && handler.choosesClients !== true)
    throw unauthorizedClient('The client may not use this grant type.', { reason: grantType });
  return handler.handle(engine, new AuthenticatedCall(request, client));
}

/** A class for its accessors: in an object literal each call would get a shape of its own, which costs more than the rest of a poll's rules. */
class AuthenticatedCall implements TokenCall {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly form: Form;
  readonly waitSeconds: number | undefined;
  readonly #request: TokenRequest;

  constructor(request: TokenRequest, client: Client) {
    this.org = request.org;
    this.server = request.server;
    this.client = client;
    this.form = request.form;
    this.waitSeconds = request.waitSeconds;
    this.#request = request;
  }

  get caller(): Caller {
    return this.#request.caller;
  }

  get closed(): AbortSignal {
    return this.#request.closed;
  }
}
