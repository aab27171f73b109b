/** The scopes of a backchannel request (CIBA Core 7.1, C-034 to C-036). */
import { grantTypes } from '@countersign/contracts/wire';
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import { invalidRequest, invalidScope } from '../errors.js';

/** RFC 6749 3.3 */
const scopeText = /^[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*$/;
const maxScopeLength = 4096;

/** The distinct scopes in the order given. Scopes of the org's own APIs (`okta.…`) are for device apps, never for a client that asks by backchannel. */
export function parseScopes(scope: string | undefined, server: AuthorizationServer, client: Client): readonly string[] {
  if (scope === undefined) throw invalidRequest('The scope parameter is missing.');
  if (scope.length > maxScopeLength || !scopeText.test(scope)) throw invalidScope('The scope is malformed.');
  const scopes = [...new Set(scope.split(' '))];
  if (!scopes.includes('openid')) throw invalidScope('The scope must include openid.');
  if (!scopes.every((name) => server.scopes.has(name) && !name.startsWith('okta.')))
    throw invalidScope('A requested scope is unknown or not allowed for this client.');
  if (scopes.includes('offline_access') && !client.grantTypes.has(grantTypes.refreshToken))
    throw invalidScope('offline_access needs the refresh_token grant.');
  return scopes;
}
