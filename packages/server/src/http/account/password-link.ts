/** `/signin/password/{token}`: a person chooses the password they do not have. Works without script. */
import { userPassword } from '@countersign/contracts';
import { ApiError, choosePassword, findPasswordLink, type Form, type Org, systemActor, type User } from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';
import { ensureFormId } from '../sign-in/browser-cookies.js';
import { formTokenOf, isOwnForm } from '../sign-in/form-origin.js';
import { pageErrorHandler } from '../sign-in/page-errors.js';
import { pageContext, sendPage } from '../sign-in/send-page.js';
import { passwordLinkDonePage, passwordLinkOverPage, passwordLinkPage } from './password-link-pages.js';
import { securityPath } from './security-pages.js';

const path = '/signin/password';
const tokenForm = /^[A-Za-z0-9_-]{43}$/;

export const passwordLinkUrl = (orgUrl: string, token: string): string => `${orgUrl}${path}/${token}`;

type LinkRequest = FastifyRequest<{ Params: { token: string } }>;
type LinkForm = FastifyRequest<{ Params: { token: string }; Body: Form }>;

export function passwordLinkRoutes(app: FastifyInstance, server: ServerContext): void {
  const errorHandler = pageErrorHandler(server, 'signIn');
  app.get<{ Params: { token: string } }>(`${path}/:token`, { errorHandler, exposeHeadRoute: false }, (request, reply) =>
    show(server, { request, alert: undefined }, reply),
  );
  app.post<{ Params: { token: string }; Body: Form }>(`${path}/:token`, { errorHandler }, (request, reply) =>
    choose(server, request, reply),
  );
}

interface Showing {
  readonly request: LinkRequest | LinkForm;
  readonly alert: 'stale' | 'refused' | undefined;
}

async function show(server: ServerContext, { request, alert }: Showing, reply: FastifyReply): Promise<FastifyReply> {
  const org = await server.engine.org.get();
  const user = await find(server, org, request.params.token);
  if (user === undefined) return sendOver(request, reply, org);
  const context = pageContext(request, org);
  const page = passwordLinkPage(context, {
    action: `${path}/${request.params.token}`,
    formToken: formTokenOf(ensureFormId(request, reply, { org, random: server.engine.random })),
    login: user.login,
    alert,
  });
  return sendPage(reply, context, page, { status: alert === undefined ? 200 : alert === 'stale' ? 403 : 400 });
}

async function choose(server: ServerContext, request: LinkForm, reply: FastifyReply): Promise<FastifyReply> {
  const org = await server.engine.org.get();
  const { token } = request.params;
  if (!isOwnForm(request, request.body, org)) return show(server, { request, alert: 'stale' }, reply);
  const password = request.body.get('password') ?? '';
  if (!userPassword.safeParse(password).success) return show(server, { request, alert: 'refused' }, reply);
  if (!tokenForm.test(token)) return sendOver(request, reply, org);
  let user: User | undefined;
  try {
    user = await choosePassword(server, { token, password }, { orgId: org.id, entity: systemActor, caller: callerOf(request) });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'E0000001') return show(server, { request, alert: 'refused' }, reply);
    throw error;
  }
  if (user === undefined) return sendOver(request, reply, org);
  const context = pageContext(request, org);
  return sendPage(reply, context, passwordLinkDonePage(context, securityPath), { status: 200 });
}

function find(server: ServerContext, org: Org, token: string): Promise<User | undefined> {
  return tokenForm.test(token) ? findPasswordLink(server, token, org.id) : Promise.resolve(undefined);
}

function sendOver(request: FastifyRequest, reply: FastifyReply, org: Org): FastifyReply {
  const context = pageContext(request, org);
  return sendPage(reply, context, passwordLinkOverPage(context), { status: 404 });
}
