/** A person reports a transaction from the device that was asked about it (security model S-010). Ours; other devices never call it. */
import { transactionReport } from '@countersign/contracts';
import { findOwnEnrollment, reportTransaction, requireScopeFor } from '@countersign/engine';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';
import { authenticateAccount } from './bearer.js';
import { enrollmentIdOf } from './enrollment-path.js';
import { readBody } from './read-body.js';

export function transactionReportRoutes(app: FastifyInstance, server: ServerContext): void {
  const { engine } = server;

  app.post<{ Params: { readonly enrollmentId: string; readonly transactionId: string } }>(
    '/idp/myaccount/app-authenticators/:enrollmentId/transactions/:transactionId/report',
    async (request, reply) => {
      const { org, user, scopes } = await authenticateAccount(server, request);
      requireScopeFor('report', scopes);
      const { reason } = readBody(transactionReport, request.body, 'report');
      const enrollmentId = enrollmentIdOf(request, 'E0000007');
      const enrolled = await findOwnEnrollment(engine, { org, userId: user.id, enrollmentId, unknown: 'E0000007' });
      const { transactionId } = request.params;
      await reportTransaction(engine, { org, enrolled, transactionId, reason, caller: callerOf(request) });
      return reply.code(204).send();
    },
  );
}
