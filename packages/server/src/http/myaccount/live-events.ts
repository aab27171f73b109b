/**
 * `GET /idp/myaccount/app-authenticators/events`: an open app hears at once of challenges that come and go (decisions 2.10). Ours; a stock
 * SDK never calls it. Server-sent events (WHATWG HTML 9.2) with ids only: what they are about, the app pulls. The stream covers all
 * enrollments of the person in the app's authenticator.
 */
import { ApiError, requireScopeFor, type LiveEvent } from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { authenticateAccount, type AccountCaller } from './bearer.js';
import { isEnrollmentId } from './enrollment-path.js';

interface EventsQuery {
  readonly Querystring: { readonly enrollment?: string | readonly string[] };
}

/** More than a person can have. */
const maxNamed = 50;

export function liveEventRoutes(app: FastifyInstance, server: ServerContext): void {
  const { engine } = server;
  app.get<EventsQuery>('/idp/myaccount/app-authenticators/events', { exposeHeadRoute: false }, async (request, reply) => {
    const account = await authenticateAccount(server, request);
    requireScopeFor('listPending', account.scopes);
    await refuseForeign(server, account, request);
    const { user } = account;
    const enrollmentIds = await enrollmentsOf(server, account);
    if (enrollmentIds.length === 0) throw new ApiError('E0000154', { reason: 'no active enrollment in this app' });
    const { raw } = reply;
    const close = engine.live.open({
      userId: user.id,
      enrollmentIds,
      expiresAt: account.expiresAt * 1000,
      send: (message) => raw.write(message === 'heartbeat' ? ': beat\n\n' : textOf(message)),
      end: (why) => (why === 'over' ? raw.end() : raw.destroy()),
    });
    if (close === undefined) throw new ApiError('E0000047', { reason: 'too many live channels' });
    raw.once('close', close);
    begin(reply);
  });
}

async function enrollmentsOf({ engine }: ServerContext, { org, user, clientId }: AccountCaller): Promise<readonly string[]> {
  const authenticator = await engine.authenticators.findByMobileClientId(org.id, clientId);
  if (authenticator === undefined) return [];
  return engine.openChallenges.listEnrollmentIds({ orgId: org.id, userId: user.id, authenticatorId: authenticator.id });
}

/** The enrollments an app names are the person's own; ones that are gone are nobody's. */
async function refuseForeign(server: ServerContext, { org, user }: AccountCaller, request: FastifyRequest<EventsQuery>): Promise<void> {
  const named = new Set([request.query.enrollment ?? []].flat());
  if (named.size > maxNamed || ![...named].every(isEnrollmentId)) throw new ApiError('E0000007', { reason: 'not enrollment ids' });
  const found = await Promise.all([...named].map((id) => server.engine.enrollments.findById(org.id, id)));
  if (found.some((one) => one !== undefined && one.enrollment.userId !== user.id))
    throw new ApiError('E0000006', { reason: 'the enrollment of another user' });
}

/** The framework lets go of the answer here; what it had set so far goes out with it. */
function begin(reply: FastifyReply): void {
  const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
  reply.hijack();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) reply.raw.setHeader(name, value);
  // proxies are not to collect it
  reply.raw.setHeader('x-accel-buffering', 'no');
  reply.raw.write(': open\n\n');
}

function textOf({ type, transactionId, enrollmentId }: LiveEvent): string {
  return `event: ${type}\ndata: ${JSON.stringify({ transactionId, enrollmentId })}\n\n`;
}
