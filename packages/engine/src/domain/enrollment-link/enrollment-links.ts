/** Making, showing and taking back enrollment links: what the management API and a person's own account page call. */
import type { Engine } from '../../engine.js';
import { ApiError, notFound, validationFailed } from '../api-error.js';
import type { Authenticator } from '../authenticator/authenticator.js';
import { sha256 } from '../digest.js';
import { newId } from '../id.js';
import { changeEvent, type Actor } from '../management/administration.js';
import type { User } from '../user/user.js';
import { newEnrollmentCode, readEnrollmentCode } from './enrollment-code.js';
import { enrollmentLinkMinutes, type EnrollmentLink } from './enrollment-link.js';

export type EnrollmentLinkEngine = Pick<Engine, 'authenticators' | 'bus' | 'clients' | 'clock' | 'enrollmentLinks' | 'org' | 'random'>;

export interface NewEnrollmentLink {
  readonly user: User;
  readonly authenticatorId: string;
  readonly expiresInMinutes?: number | undefined;
  /** The session of a person who makes it for themselves. */
  readonly authentication?: EnrollmentLink['authentication'];
}

/** More than anyone looks at. */
const listed = 20;

/**
 * The link and its code, which is returned here and never again. Supersedes what the user has open for this authenticator.
 * Throws E0000015 when the org wants a sign-in on the device, E0000038 for a user who is not active, E0000001 for an authenticator that
 * is not active or whose app the user may not use.
 */
export async function createEnrollmentLink(
  engine: EnrollmentLinkEngine,
  { user, authenticatorId, expiresInMinutes = enrollmentLinkMinutes, authentication }: NewEnrollmentLink,
  actor: Actor,
): Promise<{ readonly link: EnrollmentLink; readonly code: string }> {
  const { settings } = await engine.org.get();
  if (settings.signInPolicy.enrollmentLinks === 'off') throw new ApiError('E0000015', { reason: 'enrollment links are switched off' });
  if (user.status !== 'ACTIVE') throw new ApiError('E0000038');
  const authenticator = await usableAuthenticator(engine, user, authenticatorId);
  const code = newEnrollmentCode(engine.random);
  const now = engine.clock.now();
  const link: EnrollmentLink = {
    id: newId(engine.random, 'enl'),
    orgId: actor.orgId,
    userId: user.id,
    authenticatorId: authenticator.id,
    createdBy: actor.entity,
    authentication,
    createdAt: now,
    expiresAt: now + expiresInMinutes * 60_000,
    openedAt: undefined,
    grantId: undefined,
    usedAt: undefined,
    enrollmentId: undefined,
    deviceName: undefined,
    cancelledAt: undefined,
  };
  await engine.enrollmentLinks.create({
    link,
    codeHash: sha256(readEnrollmentCode(code) ?? ''),
    event: linkEvent(engine, actor, { verb: 'create', user, links: [link] }),
    supersededEvent: linkEvent(engine, actor, { verb: 'cancel', user, links: [], reason: 'superseded' }),
  });
  return { link, code };
}

/** One that the user's device could enrol in. */
async function usableAuthenticator(engine: EnrollmentLinkEngine, user: User, authenticatorId: string): Promise<Authenticator> {
  const refuse = (text: string) => validationFailed('authenticatorId', [`authenticatorId: ${text}`]);
  const authenticator = await engine.authenticators.findById(user.orgId, authenticatorId);
  if (authenticator?.active !== true) throw refuse('there is no such active authenticator');
  const client = await engine.clients.findByClientId(user.orgId, authenticator.mobileClientId);
  if (client?.active !== true) throw refuse('its app is not active');
  if (!(await engine.clients.isAssigned(client, user.id))) throw refuse('the user is not assigned to its app');
  return authenticator;
}

export function listEnrollmentLinks(
  engine: Pick<Engine, 'enrollmentLinks'>,
  user: Pick<User, 'id' | 'orgId'>,
): Promise<readonly EnrollmentLink[]> {
  return engine.enrollmentLinks.listOfUser(user.orgId, user.id, listed);
}

/** Throws E0000007, also for a link of another user. */
export async function getEnrollmentLink(
  engine: Pick<Engine, 'enrollmentLinks'>,
  { user, id }: { readonly user: Pick<User, 'id' | 'orgId'>; readonly id: string },
): Promise<EnrollmentLink> {
  const link = await engine.enrollmentLinks.findById(user.orgId, id);
  if (link?.userId !== user.id) throw notFound(id, 'EnrollmentLink');
  return link;
}

/** Takes the link back, opened or not. Throws E0000007, and E0000038 when it is not waiting any more. */
export async function cancelEnrollmentLink(
  engine: EnrollmentLinkEngine,
  { user, id }: { readonly user: User; readonly id: string },
  actor: Actor,
): Promise<void> {
  const link = await getEnrollmentLink(engine, { user, id });
  const event = linkEvent(engine, actor, { verb: 'cancel', user, links: [link] });
  if (!(await engine.enrollmentLinks.cancel({ orgId: user.orgId, id, now: engine.clock.now(), event }))) throw new ApiError('E0000038');
}

const messages = { create: 'Create an enrollment link', cancel: 'Cancel an enrollment link' } as const;

function linkEvent(
  engine: EnrollmentLinkEngine,
  actor: Actor,
  facts: {
    readonly verb: keyof typeof messages;
    readonly user: User;
    readonly links: readonly EnrollmentLink[];
    readonly reason?: string;
  },
) {
  return changeEvent({ engine }, actor, {
    eventType: `x.enrollment_link.${facts.verb}`,
    displayMessage: messages[facts.verb],
    targets: [
      { id: facts.user.id, type: 'User', alternateId: facts.user.login },
      ...facts.links.flatMap(({ id, authenticatorId }) => [
        { id, type: 'EnrollmentLink' },
        { id: authenticatorId, type: 'Authenticator' },
      ]),
    ],
    ...(facts.reason === undefined ? {} : { debugData: { reason: facts.reason } }),
  });
}
