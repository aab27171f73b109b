/**
 * Signing in for the Admin Console: an OpenID Connect code flow with PKCE against the org's own server, of which this server is the client
 * too. `GET /admin/sign-in` starts it, `GET /admin/callback` takes the answer. A second factor is asked for; only in development mode may an
 * administrator who has none yet do without.
 */
import {
  type Caller,
  consoleClientId,
  consoleRedirectUri,
  enterConsole,
  findSession,
  type Form,
  newEvent,
  type Org,
  OAuthError,
  type Session,
  sha256,
  type User,
} from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';
import { ensureFormId, readFormId, readSessionId } from '../sign-in/browser-cookies.js';
import { pageErrorHandler } from '../sign-in/page-errors.js';
import { pageContext, sendPage, sendRedirect } from '../sign-in/send-page.js';
import { queryForm } from '../sign-in/sign-in.js';
import { noAdministratorPage, signInEndedPage } from './console-pages.js';
import { consoleAddress, type PendingSignIn, resumeSignIn, startSignIn } from './pending-sign-in.js';

export const consoleSignInPath = '/admin/sign-in';

export function consoleSignInRoutes(app: FastifyInstance, server: ServerContext): void {
  const { engine } = server;
  const quiet = { errorHandler: pageErrorHandler(server, 'signIn'), exposeHeadRoute: false };
  app.get(consoleSignInPath, quiet, async (request, reply) => {
    const org = await engine.org.get();
    const formId = ensureFormId(request, reply, { org, random: engine.random });
    const returnTo = consoleAddress(org, queryForm(request).get('returnTo'));
    return sendRedirect(request, reply, authorizeUrl(server, org, startSignIn(engine.random, { formId, returnTo })));
  });
  app.get('/admin/callback', quiet, async (request, reply) => {
    const org = await engine.org.get();
    const form = queryForm(request);
    const pending = resumeSignIn(readFormId(request, org), form.get('state'));
    const session = await findSession(engine, org, readSessionId(request, org));
    // RFC 9207 2.4: the answer names the server that was asked
    if (pending === undefined || session === undefined || form.get('iss') !== org.url) return sendEnded(request, reply, org);
    return enter(server, { org, pending, session, form }, request, reply);
  });
}

function authorizeUrl({ development }: ServerContext, org: Org, { state, nonce, codeVerifier }: PendingSignIn): string {
  const query = new URLSearchParams({
    client_id: consoleClientId,
    redirect_uri: consoleRedirectUri(org),
    response_type: 'code',
    scope: 'openid',
    state,
    nonce,
    code_challenge: sha256(codeVerifier),
    code_challenge_method: 'S256',
    acr_values: development ? 'urn:okta:loa:2fa:any:ifpossible' : 'urn:okta:loa:2fa:any',
  });
  return `${org.url}/oauth2/v1/authorize?${query.toString()}`;
}

interface Arrival {
  readonly org: Org;
  readonly pending: PendingSignIn;
  readonly session: Session;
  readonly form: Form;
}

async function enter(server: ServerContext, arrival: Arrival, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { engine, management } = server;
  const { org, pending, session, form } = arrival;
  const code = form.get('code');
  if (code === undefined) return sendEnded(request, reply, org);
  try {
    await enterConsole(engine, { org, session, code, codeVerifier: pending.codeVerifier, nonce: pending.nonce });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    server.log.debug({ requestId: request.id, reason: error.reason }, 'console sign-in refused');
    return sendEnded(request, reply, org);
  }
  const [user, roles] = await Promise.all([
    engine.users.findById(org.id, session.userId),
    management.users.listRoles(org.id, session.userId),
  ]);
  if (user === undefined) return sendEnded(request, reply, org);
  const allowed = roles.length > 0;
  await engine.events.append(accessEvent(server, { org, user, caller: callerOf(request), allowed }));
  if (allowed) return sendRedirect(request, reply, pending.returnTo);
  const context = pageContext(request, org);
  return sendPage(reply, context, noAdministratorPage(context, user.login), { status: 403 });
}

function sendEnded(request: FastifyRequest, reply: FastifyReply, org: Org): FastifyReply {
  const context = pageContext(request, org);
  return sendPage(reply, context, signInEndedPage(context, consoleSignInPath), { status: 400 });
}

function accessEvent(
  { engine }: ServerContext,
  { org, user, caller, allowed }: { readonly org: Org; readonly user: User; readonly caller: Caller; readonly allowed: boolean },
) {
  return newEvent(engine, {
    orgId: org.id,
    eventType: 'user.session.access_admin_app',
    displayMessage: 'User accessing the Admin Console',
    actor: { id: user.id, type: 'User', alternateId: user.login },
    targets: [{ id: consoleClientId, type: 'AppInstance', displayName: 'Admin Console' }],
    outcome: allowed ? { result: 'SUCCESS' } : { result: 'FAILURE', reason: 'no_role' },
    caller,
  });
}
