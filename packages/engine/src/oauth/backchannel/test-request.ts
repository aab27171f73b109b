/**
 * "Try it": a real backchannel request, made by an administrator in a client's place. It goes every way a client's does but the
 * authentication of the client; its `auth_req_id` is given to nobody, so that no tokens come of it.
 */
import type { Engine } from '../../engine.js';
import { acceptRequest, requireCiba } from './endpoint.js';
import { parametersFromForm } from './parameters.js';
import { OAuthError } from '../errors.js';
import { endpointBase } from '../metadata/endpoint-urls.js';
import { notFound, validationFailed } from '../../domain/api-error.js';
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import type { Org } from '../../domain/org/org.js';
import { createMissCounter } from '../../domain/throttle/miss-counter.js';
import type { Actor } from '../../domain/management/administration.js';
import { type RequestSnippets, requestSnippets } from './request-snippets.js';

export interface TestRequest {
  readonly clientId: string;
  /** The default one when left out. */
  readonly authorizationServerId?: string | undefined;
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly bindingMessage?: string | undefined;
  readonly authorizationDetails?: readonly object[] | undefined;
  /** Seconds. */
  readonly expiresIn?: number | undefined;
}

export interface StartedTest {
  readonly transactionId: string;
  readonly expiresInSeconds: number;
  /** What the person has to pick or type. */
  readonly numberChallenge: string | undefined;
  readonly snippets: RequestSnippets;
}

/** Throws E0000007 for a client, server or person there is not; E0000001 with the error the client would get, in its words. */
export async function startTestRequest(engine: Engine, test: TestRequest, actor: Actor): Promise<StartedTest> {
  const { org, server, client, form } = await prepare(engine, test, actor);
  const caller = actor.caller ?? { requestId: '', ip: '', userAgent: '' };
  try {
    const settings = { ...requireCiba(org, client), uniformHints: false };
    // one guess by one administrator is nothing to be slowed down for
    const unknownHints = createMissCounter(engine.clock, { limit: 10, windowMs: 1_000 });
    const asking = { client, settings, parameters: parametersFromForm(form), tester: actor.entity };
    const { transactionId, acknowledgement } = await acceptRequest(engine, unknownHints, { org, server, caller }, asking);
    return {
      transactionId,
      expiresInSeconds: acknowledgement.expires_in,
      numberChallenge: acknowledgement.number_challenge,
      snippets: requestSnippets({ endpoint: endpointBase(org, server), server, client, form }),
    };
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    throw validationFailed(error.code, [`${error.code}: ${error.description}`], error.reason);
  }
}

async function prepare(
  engine: Engine,
  test: TestRequest,
  { orgId }: Actor,
): Promise<{
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly form: ReadonlyMap<string, string>;
}> {
  const serverId = test.authorizationServerId ?? 'default';
  const [org, server, client, user] = await Promise.all([
    engine.org.get(),
    engine.authorizationServers.find(orgId, serverId === orgId ? undefined : serverId),
    engine.clients.findByClientId(orgId, test.clientId),
    engine.users.findById(orgId, test.userId),
  ]);
  if (server === undefined || !server.active) throw notFound(serverId, 'AuthorizationServer');
  if (client === undefined || !client.active) throw notFound(test.clientId, 'AppInstance');
  if (user === undefined) throw notFound(test.userId, 'User');
  const form = new Map([
    ['scope', test.scopes.join(' ')],
    ['login_hint', user.login],
  ]);
  if (test.bindingMessage !== undefined) form.set('binding_message', test.bindingMessage);
  if (test.authorizationDetails !== undefined) form.set('authorization_details', JSON.stringify(test.authorizationDetails));
  if (test.expiresIn !== undefined) form.set('requested_expiry', String(test.expiresIn));
  return { org, server, client, form };
}
