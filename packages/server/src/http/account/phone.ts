/**
 * `/account/security/phone`: people add their account to a phone by a link they make in a fresh session (security model S-068), with QR
 * code and code. The page waits for the phone; without script it loads itself anew.
 */
import {
  ApiError,
  cancelEnrollmentLink,
  createEnrollmentLink,
  deleteEnrollment,
  type EnrollmentLink,
  enrollmentLinkState,
  findInteraction,
  type Form,
  getEnrollmentLink,
  startInteraction,
  userTarget,
} from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { enrollmentLinkUrl } from '../enrollment-link-url.js';
import { callerOf } from '../request-context.js';
import { formTokenOf } from '../sign-in/form-origin.js';
import { pageErrorHandler } from '../sign-in/page-errors.js';
import { pageContext, sendPage, sendRedirect } from '../sign-in/send-page.js';
import type { AccountPages, Owner } from './account-pages.js';
import { addPhonePage, phoneStage } from './phone-pages.js';
import { listPhoneApps } from './phone-apps.js';
import { phonePath } from './security-pages.js';

interface HandleParams {
  readonly handle: string;
}

export function phoneRoutes(app: FastifyInstance, server: ServerContext, pages: AccountPages): void {
  const { enter, enterByForm, show } = pages;
  const { engine } = server;
  removalRoute(app, server, pages);
  const errorHandler = pageErrorHandler(server, 'signIn');
  const quiet = { errorHandler, exposeHeadRoute: false };

  app.post<{ Body: Form }>(phonePath, { errorHandler }, async (request, reply) => {
    const owner = await enterByForm(server, request, reply);
    if (owner.kind === 'sent') return owner.reply;
    const handle = await start(server, owner, request);
    if (handle === undefined) return show(server, owner, { kind: 'phone-refused' }, request, reply);
    return sendRedirect(request, reply, `${phonePath}/${handle}`);
  });
  app.get<{ Params: HandleParams }>(`${phonePath}/:handle`, quiet, async (request, reply) => {
    const owner = await enter(server, request, reply);
    if (owner.kind === 'sent') return owner.reply;
    const found = await findPhone(server, owner, request.params.handle);
    if (found === undefined) return show(server, owner, { kind: 'stale' }, request, reply);
    return showPhone(server, owner, found, request, reply);
  });
  app.get<{ Params: HandleParams }>(`${phonePath}/:handle/state`, quiet, async (request, reply) => {
    const owner = await enter(server, request, reply);
    if (owner.kind === 'sent') return owner.reply;
    const found = await findPhone(server, owner, request.params.handle);
    const now = engine.clock.now();
    const state = found === undefined ? 'GONE' : phoneStage(enrollmentLinkState(found.link, now), found.link, now);
    return reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify({ state }));
  });
  app.post<{ Body: Form; Params: HandleParams }>(`${phonePath}/:handle/cancel`, { errorHandler }, async (request, reply) => {
    const owner = await enterByForm(server, request, reply);
    if (owner.kind === 'sent') return owner.reply;
    const found = await findPhone(server, owner, request.params.handle);
    if (found === undefined) return show(server, owner, { kind: 'stale' }, request, reply);
    await cancelEnrollmentLink(engine, { user: owner.user, id: found.link.id }, actorOf(owner, request)).catch(ignoreEnded);
    return sendRedirect(request, reply, `${phonePath}/${request.params.handle}`);
  });
}

/** Of phones that are there already. */
function removalRoute(app: FastifyInstance, server: ServerContext, { enterByForm, show }: AccountPages): void {
  const { engine } = server;
  const errorHandler = pageErrorHandler(server, 'signIn');
  app.post<{ Body: Form; Params: { enrollmentId: string } }>(
    `${phonePath}s/:enrollmentId/remove`,
    { errorHandler },
    async (request, reply) => {
      const owner = await enterByForm(server, request, reply);
      if (owner.kind === 'sent') return owner.reply;
      const { org, user } = owner;
      const enrollments = await engine.enrollments.listOfUser(org.id, user.id);
      const enrolled = enrollments.find(({ enrollment }) => enrollment.id === request.params.enrollmentId);
      if (enrolled !== undefined) await deleteEnrollment(engine, { enrolled, user, caller: callerOf(request) }).catch(ignoreEnded);
      return show(server, owner, { kind: 'removed' }, request, reply);
    },
  );
}

/** It ended meanwhile: the page says so. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
}

function actorOf({ org, user }: Owner, request: FastifyRequest) {
  return { orgId: org.id, entity: userTarget(user), caller: callerOf(request) };
}

/** Undefined: no link can be made for this person now. */
async function start(server: ServerContext, owner: Owner, request: FastifyRequest<{ Body: Form }>): Promise<string | undefined> {
  const { org, user, session, formId } = owner;
  const wanted = request.body.get('authenticator');
  const phoneApp = (await listPhoneApps(server, org, user)).find(({ authenticatorId }) => authenticatorId === wanted);
  if (phoneApp === undefined) return undefined;
  const { authTime, amr } = session;
  const { link, code } = await createEnrollmentLink(
    server.engine,
    { user, authenticatorId: phoneApp.authenticatorId, authentication: { authTime, amr } },
    actorOf(owner, request),
  );
  const details = { kind: 'enroll-phone', linkId: link.id, code } as const;
  return startInteraction(server.engine, { org, userId: user.id, formId, details });
}

interface FoundPhone {
  readonly link: EnrollmentLink;
  readonly code: string;
}

async function findPhone({ engine }: ServerContext, { org, user, formId }: Owner, handle: string): Promise<FoundPhone | undefined> {
  const found = await findInteraction(engine, { org, handle, formId, userId: user.id, kind: 'enroll-phone' });
  if (found === undefined) return undefined;
  const { linkId: id, code } = found.details;
  return { link: await getEnrollmentLink(engine, { user, id }), code };
}

function showPhone(
  server: ServerContext,
  owner: Owner,
  { link, code }: FoundPhone,
  request: FastifyRequest<{ Params: HandleParams }>,
  reply: FastifyReply,
): FastifyReply {
  const { handle } = request.params;
  const now = server.engine.clock.now();
  const context = pageContext(request, owner.org);
  const page = addPhonePage(context, {
    user: owner.user,
    link,
    state: enrollmentLinkState(link, now),
    now,
    code,
    url: enrollmentLinkUrl(server, code),
    base: `${phonePath}/${handle}`,
    formToken: formTokenOf(owner.formId),
  });
  return sendPage(reply, context, page, { status: 200 });
}
