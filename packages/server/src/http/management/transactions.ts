/** `/api/v1/transactions`: backchannel requests with their challenges, and the evidence of their decisions. Ours, in Okta's manner. */
import type { transactionOperations, transactionOutput, transactionStatuses, transactionSummaryOutput } from '@countersign/contracts';
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
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, optionalTime, time } from './links.js';
import { listPage } from './list-page.js';
import type { CallFacts } from './operation-call.js';
import { upperCase } from './upper-case.js';

export function transactionHandlers(server: ServerContext): Handlers<typeof transactionOperations> {
  const find = async (call: TransactionCall) => present(await getTransaction(server, call.path.transactionId, call.actor), call.orgUrl);
  return {
    listTransactions(call) {
      const { status, reason, clientId, userId, deviceId, since, until } = call.query();
      const filter = {
        state: status === undefined ? undefined : transactionStates[status],
        reason,
        clientId,
        userId,
        deviceId,
        since,
        until,
      };
      return listPage(call, {
        keep: call.sentQuery,
        read: ({ after, limit }) => {
          const position = after === undefined ? undefined : readPosition(after);
          return listTransactions(server, { ...filter, after: position, limit }, call.actor);
        },
        idOf: ({ request }) => `${request.createdAt}_${request.transactionId}`,
        present: (transaction) => presentSummary(transaction, call.orgUrl),
      });
    },
    getTransaction: find,
    async cancelTransaction(call) {
      const { reason } = call.body() ?? {};
      await cancelTransaction(server, { id: call.path.transactionId, comment: reason }, call.actor);
      return find(call);
    },
    getTransactionEvidence: (call) => getEvidence(server, call.path.transactionId, call.actor),
  };
}

type TransactionCall = CallFacts & { readonly path: { readonly transactionId: string } };

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

const positionForm = /^(?<createdAt>\d{1,14})_(?<transactionId>[A-Za-z0-9_-]{1,64})$/;

/** Throws E0000029. */
function readPosition(after: string): TransactionPosition {
  const { createdAt, transactionId } = positionForm.exec(after)?.groups ?? {};
  if (createdAt === undefined || transactionId === undefined)
    throw new ApiError('E0000029', { causes: ['after: is no cursor of this list'] });
  return { createdAt: Number(createdAt), transactionId };
}

function present(transaction: Transaction, orgUrl: string): Presented<z.output<typeof transactionOutput>> {
  const { challenges } = transaction;
  const { _links, ...summary } = presentSummary(transaction, orgUrl);
  const answered = challenges.some(({ answer }) => answer !== undefined);
  const evidence = link(orgUrl, `/transactions/${transaction.request.transactionId}/evidence`);
  return { ...summary, challenges: challenges.map(presentChallenge), _links: { ..._links, ...(answered ? { evidence } : {}) } };
}

export function presentSummary(
  { request, redeemedAt, userLogin }: TransactionSummary,
  orgUrl: string,
): Presented<z.output<typeof transactionSummaryOutput>> {
  const { decision, display } = request;
  const path = `/transactions/${request.transactionId}`;
  const pending = request.state === 'pending';
  return {
    id: request.transactionId,
    type: request.transactionType,
    status: upperCase(request.state),
    test: request.requestedFrom.administratorId !== undefined,
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

function presentChallenge({
  challenge,
  delivery,
  device,
  answer,
}: TransactionChallenge): Presented<z.output<typeof transactionOutput>>['challenges'][number] {
  const context = answer === undefined ? undefined : parseJws(answer.jwt)?.claims['challengeResponseContext'];
  return {
    enrollmentId: challenge.enrollmentId,
    device:
      device === undefined
        ? null
        : { id: device.id, displayName: textOf(device.profile['displayName']) ?? '', platform: textOf(device.profile['platform']) ?? '' },
    status: upperCase(challenge.state),
    userVerification: challenge.userVerification,
    created: time(challenge.createdAt),
    expires: time(challenge.expiresAt),
    delivery: { status: upperCase(delivery.state), detail: delivery.detail ?? null, updated: optionalTime(delivery.at) },
    answer:
      answer === undefined
        ? null
        : {
            answered: time(answer.answeredAt),
            keyType: answer.keyType,
            keyId: answer.key.kid,
            passkey: answer.passkey !== undefined,
            userConsent: typeof context === 'object' && context !== null ? (textOf(Reflect.get(context, 'userConsent')) ?? null) : null,
          },
  };
}

/** What a device says of itself is text, or nothing. */
function textOf(said: unknown): string | undefined {
  return typeof said === 'string' ? said : undefined;
}
