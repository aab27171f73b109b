/**
 * The first start in a browser: the link that the server prints leads to a form that makes the first administrator, or gives the one of the
 * quickstart a password. Then comes the second factor, then the console.
 */
import {
  ApiError,
  createSignInThrottle,
  findAccountAccess,
  findSession,
  type Form,
  listFactorMethods,
  type Org,
  signIn,
  type SignInThrottle,
  systemActor,
  type User,
} from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { completeFirstRun, findFirstRun } from '../../bootstrap/first-administrator.js';
import type { ServerContext } from '../../server-context.js';
import { securityPath } from '../account/security-pages.js';
import { callerOf } from '../request-context.js';
import { ensureBrowserId, ensureFormId, readSessionId, writeSessionId } from '../sign-in/browser-cookies.js';
import { formTokenOf, isOwnForm } from '../sign-in/form-origin.js';
import { pageErrorHandler } from '../sign-in/page-errors.js';
import { pageContext, sendPage, sendRedirect } from '../sign-in/send-page.js';
import { type FirstRunField, firstRunFields, firstRunOverPage, firstRunPage, secondFactorPage } from './first-run-pages.js';
import { consolePath } from './pending-sign-in.js';
import { consoleSignInPath } from './sign-in.js';

const firstRunPath = '/admin/first-run';
export const secondFactorPath = '/admin/second-factor';

/** What a start prints. */
export const firstRunUrl = (orgUrl: string, code: string): string => `${orgUrl}${firstRunPath}/${code}`;

type FirstRunRequest = FastifyRequest<{ Params: { code: string } }>;
type FirstRunForm = FastifyRequest<{ Params: { code: string }; Body: Form }>;

export function firstRunRoutes(app: FastifyInstance, server: ServerContext): void {
  const errorHandler = pageErrorHandler(server, 'signIn');
  const throttle = createSignInThrottle(server.engine.clock);
  app.get<{ Params: { code: string } }>(`${firstRunPath}/:code`, { errorHandler, exposeHeadRoute: false }, (request, reply) =>
    show(server, { request, faults: new Set(), stale: false }, reply),
  );
  app.post<{ Params: { code: string }; Body: Form }>(`${firstRunPath}/:code`, { errorHandler }, (request, reply) =>
    complete(server, throttle, request, reply),
  );
  app.get(secondFactorPath, { errorHandler, exposeHeadRoute: false }, (request, reply) => offerSecondFactor(server, request, reply));
}

interface Showing {
  readonly request: FirstRunRequest | FirstRunForm;
  readonly faults: ReadonlySet<FirstRunField>;
  readonly stale: boolean;
}

async function show(server: ServerContext, { request, faults, stale }: Showing, reply: FastifyReply): Promise<FastifyReply> {
  const { engine } = server;
  const org = await engine.org.get();
  const { code } = request.params;
  const state = await findFirstRun(needsOf(server), { orgId: org.id, code });
  if (state === undefined) return sendOver(request, reply, org);
  const context = pageContext(request, org);
  const page = firstRunPage(context, {
    action: `${firstRunPath}/${encodeURIComponent(code)}`,
    formToken: formTokenOf(ensureFormId(request, reply, { org, random: engine.random })),
    login: state.kind === 'no-password' ? state.user.login : undefined,
    typed: typedIn(request.body),
    faults,
    stale,
  });
  return sendPage(reply, context, page, { status: stale ? 403 : faults.size > 0 ? 400 : 200 });
}

async function complete(
  server: ServerContext,
  throttle: SignInThrottle,
  request: FirstRunForm,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const org = await server.engine.org.get();
  const form = request.body;
  if (!isOwnForm(request, form, org)) return show(server, { request, faults: new Set(), stale: true }, reply);
  const login = form.get('login')?.trim();
  const password = form.get('password') ?? '';
  const person =
    login === undefined
      ? undefined
      : { login, firstName: form.get('firstName')?.trim() ?? '', lastName: form.get('lastName')?.trim() ?? '' };
  const actor = { orgId: org.id, entity: systemActor, caller: callerOf(request) };
  let user: User | undefined;
  try {
    user = await completeFirstRun(needsOf(server), { code: request.params.code, person, password }, actor);
  } catch (error) {
    const faults = error instanceof ApiError ? faultsOf(error) : undefined;
    if (faults === undefined || faults.size === 0) throw error;
    return show(server, { request, faults, stale: false }, reply);
  }
  if (user === undefined) return sendOver(request, reply, org);
  const outcome = await signIn(server.engine, throttle, {
    org,
    client: undefined,
    username: user.login,
    password,
    previousSessionId: readSessionId(request, org),
    browserId: ensureBrowserId(request, reply, { org, random: server.engine.random }),
    caller: callerOf(request),
  });
  if (outcome.kind !== 'signed-in') return sendRedirect(request, reply, consoleSignInPath);
  writeSessionId(reply, org, outcome.sessionId);
  return sendRedirect(request, reply, secondFactorPath);
}

/** Only while the person has none; then, and for whoever is not signed in just now, the way leads on. */
async function offerSecondFactor(server: ServerContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { engine, development } = server;
  const org = await engine.org.get();
  const session = await findSession(engine, org, readSessionId(request, org));
  const access = await findAccountAccess(engine, { org, session });
  if (access.kind === 'sign-in' && access.known) return sendRedirect(request, reply, securityPath);
  if (access.kind !== 'granted' || (await listFactorMethods(engine, access.user)).length > 0)
    return sendRedirect(request, reply, consoleSignInPath);
  const context = pageContext(request, org);
  const formToken = formTokenOf(ensureFormId(request, reply, { org, random: engine.random }));
  const page = secondFactorPage(context, { formToken, later: development ? consoleSignInPath : undefined });
  return sendPage(reply, context, page, { status: 200 });
}

function sendOver(request: FastifyRequest, reply: FastifyReply, org: Org): FastifyReply {
  const context = pageContext(request, org);
  return sendPage(reply, context, firstRunOverPage(context, consolePath), { status: 404 });
}

function needsOf({ engine, management, setup }: ServerContext) {
  return { admin: { engine, management }, setup };
}

function typedIn(body: unknown): Readonly<Partial<Record<FirstRunField, string>>> {
  if (!(body instanceof Map)) return {};
  const typed = firstRunFields.flatMap((name) => {
    const value: unknown = body.get(name);
    return name === 'password' || typeof value !== 'string' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(typed);
}

/** Causes begin with the name of their field. */
function faultsOf({ causes }: ApiError): ReadonlySet<FirstRunField> {
  return new Set(firstRunFields.filter((name) => causes.some((cause) => cause.startsWith(`${name}: `))));
}
