/** `/api/v1/users/{userId}/enrollmentLinks`: links by which a person enrols a device without signing in on it. Ours. */
import type { enrollmentLinkOperations, enrollmentLinkOutput } from '@countersign/contracts';
import {
  cancelEnrollmentLink,
  createEnrollmentLink,
  type EnrollmentLink,
  enrollmentLinkState,
  getEnrollmentLink,
  getUser,
  type Instant,
  listEnrollmentLinks,
  type User,
} from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { enrollmentLinkUrl } from '../enrollment-link-url.js';
import { qrDocument } from '../sign-in/qr-code.js';
import type { Handlers, Presented } from './handlers.js';
import { link, optionalTime, time } from './links.js';
import type { CallFacts } from './operation-call.js';

export function enrollmentLinkHandlers(server: ServerContext): Handlers<typeof enrollmentLinkOperations> {
  const { engine } = server;
  const addressed = (call: CallFacts & { readonly path: { readonly userId: string } }): Promise<User> =>
    getUser(server, call.path.userId === 'me' ? call.holder.userId : call.path.userId, call.actor);
  const present = (made: EnrollmentLink, orgUrl: string) => presentEnrollmentLink(made, { now: engine.clock.now(), orgUrl });
  return {
    async createEnrollmentLink(call) {
      const user = await addressed(call);
      const made = await createEnrollmentLink(engine, { user, ...call.body() }, call.actor);
      const url = enrollmentLinkUrl(server, made.code);
      return { ...present(made.link, call.orgUrl), code: made.code, link: url, qrCode: qrDocument(url) };
    },
    async listEnrollmentLinks(call) {
      const found = await listEnrollmentLinks(engine, await addressed(call));
      return found.map((one) => present(one, call.orgUrl));
    },
    async getEnrollmentLink(call) {
      const user = await addressed(call);
      return present(await getEnrollmentLink(engine, { user, id: call.path.enrollmentLinkId }), call.orgUrl);
    },
    async cancelEnrollmentLink(call) {
      await cancelEnrollmentLink(engine, { user: await addressed(call), id: call.path.enrollmentLinkId }, call.actor);
    },
  };
}

/** Never the code: only its hash is known. */
function presentEnrollmentLink(
  made: EnrollmentLink,
  { now, orgUrl }: { readonly now: Instant; readonly orgUrl: string },
): Presented<z.output<typeof enrollmentLinkOutput>> {
  const { createdBy } = made;
  const state = enrollmentLinkState(made, now);
  const path = `/users/${made.userId}/enrollmentLinks/${made.id}`;
  return {
    id: made.id,
    state,
    userId: made.userId,
    authenticatorId: made.authenticatorId,
    createdBy: {
      id: createdBy.id,
      type: createdBy.type,
      alternateId: createdBy.alternateId ?? null,
      displayName: createdBy.displayName ?? null,
    },
    created: time(made.createdAt),
    expiresAt: time(made.expiresAt),
    openedAt: optionalTime(made.openedAt),
    usedAt: optionalTime(made.usedAt),
    cancelledAt: optionalTime(made.cancelledAt),
    enrollmentId: made.enrollmentId ?? null,
    deviceName: made.deviceName ?? null,
    _links: {
      self: link(orgUrl, path, ...(state === 'WAITING' ? (['GET', 'DELETE'] as const) : (['GET'] as const))),
      user: link(orgUrl, `/users/${made.userId}`),
    },
  };
}
