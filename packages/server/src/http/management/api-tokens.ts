/** `/api/v1/api-tokens` (okta-api 3.14). Creating one here is ours. */
import type { apiTokenOperations, apiTokenOutput } from '@countersign/contracts';
import { type ApiTokenRecord, createApiToken, getApiToken, getUser, listApiTokens, notFound, revokeApiToken } from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';

export function apiTokenHandlers(server: ServerContext): Handlers<typeof apiTokenOperations> {
  return {
    /** Belongs to whoever makes it. */
    async createApiToken(call) {
      const owner = await getUser(server, call.holder.userId, call.actor);
      const { record, token } = await createApiToken(server, { input: call.body(), owner }, call.actor);
      return { ...present(record, call.orgUrl), token };
    },
    listApiTokens: async (call) => (await listApiTokens(server, call.actor)).map((record) => present(record, call.orgUrl)),
    async revokeCurrentApiToken(call) {
      const { credential } = call.holder;
      if (credential.kind !== 'api-token') throw notFound('current', 'ApiToken');
      await revokeApiToken(server, credential.id, call.actor);
    },
    getApiToken: async (call) => present(await getApiToken(server, call.path.apiTokenId, call.actor), call.orgUrl),
    revokeApiToken: (call) => revokeApiToken(server, call.path.apiTokenId, call.actor),
  };
}

function present(record: ApiTokenRecord, orgUrl: string): Presented<z.output<typeof apiTokenOutput>> {
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
