/** `/api/v1/users/{userId}/clientBlocks`: clients a user reported, which may not ask them until released. Ours. */
import type { clientBlockOperations, clientBlockOutput } from '@countersign/contracts';
import { type ClientBlock, listClientBlocks, releaseClient } from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { addressedUser } from './addressed-user.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';

export function clientBlockHandlers(server: ServerContext): Handlers<typeof clientBlockOperations> {
  return {
    async listClientBlocks(call) {
      const blocks = await listClientBlocks(server, await addressedUser(server, call), call.actor);
      return blocks.map((block) => present(block, call.orgUrl));
    },
    async releaseClient(call) {
      const user = await addressedUser(server, call);
      await releaseClient(server, { user, clientId: call.path.clientId }, call.actor);
    },
  };
}

function present(block: ClientBlock, orgUrl: string): Presented<z.output<typeof clientBlockOutput>> {
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
