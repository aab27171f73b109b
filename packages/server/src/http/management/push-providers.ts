/** `/api/v1/push-providers` (okta-api 3.9). Private keys never come out. */
import { pushProviderInput, pushProviderReplacement } from '@countersign/contracts';
import {
  createPushProvider,
  deletePushProvider,
  getPushProvider,
  listPushProviders,
  type PushProviderRecord,
  replacePushProvider,
} from '@countersign/engine';
import { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { link, time } from './links.js';
import { noContent, ok } from './management-call.js';
import type { Router } from './router.js';

const listQuery = z.object({ type: z.enum(['APNS', 'FCM', 'WEBPUSH']).optional() });

export function pushProviderRoutes(routes: Router, server: ServerContext): void {
  routes.post('/push-providers', async (call) =>
    ok(present(await createPushProvider(server, call.body(pushProviderInput), call.actor), call.orgUrl)),
  );
  routes.get('/push-providers', async (call) => {
    const providers = await listPushProviders(server, call.query(listQuery).type, call.actor);
    return ok(providers.map((provider) => present(provider, call.orgUrl)));
  });
  routes.get('/push-providers/:id', async (call) => ok(present(await getPushProvider(server, call.param('id'), call.actor), call.orgUrl)));
  routes.put('/push-providers/:id', async (call) => {
    await getPushProvider(server, call.param('id'), call.actor);
    const replacement = { id: call.param('id'), input: call.body(pushProviderReplacement) };
    return ok(present(await replacePushProvider(server, replacement, call.actor), call.orgUrl));
  });
  routes.delete('/push-providers/:id', async (call) => {
    await deletePushProvider(server, call.param('id'), call.actor);
    return noContent;
  });
}

function present(provider: PushProviderRecord, orgUrl: string): object {
  return {
    id: provider.id,
    name: provider.name,
    providerType: provider.providerType,
    lastUpdatedDate: time(provider.updatedAt),
    configuration: provider.configuration,
    _links: { self: link(orgUrl, `/push-providers/${provider.id}`, 'GET', 'PUT', 'DELETE') },
  };
}
