/** The two documents of the authenticator app that depend on the org: which orgs and brands it serves, and how it installs. */
import { defaultThemeColours } from '@countersign/contracts';
import { screenColours, type ScreenColours } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';

/** One entry of `config.json` (decisions 2.11). */
export interface AuthenticatorAppEntry {
  /** What people know it by. */
  readonly brand: string;
  readonly orgUrl: string;
  /** Where the app signs people in: the org's own authorization server. */
  readonly issuer: string;
  readonly clientId: string;
  readonly authenticatorId: string;
  /** Its brand's colours for light and dark, made to be readable. */
  readonly theme: ScreenColours;
}

/** The org's active authenticators whose client may come back to this app. */
export async function appEntries(server: ServerContext): Promise<readonly AuthenticatorAppEntry[]> {
  const org = await server.engine.org.get();
  const records = await server.management.authenticators.list(org.id);
  const callback = `${server.urls.authenticator}/callback`;
  const entries = await Promise.all(
    records.map(async ({ id }): Promise<AuthenticatorAppEntry | undefined> => {
      const authenticator = await server.engine.authenticators.findById(org.id, id);
      if (authenticator?.active !== true) return undefined;
      const client = await server.engine.clients.findByClientId(org.id, authenticator.mobileClientId);
      if (client?.redirectUris.includes(callback) !== true) return undefined;
      return {
        brand: authenticator.name,
        orgUrl: org.url,
        issuer: org.url,
        clientId: authenticator.mobileClientId,
        authenticatorId: authenticator.id,
        theme: screenColours(authenticator.brandColours ?? defaultThemeColours),
      };
    }),
  );
  return entries.filter((entry) => entry !== undefined);
}

const icon = (src: string, sizes: string, purpose: string) => ({
  src,
  sizes,
  type: src.endsWith('.svg') ? 'image/svg+xml' : 'image/png',
  purpose,
});

/** The brand the installed app stands for: an origin is one app, so with several it stands for none of them. */
export function onlyBrand(entries: readonly AuthenticatorAppEntry[]): AuthenticatorAppEntry | undefined {
  return entries.length === 1 ? entries[0] : undefined;
}

/** Web App Manifest: the app's name and colour on a home screen are the brand's, as long as there is one brand. */
export function webAppManifest(entries: readonly AuthenticatorAppEntry[]): object {
  const brand = onlyBrand(entries);
  const name = brand?.brand ?? 'Countersign';
  return {
    id: '/',
    name,
    short_name: name.length <= 12 ? name : (name.split(/\s+/)[0] ?? name),
    description: 'Shows what is asked in your name, and lets you approve or refuse it.',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#f4f6f8',
    theme_color: brand?.theme.primary ?? '#173a5e',
    icons: [
      icon('/icons/icon.svg', 'any', 'any'),
      icon('/icons/icon-192.png', '192x192', 'any'),
      icon('/icons/icon-512.png', '512x512', 'any'),
      icon('/icons/icon-maskable-512.png', '512x512', 'maskable'),
    ],
  };
}
