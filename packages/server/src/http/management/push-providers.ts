/** `/api/v1/push-providers` (okta-api 3.9). Private keys never come out. */
import type { pushProviderOperations, pushProviderOutput } from '@countersign/contracts';
import {
  createPushProvider,
  deletePushProvider,
  getPushProvider,
  listPushProviders,
  type PushProviderRecord,
  replacePushProvider,
} from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';

export function pushProviderHandlers(server: ServerContext): Handlers<typeof pushProviderOperations> {
  return {
    createPushProvider: async (call) => present(await createPushProvider(server, call.body(), call.actor), call.orgUrl),
    async listPushProviders(call) {
      const providers = await listPushProviders(server, call.query().type, call.actor);
      return providers.map((provider) => present(provider, call.orgUrl));
    },
    getPushProvider: async (call) => present(await getPushProvider(server, call.path.pushProviderId, call.actor), call.orgUrl),
    async replacePushProvider(call) {
      const { id } = await getPushProvider(server, call.path.pushProviderId, call.actor);
      return present(await replacePushProvider(server, { id, input: call.body() }, call.actor), call.orgUrl);
    },
    deletePushProvider: (call) => deletePushProvider(server, call.path.pushProviderId, call.actor),
  };
}

function present(provider: PushProviderRecord, orgUrl: string): Presented<z.output<typeof pushProviderOutput>> {
  const { id, name, updatedAt, configuration } = provider;
  const common = {
    id,
    name,
    lastUpdatedDate: time(updatedAt),
    _links: { self: link(orgUrl, `/push-providers/${id}`, 'GET', 'PUT', 'DELETE') },
  };
  if ('keyId' in configuration) return { ...common, providerType: 'APNS', configuration };
  if ('projectId' in configuration) return { ...common, providerType: 'FCM', configuration };
  return { ...common, providerType: 'WEBPUSH', configuration };
}
