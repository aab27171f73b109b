/** `/api/v1/transactions`: one backchannel request with its challenges, and the evidence of its decision. Ours, in Okta's manner. */
import { getEvidence, getTransaction, parseJws, type Transaction, type TransactionChallenge } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { link, optionalTime, time } from './links.js';
import { ok } from './management-call.js';
import type { Router } from './router.js';

export function transactionRoutes(routes: Router, server: ServerContext): void {
  routes.get('/transactions/:id', async (call) => ok(present(await getTransaction(server, call.param('id'), call.actor), call.orgUrl)));
  routes.get('/transactions/:id/evidence', async (call) => ok(await getEvidence(server, call.param('id'), call.actor)));
}

function present({ request, redeemedAt, userLogin, challenges }: Transaction, orgUrl: string): object {
  const { decision, display } = request;
  const path = `/transactions/${request.transactionId}`;
  const answered = challenges.some(({ answer }) => answer !== undefined);
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
    challenges: challenges.map(presentChallenge),
    _links: { self: link(orgUrl, path), ...(answered ? { evidence: link(orgUrl, `${path}/evidence`) } : {}) },
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
