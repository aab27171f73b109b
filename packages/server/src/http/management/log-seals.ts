/** `/api/v1/logs/seals` (security model S-118). */
import type { logSealOperations } from '@countersign/contracts';
import { ApiError, listLogSeals } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import type { Handlers } from './handlers.js';
import { listPage } from './list-page.js';

const largestNumber = 2_147_483_647;

export function logSealHandlers(server: ServerContext): Handlers<typeof logSealOperations> {
  return {
    listLogSeals: (call) =>
      listPage(call, {
        read: ({ after, limit }) => listLogSeals(server, { orgId: call.actor.orgId, after: numberOf(after), limit }),
        idOf: ({ number }) => String(number),
        present: (seal) => seal,
      }),
  };
}

function numberOf(after: string | undefined): number {
  if (after === undefined) return 0;
  if (!/^\d{1,10}$/.test(after) || Number(after) > largestNumber)
    throw new ApiError('E0000029', { causes: ['after: is no cursor of this list'] });
  return Number(after);
}
