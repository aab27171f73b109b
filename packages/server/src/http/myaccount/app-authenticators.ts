/**
 * `/idp/myaccount/app-authenticators`: a device enrols, changes and removes its enrollment (devices protocol 1.4, 1.6, 1.7).
 * `Accept` is never judged: the stock SDK sends the media type of its patch there.
 */
import { enrollAppAuthenticatorRequest, updateAppAuthenticatorRequest } from '@countersign/contracts';
import {
  deleteEnrollment,
  enroll,
  enrollmentView,
  findOwnEnrollment,
  requireScopeFor,
  touchesKeys,
  updateEnrollment,
} from '@countersign/engine';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callerOf } from '../request-context.js';
import { authenticateAccount, authenticateEnrolling } from './bearer.js';
import { enrollmentIdOf, type EnrollmentPath } from './enrollment-path.js';
import { readBody } from './read-body.js';
import { sendJson } from './send-json.js';

const collection = '/idp/myaccount/app-authenticators';

export function appAuthenticatorRoutes(app: FastifyInstance, server: ServerContext): void {
  const { engine } = server;

  app.post(collection, async (request, reply) => {
    const { org, user, clientId, scopes, link } = await authenticateEnrolling(server, request);
    requireScopeFor('enroll', scopes);
    const body = readBody(enrollAppAuthenticatorRequest, request.body, 'enrollment');
    const enrolled = await enroll(engine, { org, user, clientId, request: body, link, caller: callerOf(request) });
    return sendJson(reply, enrollmentView(org, user, enrolled));
  });

  app.patch<EnrollmentPath>(`${collection}/:enrollmentId`, async (request, reply) => {
    const { org, user, scopes } = await authenticateAccount(server, request);
    requireScopeFor('update', scopes);
    const body = readBody(updateAppAuthenticatorRequest, request.body, 'enrollment');
    if (touchesKeys(body)) requireScopeFor('updateKeys', scopes);
    const enrollmentId = enrollmentIdOf(request, 'E0000007');
    const enrolled = await findOwnEnrollment(engine, { org, userId: user.id, enrollmentId, unknown: 'E0000007' });
    const updated = await updateEnrollment(engine, { enrolled, user, request: body, caller: callerOf(request) });
    return sendJson(reply, enrollmentView(org, user, updated));
  });

  app.delete<EnrollmentPath>(`${collection}/:enrollmentId`, async (request, reply) => {
    const { org, user, scopes } = await authenticateAccount(server, request);
    requireScopeFor('delete', scopes);
    const enrollmentId = enrollmentIdOf(request, 'E0000008');
    const enrolled = await findOwnEnrollment(engine, { org, userId: user.id, enrollmentId, unknown: 'E0000008' });
    await deleteEnrollment(engine, { enrolled, user, caller: callerOf(request) });
    return reply.code(204).send();
  });
}
