/** `/api/v1/push-providers/{pushProviderId}/test`. Ours. */
import type { testPushOperations } from '@countersign/contracts';
import { sendTestPush } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import type { Handlers } from './handlers.js';

const outcomes = { sent: 'SENT', failed: 'FAILED', queued: 'FAILED', retired: 'RETIRED', none: 'NONE' } as const;

export function testPushHandlers(server: ServerContext): Handlers<typeof testPushOperations> {
  return {
    async sendTestPush(call) {
      const { enrollmentId } = call.body();
      const sent = await sendTestPush(server, { providerId: call.path.pushProviderId, enrollmentId }, call.actor);
      const { outcome, code, text, detail, docs } = sent;
      return { outcome: outcomes[outcome], code, text, detail, docs: docs ?? null };
    },
  };
}
