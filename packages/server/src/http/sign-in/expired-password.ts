/**
 * `/sign-in/password/{handle}`: whoever signed in with an expired password chooses another here, and goes on where they were going.
 * The page belongs to the browser that signed in; there is no session before the new password is stored.
 */
import {
  findExpiredUser,
  findInteractionOfBrowser,
  type Form,
  type InteractionOf,
  invalidRequest,
  type Org,
  replaceExpiredPassword,
  type SignInThrottle,
  startInteraction,
  type StepUpGoal,
  type User,
} from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';
import { brandedContext } from './branded-context.js';
import { ensureBrowserId, ensureFormId, readFormId, readSessionId, writeSessionId } from './browser-cookies.js';
import { formTokenOf, isOwnForm } from './form-origin.js';
import { type NewPasswordFault, newPasswordPage } from './new-password-page.js';
import { pageErrorHandler } from './page-errors.js';
import { accountPath, answerGoal, sendOutcome, sendToStep } from './second-step.js';
import { pageContext, sendPage, sendRedirect } from './send-page.js';

const path = '/sign-in/password';

type PasswordRequest = FastifyRequest<{ Params: { handle: string } }>;
type PasswordForm = FastifyRequest<{ Params: { handle: string }; Body: Form }>;

export function expiredPasswordRoutes(app: FastifyInstance, server: ServerContext, throttle: SignInThrottle): void {
  const errorHandler = pageErrorHandler(server, 'signIn');
  app.get<{ Params: { handle: string } }>(`${path}/:handle`, { errorHandler, exposeHeadRoute: false }, async (request, reply) => {
    const opened = await open(server, request, reply);
    return opened.kind === 'settled' ? opened.reply : show(request, reply, opened, undefined);
  });
  app.post<{ Params: { handle: string }; Body: Form }>(`${path}/:handle`, { errorHandler }, async (request, reply) => {
    const opened = await open(server, request, reply);
    return opened.kind === 'settled' ? opened.reply : choose(server, throttle, opened, request, reply);
  });
}

/** Leads a person whose password was right and has expired to the page. */
export async function sendToNewPassword(
  server: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { org, user, goal }: { readonly org: Org; readonly user: User; readonly goal: StepUpGoal },
): Promise<FastifyReply> {
  const formId = ensureFormId(request, reply, { org, random: server.engine.random });
  const handle = await startInteraction(server.engine, { org, userId: user.id, formId, details: { kind: 'change-password', goal } });
  return sendRedirect(request, reply, `${path}/${handle}`);
}

type Opened = Extract<Awaited<ReturnType<typeof open>>, { readonly kind: 'open' }>;

/** `settled`: the answer was sent, because the application's request can no longer be answered in another way. */
async function open(server: ServerContext, request: PasswordRequest, reply: FastifyReply) {
  const { engine } = server;
  const org = await engine.org.get();
  const formId = readFormId(request, org);
  const { handle } = request.params;
  const interaction = await findInteractionOfBrowser(engine, { org, handle, formId, kind: 'change-password' });
  const user = interaction && (await findExpiredUser(engine, { org, interaction }));
  if (formId === undefined || interaction === undefined || user === undefined) throw ended();
  const facts = { kind: 'open' as const, org, formId, handle, interaction, user };
  const { goal } = interaction.details;
  if (goal.kind === 'account') return { ...facts, context: pageContext(request, org), client: undefined, formTarget: undefined };
  const before = await answerGoal(server, request, { org, session: undefined }, { ...goal, justSignedIn: false });
  if (before.kind === 'second-factor') throw new Error('nobody is signed in');
  if (before.kind === 'answer') return { kind: 'settled' as const, reply: sendOutcome(request, reply, { org, goal, outcome: before }) };
  const { client, redirectUri } = before.request;
  return { ...facts, context: await brandedContext(server, request, { org }, before.request), client, formTarget: redirectUri };
}

const statuses: Readonly<Record<NewPasswordFault['kind'], number>> = { refused: 400, same: 400, stale: 403, throttled: 429 };

function show(_request: FastifyRequest, reply: FastifyReply, opened: Opened, fault: NewPasswordFault | undefined): FastifyReply {
  const { context, client, formId, formTarget, handle, user } = opened;
  const form = { app: client?.name, action: `${path}/${handle}`, formToken: formTokenOf(formId), login: user.login, fault };
  return sendPage(reply, context, newPasswordPage(context, form), { status: fault === undefined ? 200 : statuses[fault.kind], formTarget });
}

async function choose(
  server: ServerContext,
  throttle: SignInThrottle,
  opened: Opened,
  request: PasswordForm,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { org, interaction, client } = opened;
  if (!isOwnForm(request, request.body, org)) return show(request, reply, opened, { kind: 'stale' });
  const outcome = await replaceExpiredPassword(server, throttle, {
    org,
    interaction,
    client,
    password: request.body.get('password') ?? '',
    previousSessionId: readSessionId(request, org),
    browserId: ensureBrowserId(request, reply, { org, random: server.engine.random }),
    caller: callerOf(request),
  });
  if (outcome.kind === 'gone') throw ended();
  if (outcome.kind === 'throttled') reply.header('retry-after', outcome.retryAfterSeconds);
  if (outcome.kind !== 'signed-in') return show(request, reply, opened, outcome);
  writeSessionId(reply, org, outcome.sessionId);
  return goOn(server, request, reply, { org, interaction, session: outcome.session, user: opened.user });
}

async function goOn(
  server: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
  {
    org,
    interaction,
    session,
    user,
  }: {
    readonly org: Org;
    readonly interaction: InteractionOf<'change-password'>;
    readonly session: Parameters<typeof answerGoal>[2]['session'];
    readonly user: User;
  },
): Promise<FastifyReply> {
  const { goal } = interaction.details;
  if (goal.kind === 'account') return sendRedirect(request, reply, accountPath);
  const outcome = await answerGoal(server, request, { org, session }, goal);
  if (outcome.kind === 'second-factor') return sendToStep(server, request, reply, { org, user, goal });
  return sendOutcome(request, reply, { org, goal, outcome });
}

const ended = () =>
  invalidRequest('This sign-in has ended. Go back to the application and start again.', { reason: 'no such interaction' });
