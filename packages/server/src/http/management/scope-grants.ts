/** `/api/v1/apps/{appId}/grants` (okta-api 3.6.6). */
import type { scopeGrantOperations, scopeGrantOutput } from '@countersign/contracts';
import { getScopeGrant, grantScope, listScopeGrants, revokeScope, type ScopeGrant, validationFailed } from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';

export function scopeGrantHandlers(server: ServerContext): Handlers<typeof scopeGrantOperations> {
  return {
    async listScopeConsentGrants({ path, actor, orgUrl }) {
      return (await listScopeGrants(server, path.appId, actor)).map((grant) => present(grant, orgUrl));
    },
    async grantConsentToScope({ path, actor, orgUrl, body }) {
      const { scopeId, issuer } = body();
      if (issuer.replace(/\/$/, '') !== orgUrl) throw validationFailed('issuer', ['issuer: must be the URL of the org']);
      return present(await grantScope(server, { appId: path.appId, scope: scopeId }, actor), orgUrl);
    },
    getScopeConsentGrant: async ({ path, actor, orgUrl }) =>
      present(await getScopeGrant(server, { appId: path.appId, id: path.grantId }, actor), orgUrl),
    revokeScopeConsentGrant: ({ path, actor }) => revokeScope(server, { appId: path.appId, id: path.grantId }, actor),
  };
}

function present(grant: ScopeGrant, orgUrl: string): Presented<z.output<typeof scopeGrantOutput>> {
  const app = `/apps/${grant.appId}`;
  return {
    id: grant.id,
    status: 'ACTIVE',
    source: 'ADMIN',
    scopeId: grant.scope,
    clientId: grant.clientId,
    issuer: orgUrl,
    created: time(grant.createdAt),
    createdBy: { id: grant.createdBy, type: 'User' },
    lastUpdated: time(grant.updatedAt),
    _embedded: { scope: { id: grant.scope } },
    _links: {
      app: link(orgUrl, app),
      self: link(orgUrl, `${app}/grants/${grant.id}`, 'GET', 'DELETE'),
      client: { href: `${orgUrl}/oauth2/v1/clients/${grant.clientId}`, hints: { allow: ['GET'] } },
    },
  };
}
