/** Clients that people reported (security model S-010): only an administrator lets them ask again. */
import type { ClientBlock } from '../../ports/management/client-block-store.js';
import { notFound } from '../api-error.js';
import type { User } from '../user/user.js';
import { changeEvent, type Actor, type Administration } from './administration.js';

export function listClientBlocks(admin: Administration, user: User, actor: Actor): Promise<readonly ClientBlock[]> {
  return admin.management.clientBlocks.listOfUser(actor.orgId, user.id);
}

/** Throws E0000007 when the client is not blocked for this user. */
export async function releaseClient(
  admin: Administration,
  release: { readonly user: User; readonly clientId: string },
  actor: Actor,
): Promise<void> {
  const { user, clientId } = release;
  const event = changeEvent(admin, actor, {
    eventType: 'x.ciba.client_block.release',
    displayMessage: 'Let a reported client ask a user again',
    targets: [
      { id: user.id, type: 'User', alternateId: user.login },
      { id: clientId, type: 'AppInstance' },
    ],
  });
  if (!(await admin.management.clientBlocks.delete({ orgId: actor.orgId, userId: user.id, clientId, event })))
    throw notFound(clientId, 'ClientBlock');
}
