/** `/api/v1/transactions`: backchannel requests with their challenges, and the evidence of their decisions. Ours, in Okta's manner. */
import { transactionListQuery, type transactionStatuses } from '@countersign/contracts';
import {
  ApiError,
  type BackchannelRequestState,
  cancelTransaction,
  getEvidence,
  getTransaction,
  listTransactions,
  parseJws,
  type Transaction,
  type TransactionChallenge,
  type TransactionPosition,
  type TransactionSummary,
} from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { link, optionalTime, time } from './links.js';
import { type Answer, type ManagementCall, ok } from './management-call.js';
import { page } from './page.js';
import type { Router } from './router.js';

export function transactionRoutes(routes: Router, server: ServerContext): void {
  routes.get('/transactions', (call) => listPage(server, call));
  routes.post('/transactions/:id/lifecycle/cancel', async (call) => {
    await cancelTransaction(server, call.param('id'), call.actor);
    return ok(present(await getTransaction(server, call.param('id'), call.actor), call.orgUrl));
  });
  routes.get('/transactions/:id', async (call) => ok(present(await getTransaction(server, call.param('id'), call.actor), call.orgUrl)));
  routes.get('/transactions/:id/evidence', async (call) => ok(await getEvidence(server, call.param('id'), call.actor)));
}

/** The states as the wire names them. */
export const transactionStates = {
  PENDING: 'pending',
  APPROVED: 'approved',
  DENIED: 'denied',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
  EXPIRED: 'expired',
  REDEEMED: 'redeemed',
} as const satisfies Record<(typeof transactionStatuses)[number], BackchannelRequestState>;

function listPage(server: ServerContext, call: ManagementCall): Promise<Answer> {
  const { status, clientId, userId, since, until } = call.query(transactionListQuery);
  const query = call.search({ defaultLimit: 100, maxLimit: 200 });
  return page({
    call,
    path: '/transactions',
    query,
    keep: { status, clientId, userId, since: isoTime(since), until: isoTime(until) },
    read: ({ limit }) => {
      const after = query.after === undefined ? undefined : readPosition(query.after);
      return listTransactions(
        server,
        { state: status === undefined ? undefined : transactionStates[status], clientId, userId, since, until, after, limit },
        call.actor,
      );
    },
    idOf: ({ request }) => `${request.createdAt}_${request.transactionId}`,
    present: (transaction) => presentSummary(transaction, call.orgUrl),
  });
}

const isoTime = (instant: number | undefined) => (instant === undefined ? undefined : time(instant));

const positionForm = /^(?<createdAt>\d{1,14})_(?<transactionId>[A-Za-z0-9_-]{1,64})$/;

/** Throws E0000029. */
function readPosition(after: string): TransactionPosition {
  const { createdAt, transactionId } = positionForm.exec(after)?.groups ?? {};
  if (createdAt === undefined || transactionId === undefined)
    throw new ApiError('E0000029', { causes: ['after: is no cursor of this list'] });
  return { createdAt: Number(createdAt), transactionId };
}

function present(transaction: Transaction, orgUrl: string): object {
  const { challenges } = transaction;
  const { _links, ...summary } = presentSummary(transaction, orgUrl);
  const answered = challenges.some(({ answer }) => answer !== undefined);
  const evidence = link(orgUrl, `/transactions/${transaction.request.transactionId}/evidence`);
  return { ...summary, challenges: challenges.map(presentChallenge), _links: { ..._links, ...(answered ? { evidence } : {}) } };
}

export function presentSummary({ request, redeemedAt, userLogin }: TransactionSummary, orgUrl: string) {
  const { decision, display } = request;
  const path = `/transactions/${request.transactionId}`;
  const pending = request.state === 'pending';
  return {
    id: request.transactionId,
    type: request.transactionType,
    status: request.state.toUpperCase(),
    created: time(request.createdAt),
    expires: time(request.expiresAt),
    decided: optionalTime(request.decidedAt),
    redeemed: optionalTime(redeemedAt),
    client: { id: request.clientId, name: display.clientName },
    user: request.userId === undefined ? null : { id: request.userId, login: userLogin ?? null },
    authorizationServer: { id: request.authorizationServerId },
    scopes: request.scopes,
    bindingMessage: request.bindingMessage ?? null,
    authorizationDetails: request.authorizationDetails ?? null,
    display: { locale: display.locale, lines: display.lines },
    requestedFrom: { ipAddress: request.requestedFrom.ip, userAgent: request.requestedFrom.userAgent },
    decision:
      decision === undefined
        ? null
        : {
            enrollmentId: decision.enrollmentId,
            deviceId: decision.deviceId,
            userVerified: decision.userVerified,
            amr: decision.amr,
            acr: decision.acr ?? null,
            reason: decision.reason,
          },
    _links: { self: link(orgUrl, path), ...(pending ? { cancel: link(orgUrl, `${path}/lifecycle/cancel`, 'POST') } : {}) },
  };
}

function presentChallenge({ challenge, delivery, device, answer }: TransactionChallenge): object {
  const context = answer === undefined ? undefined : parseJws(answer.jwt)?.claims['challengeResponseContext'];
  return {
    enrollmentId: challenge.enrollmentId,
    device:
      device === undefined
        ? null
        : { id: device.id, displayName: device.profile['displayName'] ?? '', platform: device.profile['platform'] ?? '' },
    status: challenge.state.toUpperCase(),
    userVerification: challenge.userVerification,
    created: time(challenge.createdAt),
    expires: time(challenge.expiresAt),
    delivery: { status: delivery.state.toUpperCase(), detail: delivery.detail ?? null, updated: optionalTime(delivery.at) },
    answer:
      answer === undefined
        ? null
        : {
            answered: time(answer.answeredAt),
            keyType: answer.keyType,
            keyId: answer.key.kid,
            passkey: answer.passkey !== undefined,
            userConsent: typeof context === 'object' && context !== null ? (Reflect.get(context, 'userConsent') ?? null) : null,
          },
  };
}
