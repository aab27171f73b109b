/**
 * The sign-in form comes back here: `POST …/v1/authorize/sign-in?{the authorization request}`. The request is checked anew, because the
 * address is all there is between the two; a good password makes a session and answers the request, or leads to the second step.
 */
import {
  authorize,
  carriedParameters,
  createSignInThrottle,
  parseForm,
  signIn,
  type AuthorizationRequest,
  type AuthorizeCall,
  type Form,
  type SignInReason,
  type SignInThrottle,
  type StepUpGoal,
} from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { accountRoutes } from '../account/security.js';
import { callerOf, oauthPaths, resolveServer } from '../request-context.js';
import { pathOf } from '../url-family.js';
import { brandedContext } from './branded-context.js';
import { ensureBrowserId, ensureFormId, readSessionId, writeSessionId } from './browser-cookies.js';
import { expiredPasswordRoutes, sendToNewPassword } from './expired-password.js';
import { formTokenOf, isOwnForm } from './form-origin.js';
import { pageErrorHandler } from './page-errors.js';
import { pageContext, sendAnswer, sendPage, sendRedirect } from './send-page.js';
import { sendToStep, stepRoutes } from './second-step.js';
import { signInPage, type SignInFault } from './sign-in-page.js';

const signInSuffix = '/authorize/sign-in';

export function signInRoutes(app: FastifyInstance, server: ServerContext): void {
  const throttle = createSignInThrottle(server.engine.clock);
  stepRoutes(app, server, throttle);
  expiredPasswordRoutes(app, server, throttle);
  accountRoutes(app, server, throttle);
  const errorHandler = pageErrorHandler(server, 'signIn');
  for (const path of oauthPaths(signInSuffix)) {
    app.post<{ Body: Form }>(path, { errorHandler }, (request, reply) => postSignIn(server, throttle, request, reply));
    // reached by reloading the address of a failed attempt: back to the beginning
    app.get(path, { errorHandler, exposeHeadRoute: false }, (request, reply) =>
      sendRedirect(request, reply, request.url.replace(signInSuffix, '/authorize')),
    );
  }
}

async function postSignIn(
  server: ServerContext,
  throttle: SignInThrottle,
  request: FastifyRequest<{ Body: Form }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { engine } = server;
  const addressed = await resolveServer(server, request);
  const { org } = addressed;
  const call: AuthorizeCall = {
    ...addressed,
    form: queryForm(request),
    caller: callerOf(request),
    session: undefined,
    justSignedIn: false,
  };
  const before = await authorize(engine, call);
  // without a session there is no second step yet
  if (before.kind === 'second-factor') throw new Error('nobody is signed in');
  if (before.kind === 'answer') return sendAnswer(request, reply, { ...before, context: pageContext(request, org) });

  const again = { server, call, request: before.request, reason: before.reason };
  const username = request.body.get('username') ?? '';
  const password = request.body.get('password') ?? '';
  const refuse = (status: number, fault: SignInFault) => sendSignInPage(request, reply, { ...again, username, fault, status });
  if (!isOwnForm(request, request.body, org)) return refuse(403, { kind: 'stale' });
  if (username.trim() === '' || password === '') {
    return refuse(400, { kind: 'incomplete', usernameMissing: username.trim() === '', passwordMissing: password === '' });
  }
  const { client } = before.request;
  const previousSessionId = readSessionId(request, org);
  const browserId = ensureBrowserId(request, reply, { org, random: engine.random });
  const outcome = await signIn(engine, throttle, { org, client, username, password, previousSessionId, browserId, caller: call.caller });
  if (outcome.kind === 'refused') return refuse(400, { kind: 'wrong' });
  if (outcome.kind === 'throttled') {
    reply.header('retry-after', outcome.retryAfterSeconds);
    return refuse(429, outcome);
  }
  if (outcome.kind === 'password-expired')
    return sendToNewPassword(server, request, reply, { org, user: outcome.user, goal: authorizeGoal(call, { justSignedIn: true }) });
  writeSessionId(reply, org, outcome.sessionId);
  const after = await authorize(engine, { ...call, session: outcome.session, justSignedIn: true });
  if (after.kind === 'sign-in') throw new Error('a fresh sign-in must be answered');
  if (after.kind === 'second-factor') {
    return sendToStep(server, request, reply, { org, user: after.user, goal: authorizeGoal(call, { justSignedIn: true }) });
  }
  return sendAnswer(request, reply, { ...after, context: await brandedContext(server, request, call, before.request) });
}

/** Where the second step leads. */
export function authorizeGoal(
  { server, form }: Pick<AuthorizeCall, 'server' | 'form'>,
  { justSignedIn }: { readonly justSignedIn: boolean },
): StepUpGoal {
  const authorizationServerId = server.kind === 'org' ? undefined : server.id;
  return { kind: 'authorize', authorizationServerId, query: carriedQuery(form), justSignedIn };
}

export interface SignInPageFacts {
  readonly server: ServerContext;
  readonly call: AuthorizeCall;
  readonly request: AuthorizationRequest;
  readonly reason: SignInReason;
  readonly username?: string;
  readonly fault?: SignInFault;
  readonly status?: number;
}

/** The form, bound to this browser and carrying the request in its address. */
export async function sendSignInPage(request: FastifyRequest, reply: FastifyReply, facts: SignInPageFacts): Promise<FastifyReply> {
  const { server, call } = facts;
  const context = await brandedContext(server, request, call, facts.request);
  const formId = ensureFormId(request, reply, { org: call.org, random: server.engine.random });
  const page = signInPage(context, {
    app: facts.request.client.name,
    action: `${pathOf(request.url).replace(/\/authorize(?:\/sign-in)?$/, signInSuffix)}?${carriedQuery(call.form)}`,
    formToken: formTokenOf(formId),
    username: facts.username ?? facts.request.loginHint ?? '',
    again: facts.reason !== 'no-session',
    fault: facts.fault,
  });
  return sendPage(reply, context, page, { status: facts.status ?? 200, formTarget: facts.request.redirectUri });
}

/** The query as OAuth reads it. Throws `invalid_request` as `parseForm` does. */
export function queryForm(request: FastifyRequest): Form {
  const start = request.url.indexOf('?');
  return parseForm(start === -1 ? '' : request.url.slice(start + 1));
}

/** The parameters that mean something, as a query. */
export function carriedQuery(form: Form): string {
  const query = new URLSearchParams();
  for (const name of carriedParameters) {
    const value = form.get(name);
    if (value !== undefined) query.set(name, value);
  }
  return query.toString();
}
