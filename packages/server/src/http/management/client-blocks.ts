/** `/api/v1/users/{userId}/clientBlocks`: clients a user reported, which may not ask them until released. Ours. */
import { type ClientBlock, listClientBlocks, releaseClient } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { addressedUser } from './addressed-user.js';
import { link, time } from './links.js';
import { noContent, ok } from './management-call.js';
import type { Router } from './router.js';

export function clientBlockRoutes(routes: Router, server: ServerContext): void {
  routes.get('/users/:id/clientBlocks', async (call) => {
    const blocks = await listClientBlocks(server, await addressedUser(server, call), call.actor);
    return ok(blocks.map((block) => present(block, call.orgUrl)));
  });
  routes.delete('/users/:id/clientBlocks/:clientId', async (call) => {
    const user = await addressedUser(server, call);
    await releaseClient(server, { user, clientId: call.param('clientId') }, call.actor);
    return noContent;
  });
}

function present(block: ClientBlock, orgUrl: string): object {
  return {
    clientId: block.clientId,
    clientName: block.clientName,
    reason: 'not_me',
    transactionId: block.transactionId,
    enrollmentId: block.enrollmentId,
    created: time(block.createdAt),
    _links: { self: link(orgUrl, `/users/${block.userId}/clientBlocks/${encodeURIComponent(block.clientId)}`, 'DELETE') },
  };
}
