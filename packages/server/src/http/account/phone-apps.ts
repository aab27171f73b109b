import type { Org, User } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { appEntries } from '../authenticator-app/app-documents.js';
import type { PhoneApp } from './security-pages.js';

/** The authenticators whose app this server's link opens, and that the person may use. */
export async function listPhoneApps(server: ServerContext, org: Org, user: User): Promise<readonly PhoneApp[]> {
  if (org.settings.signInPolicy.enrollmentLinks === 'off') return [];
  const entries = await appEntries(server);
  const usable = await Promise.all(
    entries.map(async ({ clientId }) => {
      const client = await server.engine.clients.findByClientId(org.id, clientId);
      return client !== undefined && server.engine.clients.isAssigned(client, user.id);
    }),
  );
  return entries.filter((_, n) => usable[n]).map(({ authenticatorId, brand }) => ({ authenticatorId, name: brand }));
}
