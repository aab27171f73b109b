/** What the authenticator app needs to work from its own origin, made sure of at every start: its address may have moved. */
import { trustedOriginInput } from '@countersign/contracts';
import { ensureTrustedOrigin, systemAdministrator, type Administration } from '@countersign/engine';

export async function trustAuthenticatorApp(
  admin: Administration,
  { orgId, authenticatorUrl }: { readonly orgId: string; readonly authenticatorUrl: string },
): Promise<void> {
  const input = trustedOriginInput.parse({
    name: 'Authenticator app',
    origin: authenticatorUrl,
    scopes: [{ type: 'CORS' }, { type: 'REDIRECT' }],
  });
  await ensureTrustedOrigin(admin, input, systemAdministrator(orgId));
}
