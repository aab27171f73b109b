/** Redirect URIs of the quickstart's clients follow the ports of this server: PORT may have changed since the org was made. */
import { appInput } from '@countersign/contracts';
import { replaceApp, systemAdministrator, type PeopleAdministration } from '@countersign/engine';

export interface NeededRedirect {
  readonly orgId: string;
  readonly clientId: string;
  /** Where the app runs, without a path. */
  readonly url: string;
}

/** Adds what is missing and changes nothing else; a client that an administrator deleted stays deleted. */
export async function ensureRedirect(admin: PeopleAdministration, { orgId, clientId, url }: NeededRedirect): Promise<void> {
  const app = await admin.management.apps.findById(orgId, clientId);
  if (app === undefined) return;
  const { settings, ...document } = app.document;
  const { redirect_uris: redirects, post_logout_redirect_uris: afterLogout } = settings.oauthClient;
  const callback = `${url}/callback`;
  if (redirects.includes(callback)) return;
  const oauthClient = {
    ...settings.oauthClient,
    redirect_uris: [...redirects, callback],
    post_logout_redirect_uris: [...afterLogout, url],
  };
  const input = appInput.parse({ ...document, label: app.label, settings: { ...settings, oauthClient } });
  await replaceApp(admin, { id: app.id, input }, systemAdministrator(orgId));
}
