import { deviceScopes, grantTypes } from '@countersign/contracts/wire';
import { scopesOfApps } from '../../domain/administrator/roles.js';
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import type { Engine } from '../../engine.js';
import { invalidScope, OAuthError } from '../errors.js';
import type { Form } from '../form.js';

const deviceScopeNames: ReadonlySet<string> = new Set(Object.values(deviceScopes));

/**
 * The scopes an authorization request asks for, each known to the server and open to the client. No `scope` at all means the server's
 * default scopes. `offline_access` is dropped for a client that may not refresh (OpenID Connect Core 11: it must be ignored).
 * Scopes of the device API go only to the mobile client of an active authenticator (devices protocol 1.1), those of the management API only
 * to apps they were granted to, by the org's own server (okta-api 3.1). Throws `invalid_scope`.
 */
export async function readRequestedScopes(
  engine: Pick<Engine, 'authenticators'>,
  { server, client, form, asksConsent }: { server: AuthorizationServer; client: Client; form: Form; asksConsent: boolean },
): Promise<readonly string[]> {
  const named = [...new Set((form.get('scope') ?? '').split(' ').filter((name) => name !== ''))];
  const requested = named.length > 0 ? named : [...server.scopes.values()].filter((scope) => scope.isDefault).map((scope) => scope.name);
  if (requested.length === 0) throw invalidScope('The scope parameter is missing.');

  const mayManage = (name: string) => server.kind === 'org' && scopesOfApps.has(name) && client.managementScopes?.has(name) === true;
  const unknown = requested.find((name) => !server.scopes.has(name) && !deviceScopeNames.has(name) && !mayManage(name));
  if (unknown !== undefined) throw invalidScope('One or more scopes are not configured for the authorization server.');
  if (requested.some((name) => deviceScopeNames.has(name))) await checkDeviceScopes(engine, client);
  // Clients are trusted with every scope until they ask for consent themselves (okta-api 2.14); there is no page to give it on.
  if (asksConsent && requested.some((name) => needsConsent(server, name))) {
    throw new OAuthError('consent_required', 400, 'Consent to these scopes cannot be given here.');
  }
  return client.grantTypes.has(grantTypes.refreshToken) ? requested : requested.filter((name) => name !== 'offline_access');
}

async function checkDeviceScopes(engine: Pick<Engine, 'authenticators'>, client: Client): Promise<void> {
  const authenticator = await engine.authenticators.findByMobileClientId(client.orgId, client.clientId);
  if (authenticator === undefined || !authenticator.active) {
    throw invalidScope('The device scopes are only for the mobile application of an active authenticator.');
  }
}

function needsConsent(server: AuthorizationServer, name: string): boolean {
  const consent = server.scopes.get(name)?.consent;
  return consent !== undefined && consent !== 'IMPLICIT';
}
