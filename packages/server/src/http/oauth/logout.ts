/** `GET` and `POST …/v1/logout`: the end session endpoint (OpenID Connect RP-Initiated Logout 1.0). Its rules are in the engine's oauth/session. */
import { carriedLogoutParameters, endSession, findSession, type Client, type Form } from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf, oauthPaths, resolveServer, type AddressedServer } from '../request-context.js';
import { clearSessionId, ensureFormId, readSessionId } from '../sign-in/browser-cookies.js';
import { formTokenOf, isOwnForm } from '../sign-in/form-origin.js';
import { pageErrorHandler } from '../sign-in/page-errors.js';
import { pageContext, sendPage, sendRedirect } from '../sign-in/send-page.js';
import { queryForm } from '../sign-in/sign-in.js';
import { signedOutPage, signOutPage } from '../sign-in/sign-out-page.js';
import { pathOf } from '../url-family.js';

export function logoutRoutes(app: FastifyInstance, server: ServerContext): void {
  const errorHandler = pageErrorHandler(server, 'signOut');
  for (const path of oauthPaths('/logout')) {
    app.get(path, { errorHandler, exposeHeadRoute: false }, async (request, reply) => logout(server, request, reply, queryForm(request)));
    app.post<{ Body: Form }>(path, { errorHandler }, async (request, reply) => logout(server, request, reply, logoutForm(request)));
  }
}

/** A client posts its parameters; our own question posts only its token and carries them in the address. */
function logoutForm(request: FastifyRequest<{ Body: Form }>): Form {
  return request.body.has('form_token') ? new Map([...request.body, ...queryForm(request)]) : request.body;
}

async function logout(server: ServerContext, request: FastifyRequest, reply: FastifyReply, form: Form): Promise<FastifyReply> {
  const addressed = await resolveServer(server, request);
  const { org } = addressed;
  const sessionId = readSessionId(request, org);
  const answered = request.method === 'POST' && form.has('form_token');
  // as at the authorization endpoint: another site's form brings no cookie
  if (request.method === 'POST' && sessionId === undefined && !answered) return sendRedirect(request, reply, addressWith(request, form));
  const outcome = await endSession(server.engine, {
    ...addressed,
    form,
    caller: callerOf(request),
    session: await findSession(server.engine, org, sessionId),
    confirmed: answered && isOwnForm(request, form, org),
  });
  if (outcome.kind === 'confirm') return ask(server, request, reply, { ...addressed, form, client: outcome.client, stale: answered });
  if (sessionId !== undefined) clearSessionId(reply, org);
  if (outcome.redirectTo !== undefined) return sendRedirect(request, reply, outcome.redirectTo);
  const context = pageContext(request, org);
  return sendPage(reply, context, signedOutPage(context), { status: 200 });
}

interface Question extends AddressedServer {
  readonly form: Form;
  readonly client: Client | undefined;
  readonly stale: boolean;
}

function ask(server: ServerContext, request: FastifyRequest, reply: FastifyReply, { org, form, client, stale }: Question): FastifyReply {
  const context = pageContext(request, org);
  const formToken = formTokenOf(ensureFormId(request, reply, { org, random: server.engine.random }));
  const page = signOutPage(context, { app: client?.name, action: addressWith(request, form), formToken, stale });
  return sendPage(reply, context, page, { status: stale ? 403 : 200, formTarget: form.get('post_logout_redirect_uri') });
}

function addressWith(request: FastifyRequest, form: Form): string {
  const query = new URLSearchParams();
  for (const name of carriedLogoutParameters) {
    const value = form.get(name);
    if (value !== undefined) query.set(name, value);
  }
  return `${pathOf(request.url)}?${query.toString()}`;
}
