import type { AuthorizationRequest, AuthorizeCall } from '@countersign/engine';
import type { FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { pageContext } from './send-page.js';
import type { PageContext } from './template.js';

/** A device app's people know their authenticator by its brand; all others see the org. */
export async function brandedContext(
  { engine }: ServerContext,
  request: FastifyRequest,
  { org }: Pick<AuthorizeCall, 'org'>,
  { client, uiLocales }: Pick<AuthorizationRequest, 'client' | 'uiLocales'>,
): Promise<PageContext> {
  const authenticator = await engine.authenticators.findByMobileClientId(org.id, client.clientId);
  return pageContext(request, org, {
    brand: authenticator?.name ?? org.name,
    colours: authenticator?.brandColours ?? org.brandColours,
    uiLocales,
  });
}
