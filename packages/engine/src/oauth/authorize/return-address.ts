import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import type { Org } from '../../domain/org/org.js';
import type { Engine } from '../../engine.js';
import { invalidRequest, unknownAuthorizationServer } from '../errors.js';
import type { Form } from '../form.js';
import { redirectUriMatches } from './redirect-uri.js';
import type { ReturnAddress } from './respond.js';

/**
 * Finds the client and checks that the redirect URI is its own. Until both are certain nothing may be sent anywhere:
 * a failure here throws, and the person sees a page (RFC 6749 4.1.2.1, RFC 9700 2.1).
 */
export async function findReturnAddress(
  engine: Pick<Engine, 'clients'>,
  { org, server, form }: { readonly org: Org; readonly server: AuthorizationServer; readonly form: Form },
): Promise<{ readonly client: Client; readonly address: ReturnAddress }> {
  if (!server.active) throw unknownAuthorizationServer({ reason: 'inactive authorization server' });
  const clientId = form.get('client_id');
  if (clientId === undefined) throw invalidRequest('The client_id parameter is missing.');
  const client = await engine.clients.findByClientId(org.id, clientId);
  // one text for both, so that the page does not tell which clients exist
  if (client === undefined || !client.active) throw invalidRequest('The client_id is not valid.', { reason: 'unknown or inactive client' });

  const redirectUri = form.get('redirect_uri');
  if (redirectUri === undefined) throw invalidRequest('The redirect_uri parameter is missing.');
  if (!redirectUriMatches(client, client.redirectUris, redirectUri)) {
    throw invalidRequest('The redirect_uri is not registered for this application.', { reason: `client ${client.clientId}` });
  }
  const responseMode = form.get('response_mode') === 'form_post' ? 'form_post' : 'query';
  return { client, address: { redirectUri, responseMode, state: form.get('state'), issuer: server.issuer } };
}
