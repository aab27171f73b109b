/** A device lists what it is asked and answers it (devices protocol 2.4, 2.8 to 2.11). */
import { verifyPushChallengeRequest } from '@countersign/contracts';
import { createMissCounter, findOwnEnrollment, listPending, requireScopeFor, verifyResponse } from '@countersign/engine';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';
import { authenticateAccount } from './bearer.js';
import { enrollmentIdOf, type EnrollmentPath } from './enrollment-path.js';
import { sendJson } from './send-json.js';

/** Bad answers to one transaction from one address before it has to wait. */
const badAnswerLimit = { limit: 20, windowMs: 60_000 };

export function pushChallengeRoutes(app: FastifyInstance, server: ServerContext): void {
  const { engine } = server;
  const badAnswers = createMissCounter(engine.clock, badAnswerLimit);

  app.get<EnrollmentPath>('/idp/myaccount/app-authenticators/:enrollmentId/push/notifications', async (request, reply) => {
    const { org, user, scopes } = await authenticateAccount(server, request);
    requireScopeFor('listPending', scopes);
    const enrollmentId = enrollmentIdOf(request, 'E0000007');
    const enrolled = await findOwnEnrollment(engine, { org, userId: user.id, enrollmentId, unknown: 'E0000007' });
    return sendJson(reply, await listPending(engine, { org, enrolled }));
  });

  // no credentials: the signature inside is the proof; one for another server's benefit is not read
  app.post<{ Params: { transactionId: string } }>(
    '/idp/myaccount/app-authenticators/challenge/:transactionId/verify',
    async (request, reply) => {
      const body = verifyPushChallengeRequest.safeParse(request.body);
      const outcome = await verifyResponse(engine, {
        org: await engine.org.get(),
        transactionId: request.params.transactionId,
        challengeResponse: body.success ? body.data.challengeResponse : undefined,
        caller: callerOf(request),
        badAnswers,
      });
      return reply.code(outcome === 'approved' ? 200 : 204).send();
    },
  );
}
