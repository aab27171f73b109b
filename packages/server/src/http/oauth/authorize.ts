/** `GET` and `POST …/v1/authorize`: the authorization endpoint (RFC 6749 3.1). Its stages are in the engine's oauth/authorize. */
import { authorize, findSession, type Form } from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf, oauthPaths, resolveServer } from '../request-context.js';
import { readSessionId } from '../sign-in/browser-cookies.js';
import { pageErrorHandler } from '../sign-in/page-errors.js';
import { pageContext, sendAnswer, sendRedirect } from '../sign-in/send-page.js';
import { sendToStep } from '../sign-in/second-step.js';
import { authorizeGoal, carriedQuery, queryForm, sendSignInPage } from '../sign-in/sign-in.js';
import { pathOf } from '../url-family.js';

export function authorizeRoutes(app: FastifyInstance, server: ServerContext): void {
  const errorHandler = pageErrorHandler(server, 'signIn');
  for (const path of oauthPaths('/authorize')) {
    // a HEAD would make a code for nobody
    app.get(path, { errorHandler, exposeHeadRoute: false }, async (request, reply) => answer(server, request, reply, queryForm(request)));
    app.post<{ Body: Form }>(path, { errorHandler }, async (request, reply) => answer(server, request, reply, request.body));
  }
}

async function answer(server: ServerContext, request: FastifyRequest, reply: FastifyReply, form: Form): Promise<FastifyReply> {
  const { engine } = server;
  const addressed = await resolveServer(server, request);
  const { org } = addressed;
  const sessionId = readSessionId(request, org);
  const session = await findSession(engine, org, sessionId);
  const call = { ...addressed, form, caller: callerOf(request), session, justSignedIn: false };
  const outcome = await authorize(engine, call);
  const needsSession = outcome.kind === 'sign-in' || (outcome.kind === 'answer' && outcome.error?.code === 'login_required');
  // Another site's form arrives without our SameSite=Lax cookie; the redirect to the same request brings it along.
  if (request.method === 'POST' && sessionId === undefined && needsSession) {
    return sendRedirect(request, reply, `${pathOf(request.url)}?${carriedQuery(form)}`);
  }
  if (outcome.kind === 'sign-in') return sendSignInPage(request, reply, { server, call, request: outcome.request, reason: outcome.reason });
  if (outcome.kind === 'second-factor') {
    return sendToStep(server, request, reply, { org, user: outcome.user, goal: authorizeGoal(call, { justSignedIn: false }) });
  }
  return sendAnswer(request, reply, { ...outcome, context: pageContext(request, org) });
}
