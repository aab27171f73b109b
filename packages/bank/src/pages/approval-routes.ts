/** The pages of one approval: reload them, come back by link, and the wait goes on, because it is not the page that waits. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Approval } from '../approvals/approval.js';
import type { Bank } from '../bank.js';
import { sendPage } from '../web/layout.js';
import { isOwnForm, type Session } from '../web/session.js';
import { approvalPage } from './approval-page.js';
import { problemPage } from './problem-page.js';
import { requestsPage } from './requests-view.js';

/** How long a page's question for news is held. */
const newsMs = 20_000;

interface Visit {
  readonly session: Session;
  readonly approval: Approval;
}

export function approvalRoutes(app: FastifyInstance, bank: Bank): void {
  const { approvals, sessions, settings, now } = bank;

  const visit = (request: FastifyRequest, reply: FastifyReply): Visit | undefined => {
    const session = sessions.of(request, reply);
    const { id } = Object(request.params);
    const approval = approvals.find(String(id), session);
    return approval === undefined ? undefined : { session, approval };
  };
  const unknown = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    sendPage(
      reply,
      sessions.of(request, reply),
      problemPage(
        404,
        'We do not know this request',
        'It is not yours, or the bank was restarted since. If it is yours, sign in and open its link again.',
      ),
    );

  app.get<{ Querystring: { copy?: string } }>('/approvals/:id', (request, reply) => {
    const visited = visit(request, reply);
    if (visited === undefined) return unknown(request, reply);
    const { approval } = visited;
    const { approvedBy } = approval;
    // the script's copy of the page must not use up what the person's own visit is for
    const isVisit = request.query.copy === undefined;
    if (approval.purpose.kind === 'signIn' && approval.state === 'approved' && approvedBy !== undefined && isVisit) {
      sessions.renew(request, reply, approvedBy);
      return reply.redirect('/accounts', 303);
    }
    const { authenticatorName, authenticatorUrl } = settings;
    const facts = { session: visited.session, now: now(), authenticatorName, authenticatorUrl };
    return sendPage(reply, visited.session, approvalPage(approval, facts));
  });

  app.get('/approvals/:id/requests', (request, reply) => {
    const visited = visit(request, reply);
    return visited === undefined ? unknown(request, reply) : sendPage(reply, visited.session, requestsPage(visited.approval));
  });

  /** As the org gave it, to be checked by others: `npx countersign verify FILE`. */
  app.get('/approvals/:id/evidence.json', (request, reply) => {
    const evidence = visit(request, reply)?.approval.evidence;
    if (evidence === undefined) return unknown(request, reply);
    return reply.type('application/json').header('cache-control', 'no-store').send(evidence.document);
  });

  /** For the script: answers when something is new. */
  app.get<{ Querystring: { since?: string } }>('/approvals/:id/news', async (request, reply) => {
    const visited = visit(request, reply);
    if (visited === undefined) return reply.code(404).send({ state: 'unknown' });
    const { approval } = visited;
    await approvals.changedSince(approval, Number(request.query.since ?? 0), newsMs);
    return reply.header('cache-control', 'no-store').send({ state: approval.state, revision: approval.revision });
  });

  app.post('/approvals/:id/cancel', async (request, reply) => {
    const visited = visit(request, reply);
    if (visited === undefined || !isOwnForm(visited.session, request)) return unknown(request, reply);
    await approvals.cancel(visited.approval);
    return reply.redirect(`/approvals/${visited.approval.id}`, 303);
  });

  app.post('/approvals/:id/again', async (request, reply) => {
    const visited = visit(request, reply);
    if (visited === undefined || !isOwnForm(visited.session, request)) return unknown(request, reply);
    const { approval } = visited;
    // an approved transfer is not asked again by pressing a button of an old page
    const next = approval.state === 'approved' || approval.replacedBy !== undefined ? approval : await approvals.again(approval);
    return reply.redirect(`/approvals/${next.replacedBy ?? next.id}`, 303);
  });
}
