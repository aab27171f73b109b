/** `/api/v1/api-tokens` (okta-api 3.14). Creating one here is ours. */
import { apiTokenInput } from '@countersign/contracts';
import { type ApiTokenRecord, createApiToken, getApiToken, getUser, listApiTokens, notFound, revokeApiToken } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { link, time } from './links.js';
import { created, noContent, ok } from './management-call.js';
import type { Router } from './router.js';

export function apiTokenRoutes(routes: Router, server: ServerContext): void {
  /** Belongs to the owner of the token it is made with. */
  routes.post('/api-tokens', async (call) => {
    const owner = await getUser(server, call.holder.userId, call.actor);
    const { record, token } = await createApiToken(server, { input: call.body(apiTokenInput), owner }, call.actor);
    return created({ ...present(record, call.orgUrl), token });
  });
  routes.get('/api-tokens', async (call) => {
    const tokens = await listApiTokens(server, call.actor);
    return ok(tokens.map((record) => present(record, call.orgUrl)));
  });
  routes.delete('/api-tokens/current', async (call) => {
    const { credential } = call.holder;
    if (credential.kind !== 'api-token') throw notFound('current', 'ApiToken');
    await revokeApiToken(server, credential.id, call.actor);
    return noContent;
  });
  routes.get('/api-tokens/:id', async (call) => ok(present(await getApiToken(server, call.param('id'), call.actor), call.orgUrl)));
  routes.delete('/api-tokens/:id', async (call) => {
    await revokeApiToken(server, call.param('id'), call.actor);
    return noContent;
  });
}

function present(record: ApiTokenRecord, orgUrl: string) {
  return {
    id: record.id,
    name: record.name,
    userId: record.userId,
    tokenWindow: 'P30D',
    clientName: 'Countersign',
    created: time(record.createdAt),
    lastUpdated: time(record.lastUsedAt),
    expiresAt: time(record.expiresAt),
    _links: { self: link(orgUrl, `/api-tokens/${record.id}`, 'GET', 'DELETE') },
  };
}
