/**
 * The second step of a sign-in: `/sign-in/step/{handle}` and below. Each page finds its interaction by the handle, for this browser and
 * the person signed in here, and asks anew whether a second factor is still wanted; a right answer leads on to where the person was
 * going. A GET changes nothing but the challenge a passkey is to sign, and ends what was refused on a device.
 */
import {
  answerWithPasskey,
  answerWithPush,
  answerWithTotp,
  askForPasskey,
  askForPush,
  authorize,
  type AuthorizeOutcome,
  consoleClientId,
  endRefusedSignIn,
  type FactorMethod,
  findAccountAccess,
  findInteraction,
  findSession,
  type Form,
  type InteractionOf,
  invalidRequest,
  type Org,
  parseForm,
  type Session,
  type SignInThrottle,
  startInteraction,
  type StepUpCall,
  type StepUpGoal,
  type StepUpOutcome,
  type User,
  watchPush,
} from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';
import { watchConnection } from '../watch-connection.js';
import { brandedContext } from './branded-context.js';
import { ensureFormId, readFormId, readSessionId, writeSessionId } from './browser-cookies.js';
import { formTokenOf, isOwnForm } from './form-origin.js';
import { pageErrorHandler } from './page-errors.js';
import { pageContext, sendAnswer, sendPage, sendRedirect } from './send-page.js';
import {
  noFactorPage,
  passkeyPage,
  pushApprovedPage,
  pushRefusedPage,
  pushStartPage,
  pushWaitPage,
  type StepFacts,
  type StepFault,
  totpPage,
} from './step-pages.js';
import type { Page, PageContext } from './template.js';

const stepPath = '/sign-in/step';
export const accountPath = '/account/security';
/** How long a page's question about its push is held; below what proxies allow. */
const watchSeconds = 20;

interface StepParams {
  readonly handle: string;
}
type StepRequest = FastifyRequest<{ Params: StepParams }>;
type StepForm = FastifyRequest<{ Params: StepParams; Body: Form }>;

export function stepRoutes(app: FastifyInstance, server: ServerContext, throttle: SignInThrottle): void {
  const errorHandler = pageErrorHandler(server, 'signIn');
  const quiet = { errorHandler, exposeHeadRoute: false };
  const get = (path: string, show: (step: Step, request: StepRequest, reply: FastifyReply) => Promise<FastifyReply> | FastifyReply) =>
    app.get<{ Params: StepParams }>(`${stepPath}/:handle${path}`, quiet, async (request, reply) => {
      const step = await openStep(server, request, reply);
      return step.kind === 'settled' ? step.reply : show(step, request, reply);
    });
  const post = (path: string, method: FactorMethod, take: (step: Step, request: StepForm, reply: FastifyReply) => Promise<FastifyReply>) =>
    app.post<{ Params: StepParams; Body: Form }>(`${stepPath}/:handle${path}`, { errorHandler }, async (request, reply) => {
      const step = await openStep(server, request, reply);
      if (step.kind === 'settled') return step.reply;
      if (isOwnForm(request, request.body, step.call.org)) return take(step, request, reply);
      return showMethod(server, step, { method, fault: { kind: 'stale' }, status: 403 }, request, reply);
    });

  get('', (step, request, reply) => {
    const [first] = step.methods;
    if (first === undefined && step.call.client?.clientId === consoleClientId) return sendRedirect(request, reply, '/admin/second-factor');
    if (first === undefined) return send(reply, step, noFactorPage(step.context, step.facts));
    return sendRedirect(request, reply, `${step.facts.base}/${first}`);
  });
  for (const method of ['totp', 'passkey', 'push'] as const) {
    get(`/${method}`, (step, request, reply) => showMethod(server, step, { method }, request, reply));
  }
  get('/push/state', async ({ call }, _request, reply) => {
    const { push } = call.interaction.details;
    const closed = watchConnection(reply);
    const state = push === undefined ? 'expired' : await watchPush(server.engine, { push, seconds: watchSeconds, closed });
    return reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify({ state }));
  });
  post('/totp', 'totp', async (step, request, reply) => {
    const outcome = await answerWithTotp(server.engine, throttle, step.call, request.body.get('code') ?? '');
    return settle(server, step, { outcome, method: 'totp' }, request, reply);
  });
  post('/passkey', 'passkey', async (step, request, reply) => {
    const response = request.body.get('response') ?? '';
    // without script the form is empty
    if (response === '') return sendRedirect(request, reply, `${step.facts.base}/passkey`);
    const outcome = await answerWithPasskey(server.engine, throttle, step.call, response);
    return settle(server, step, { outcome, method: 'passkey' }, request, reply);
  });
  post('/push', 'push', async (step, request, reply) => {
    const asked = await askForPush(server.engine, step.call);
    if (asked === 'asked') return sendRedirect(request, reply, `${step.facts.base}/push`);
    const page = pushStartPage(step.context, { ...step.facts, fault: { kind: asked } });
    return send(reply, step, page, asked === 'too-often' ? 429 : 400);
  });
  post('/push/finish', 'push', async (step, request, reply) => {
    const outcome = await answerWithPush(server.engine, step.call);
    if (outcome.kind === 'wrong')
      return showMethod(server, step, { method: 'push', fault: { kind: 'not-yet' }, status: 400 }, request, reply);
    return settle(server, step, { outcome, method: 'push' }, request, reply);
  });
}

/** Leads a person who is signed in with one factor to the second; the handle is good for this browser. */
export async function sendToStep(
  server: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { org, user, goal }: { readonly org: Org; readonly user: User; readonly goal: StepUpGoal },
): Promise<FastifyReply> {
  const formId = ensureFormId(request, reply, { org, random: server.engine.random });
  const details = { kind: 'step-up', goal, passkeyChallenge: undefined, push: undefined, pushes: 0 } as const;
  const handle = await startInteraction(server.engine, { org, userId: user.id, formId, details });
  return sendRedirect(request, reply, `${stepPath}/${handle}`);
}

interface Step {
  readonly kind: 'open';
  readonly call: StepUpCall;
  readonly methods: readonly FactorMethod[];
  readonly facts: StepFacts;
  readonly context: PageContext;
  /** Where forms lead in the end, besides this server. */
  readonly formTarget: string | undefined;
}

/** `settled`: the answer was sent, because the second factor is no longer wanted or the person has to sign in again. */
async function openStep(
  server: ServerContext,
  request: StepRequest,
  reply: FastifyReply,
): Promise<Step | { readonly kind: 'settled'; readonly reply: FastifyReply }> {
  const { engine } = server;
  const org = await engine.org.get();
  const session = await findSession(engine, org, readSessionId(request, org));
  const formId = readFormId(request, org);
  const { handle } = request.params;
  const found = session && (await findInteraction(engine, { org, handle, formId, userId: session.userId, kind: 'step-up' }));
  if (session === undefined || found === undefined || formId === undefined) {
    throw invalidRequest('This sign-in has ended. Go back to the application and start again.', { reason: 'no such interaction' });
  }
  const state = await judge(server, request, reply, { org, session, interaction: found });
  if (state.kind === 'settled') return state;
  const { outcome, context, app, formTarget } = state;
  return {
    kind: 'open',
    call: { org, user: outcome.user, session: outcome.session, interaction: found, client: state.client, caller: callerOf(request) },
    methods: outcome.methods,
    facts: { app, base: `${stepPath}/${handle}`, formToken: formTokenOf(formId), methods: outcome.methods },
    context,
    formTarget,
  };
}

interface Found {
  readonly org: Org;
  readonly session: Session;
  readonly interaction: InteractionOf<'step-up'>;
}

/** Asks the goal again what it wants of this session. */
async function judge(server: ServerContext, request: FastifyRequest, reply: FastifyReply, found: Found) {
  const { org, session, interaction } = found;
  const { goal } = interaction.details;
  const settled = (sent: FastifyReply) => ({ kind: 'settled' as const, reply: sent });
  if (goal.kind === 'account') {
    const outcome = await findAccountAccess(server.engine, { org, session });
    if (outcome.kind !== 'second-factor') return settled(sendRedirect(request, reply, accountPath));
    return { kind: 'open' as const, outcome, context: pageContext(request, org), app: undefined, client: undefined, formTarget: undefined };
  }
  const outcome = await answerGoal(server, request, found, goal);
  if (outcome.kind !== 'second-factor') return settled(sendOutcome(request, reply, { org, goal, outcome }));
  const { client, redirectUri } = outcome.request;
  const context = await brandedContext(server, request, { org }, outcome.request);
  return { kind: 'open' as const, outcome, context, app: client.name, client, formTarget: redirectUri };
}

export type AuthorizeGoal = Extract<StepUpGoal, { readonly kind: 'authorize' }>;

/** What the authorization request that a goal carries comes to, for this session. */
export async function answerGoal(
  { engine }: ServerContext,
  request: FastifyRequest,
  { org, session }: { readonly org: Org; readonly session: Session | undefined },
  { authorizationServerId, query, justSignedIn }: AuthorizeGoal,
): Promise<AuthorizeOutcome> {
  const server = await engine.authorizationServers.find(org.id, authorizationServerId);
  if (server === undefined) throw invalidRequest('The authorization server is gone.');
  return authorize(engine, { org, server, form: parseForm(query), caller: callerOf(request), session, justSignedIn });
}

export function sendOutcome(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    org,
    goal,
    outcome,
  }: { readonly org: Org; readonly goal: AuthorizeGoal; readonly outcome: Exclude<AuthorizeOutcome, { kind: 'second-factor' }> },
): FastifyReply {
  if (outcome.kind === 'answer') return sendAnswer(request, reply, { ...outcome, context: pageContext(request, org) });
  const base = goal.authorizationServerId === undefined ? '/oauth2/v1' : `/oauth2/${goal.authorizationServerId}/v1`;
  return sendRedirect(request, reply, `${base}/authorize?${goal.query}`);
}

async function showMethod(
  server: ServerContext,
  step: Step,
  { method, fault, status = 200 }: { readonly method: FactorMethod; readonly fault?: StepFault; readonly status?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { context, call } = step;
  const facts = { ...step.facts, fault };
  // only what the person has; a typed address shows what there is instead
  if (!step.methods.includes(method)) return sendRedirect(request, reply, step.facts.base);
  if (method === 'totp') return send(reply, step, totpPage(context, facts), status);
  if (method === 'passkey') return send(reply, step, passkeyPage(context, facts, await askForPasskey(server.engine, call)), status);
  const { push } = call.interaction.details;
  if (push === undefined) return send(reply, step, pushStartPage(context, facts), status);
  const state = await watchPush(server.engine, { push, seconds: 0, closed: AbortSignal.abort() });
  switch (state) {
    case 'approved':
      return send(reply, step, pushApprovedPage(context, facts), status);
    case 'refused':
      await endRefusedSignIn(server.engine, call);
      return send(reply, step, pushRefusedPage(context), 403);
    case 'expired':
      return send(reply, step, pushStartPage(context, { ...facts, fault: { kind: 'expired' } }), status);
    case 'pending': {
      const asked = await server.engine.requests.findByTransactionId(call.org.id, push.transactionId);
      return send(reply, step, pushWaitPage(context, facts, asked?.numberChallenge?.answer), status);
    }
  }
}

/** On to where the person was going, or the page again with what was wrong. */
async function settle(
  server: ServerContext,
  step: Step,
  { outcome, method }: { readonly outcome: StepUpOutcome; readonly method: FactorMethod },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { org, interaction } = step.call;
  switch (outcome.kind) {
    case 'wrong':
      return showMethod(server, step, { method, fault: { kind: 'wrong' }, status: 400 }, request, reply);
    case 'throttled':
      reply.header('retry-after', outcome.retryAfterSeconds);
      return showMethod(server, step, { method, fault: outcome, status: 429 }, request, reply);
    case 'gone':
      throw invalidRequest('This sign-in has ended. Go back to the application and start again.', { reason: 'interaction used before' });
    case 'passed': {
      writeSessionId(reply, org, outcome.sessionId);
      const { goal } = interaction.details;
      const session = await findSession(server.engine, org, outcome.sessionId);
      if (goal.kind === 'account' || session === undefined) return sendRedirect(request, reply, accountPath);
      const answer = await answerGoal(server, request, { org, session }, goal);
      if (answer.kind === 'second-factor') throw new Error('a second factor must be enough');
      return sendOutcome(request, reply, { org, goal, outcome: answer });
    }
  }
}

function send(reply: FastifyReply, step: Step, page: Page, status = 200): FastifyReply {
  return sendPage(reply, step.context, page, { status, formTarget: step.formTarget });
}
