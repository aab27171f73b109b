/**
 * `/account/security`: people see and change how they sign in. A session of the last minutes is needed, with a second factor as soon as
 * the person has one (the engine's account-access.ts); changes come by forms of these pages only.
 */
import {
  addPasskey,
  addTotp,
  type EnrolOutcome,
  findAccountAccess,
  findInteraction,
  findSession,
  type Form,
  type InteractionDetails,
  newPasskeyChallenge,
  newTotpSecret,
  type Org,
  otpauthUri,
  registrationOptions,
  removeFactor,
  sha256,
  signIn,
  type SignInThrottle,
  startInteraction,
  strengthenSession,
} from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';
import { ensureBrowserId, ensureFormId, readFormId, readSessionId, writeSessionId } from '../sign-in/browser-cookies.js';
import { sendToNewPassword } from '../sign-in/expired-password.js';
import { formTokenOf, isOwnForm } from '../sign-in/form-origin.js';
import { pageErrorHandler } from '../sign-in/page-errors.js';
import { sendToStep } from '../sign-in/second-step.js';
import { pageContext, sendPage, sendRedirect } from '../sign-in/send-page.js';
import { signInPage, type SignInFault } from '../sign-in/sign-in-page.js';
import type { Entry, FormRequest, Owner } from './account-pages.js';
import { listPhoneApps } from './phone-apps.js';
import { phoneRoutes } from './phone.js';
import { addPasskeyPage, addTotpPage, type SecurityNotice, securityPage, securityPath } from './security-pages.js';

const signInPath = '/account/sign-in';

interface HandleParams {
  readonly handle: string;
}

export function accountRoutes(app: FastifyInstance, server: ServerContext, throttle: SignInThrottle): void {
  const errorHandler = pageErrorHandler(server, 'signIn');
  const quiet = { errorHandler, exposeHeadRoute: false };
  app.get(securityPath, quiet, async (request, reply) => {
    const owner = await enter(server, request, reply);
    return owner.kind === 'sent' ? owner.reply : show(server, owner, undefined, request, reply);
  });
  app.post<{ Body: Form }>(signInPath, { errorHandler }, (request, reply) => postSignIn(server, throttle, request, reply));
  app.get(signInPath, quiet, (request, reply) => sendRedirect(request, reply, securityPath));
  enrolmentRoutes(app, server);
  phoneRoutes(app, server, { enter, enterByForm, show });
  app.post<{ Body: Form; Params: { id: string } }>(`${securityPath}/factors/:id/remove`, { errorHandler }, async (request, reply) => {
    const owner = await enterByForm(server, request, reply);
    if (owner.kind === 'sent') return owner.reply;
    const { org, user } = owner;
    const factor = (await server.engine.factors.list(org.id, user.id)).find(({ id }) => id === request.params.id);
    const actor = { id: user.id, type: 'User', alternateId: user.login };
    if (factor !== undefined) await removeFactor(server.engine, { user, factor, actor, caller: callerOf(request) });
    return show(server, owner, { kind: 'removed' }, request, reply);
  });
}

/** Starting makes the secret or the challenge; the page that shows it can be loaded again until it is used. */
function enrolmentRoutes(app: FastifyInstance, server: ServerContext): void {
  const { engine } = server;
  const errorHandler = pageErrorHandler(server, 'signIn');
  const quiet = { errorHandler, exposeHeadRoute: false };
  const start = (path: string, details: (goal: 'console' | undefined) => InteractionDetails) =>
    app.post<{ Body: Form }>(`${securityPath}/${path}`, { errorHandler }, async (request, reply) => {
      const owner = await enterByForm(server, request, reply);
      if (owner.kind === 'sent') return owner.reply;
      const { org, user, formId } = owner;
      const handle = await startInteraction(engine, {
        org,
        userId: user.id,
        formId,
        details: details(request.body.get('goal') === 'console' ? 'console' : undefined),
      });
      return sendRedirect(request, reply, `${securityPath}/${path}/${handle}`);
    });
  start('totp', (goal) => ({ kind: 'enroll-totp', secret: newTotpSecret(engine.random), goal }));
  start('passkey', (goal) => ({ kind: 'enroll-passkey', challenge: newPasskeyChallenge(engine.random), goal }));

  for (const kind of ['totp', 'passkey'] as const) {
    app.get<{ Params: HandleParams }>(`${securityPath}/${kind}/:handle`, quiet, async (request, reply) => {
      const owner = await enter(server, request, reply);
      if (owner.kind === 'sent') return owner.reply;
      return showEnrolment(server, owner, { kind, handle: request.params.handle, wrong: false }, request, reply);
    });
    app.post<{ Body: Form; Params: HandleParams }>(`${securityPath}/${kind}/:handle`, { errorHandler }, async (request, reply) => {
      const owner = await enterByForm(server, request, reply);
      if (owner.kind === 'sent') return owner.reply;
      const { handle } = request.params;
      const found = await enrol(server, owner, { kind, handle }, request);
      if (found === undefined) return show(server, owner, { kind: 'stale' }, request, reply);
      const { outcome, goal } = found;
      if (outcome.kind === 'wrong') return showEnrolment(server, owner, { kind, handle, wrong: true }, request, reply);
      await engine.interactions.consume(owner.org.id, sha256(handle));
      if (outcome.kind === 'refused') return show(server, owner, { kind: 'failed' }, request, reply);
      // what was just shown counts: the person is not asked for it again
      const sessionId = await strengthenSession(engine, owner.session, [kind === 'totp' ? 'otp' : 'pop']);
      writeSessionId(reply, owner.org, sessionId);
      if (goal === 'console') return sendRedirect(request, reply, '/admin/sign-in');
      return show(server, owner, { kind: 'added', name: outcome.factor.name }, request, reply);
    });
  }
}

interface Enrolment {
  readonly kind: 'totp' | 'passkey';
  readonly handle: string;
}

/** Undefined: the page is too old. */
async function enrol(
  { engine }: ServerContext,
  { org, user, formId }: Owner,
  { kind, handle }: Enrolment,
  request: FormRequest<HandleParams>,
): Promise<{ readonly outcome: EnrolOutcome; readonly goal: 'console' | undefined } | undefined> {
  const wanted = { org, handle, formId, userId: user.id };
  const input = { org, user, name: request.body.get('name'), caller: callerOf(request) };
  if (kind === 'totp') {
    const found = await findInteraction(engine, { ...wanted, kind: 'enroll-totp' });
    if (found === undefined) return undefined;
    const { secret, goal } = found.details;
    return { outcome: await addTotp(engine, { ...input, secret, code: request.body.get('code') ?? '' }), goal };
  }
  const found = await findInteraction(engine, { ...wanted, kind: 'enroll-passkey' });
  if (found === undefined) return undefined;
  const { challenge, goal } = found.details;
  return { outcome: await addPasskey(engine, { ...input, challenge, response: request.body.get('response') ?? '' }), goal };
}

async function showEnrolment(
  server: ServerContext,
  owner: Owner,
  { kind, handle, wrong }: Enrolment & { readonly wrong: boolean },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { engine } = server;
  const { org, user, formId } = owner;
  const context = pageContext(request, org);
  const facts = { action: `${securityPath}/${kind}/${handle}`, formToken: formTokenOf(formId), wrong };
  const wanted = { org, handle, formId, userId: user.id };
  const status = wrong ? 400 : 200;
  if (kind === 'totp') {
    const found = await findInteraction(engine, { ...wanted, kind: 'enroll-totp' });
    if (found === undefined) return show(server, owner, { kind: 'stale' }, request, reply);
    const { secret } = found.details;
    const uri = otpauthUri({ secret, issuer: org.name, login: user.login });
    return sendPage(reply, context, addTotpPage(context, { ...facts, secret, uri }), { status });
  }
  const found = await findInteraction(engine, { ...wanted, kind: 'enroll-passkey' });
  if (found === undefined) return show(server, owner, { kind: 'stale' }, request, reply);
  const known = (await engine.factors.list(org.id, user.id)).filter((factor) => factor.kind === 'passkey');
  const options = registrationOptions(org, { user, known, challenge: found.details.challenge });
  return sendPage(reply, context, addPasskeyPage(context, { ...facts, options }), { status });
}

/** The person this browser belongs to, or what they have to do first. */
async function enter(server: ServerContext, request: FastifyRequest, reply: FastifyReply): Promise<Entry> {
  const { engine } = server;
  const org = await engine.org.get();
  const session = await findSession(engine, org, readSessionId(request, org));
  const access = await findAccountAccess(engine, { org, session });
  switch (access.kind) {
    case 'granted':
      return { ...access, kind: 'owner', org, formId: ensureFormId(request, reply, { org, random: engine.random }) };
    case 'sign-in':
      return { kind: 'sent', reply: await showSignIn(server, request, reply, { org, again: access.known }) };
    case 'second-factor':
      return { kind: 'sent', reply: await sendToStep(server, request, reply, { org, user: access.user, goal: { kind: 'account' } }) };
  }
}

/** As `enter`, for a form of our own. */
async function enterByForm(server: ServerContext, request: FormRequest, reply: FastifyReply): Promise<Entry> {
  const owner = await enter(server, request, reply);
  if (owner.kind === 'sent' || isOwnForm(request, request.body, owner.org)) return owner;
  return { kind: 'sent', reply: await show(server, owner, { kind: 'stale' }, request, reply) };
}

const statuses: Readonly<Record<SecurityNotice['kind'], number>> = {
  added: 200,
  removed: 200,
  failed: 400,
  'phone-refused': 400,
  stale: 403,
};

async function show(
  server: ServerContext,
  { org, user, formId }: Owner,
  notice: SecurityNotice | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { engine } = server;
  const context = pageContext(request, org);
  const [factors, enrollments, phoneApps] = await Promise.all([
    engine.factors.list(org.id, user.id),
    engine.enrollments.listOfUser(org.id, user.id),
    listPhoneApps(server, org, user),
  ]);
  const devices = await Promise.all(
    enrollments.map(async ({ enrollment, device }) => {
      const authenticator = await engine.authenticators.findById(org.id, enrollment.authenticatorId);
      const ownName = device.profile['displayName'];
      const name = [typeof ownName === 'string' ? ownName : device.id, authenticator?.name]
        .filter((part) => part !== undefined)
        .join(' · ');
      return { enrollmentId: enrollment.id, name, addedAt: enrollment.createdAt };
    }),
  );
  const page = securityPage(context, { user, factors, devices, phoneApps, formToken: formTokenOf(formId), notice });
  return sendPage(reply, context, page, { status: notice === undefined ? 200 : statuses[notice.kind] });
}

async function postSignIn(
  server: ServerContext,
  throttle: SignInThrottle,
  request: FormRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { engine } = server;
  const org = await engine.org.get();
  const username = request.body.get('username') ?? '';
  const password = request.body.get('password') ?? '';
  const refuse = (status: number, fault: SignInFault) => showSignIn(server, request, reply, { org, again: false, username, fault, status });
  if (readFormId(request, org) === undefined || !isOwnForm(request, request.body, org)) return refuse(403, { kind: 'stale' });
  if (username.trim() === '' || password === '') {
    return refuse(400, { kind: 'incomplete', usernameMissing: username.trim() === '', passwordMissing: password === '' });
  }
  const outcome = await signIn(engine, throttle, {
    org,
    client: undefined,
    username,
    password,
    previousSessionId: readSessionId(request, org),
    browserId: ensureBrowserId(request, reply, { org, random: engine.random }),
    caller: callerOf(request),
  });
  if (outcome.kind === 'refused') return refuse(400, { kind: 'wrong' });
  if (outcome.kind === 'throttled') {
    reply.header('retry-after', outcome.retryAfterSeconds);
    return refuse(429, outcome);
  }
  if (outcome.kind === 'password-expired')
    return sendToNewPassword(server, request, reply, { org, user: outcome.user, goal: { kind: 'account' } });
  writeSessionId(reply, org, outcome.sessionId);
  return sendRedirect(request, reply, securityPath);
}

interface SignInFacts {
  readonly org: Org;
  /** Somebody is signed in, but not recently enough. */
  readonly again: boolean;
  readonly username?: string;
  readonly fault?: SignInFault;
  readonly status?: number;
}

async function showSignIn(
  { engine }: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { org, again, username = '', fault, status = 200 }: SignInFacts,
): Promise<FastifyReply> {
  const context = pageContext(request, org);
  const formToken = formTokenOf(ensureFormId(request, reply, { org, random: engine.random }));
  const app = context.messages.texts['account.name'];
  return sendPage(reply, context, signInPage(context, { app, action: signInPath, formToken, username, again, fault }), { status });
}
