/** Trying a request, simulated devices and the timeline of a transaction. Ours. */
import type { tryItOperations } from '@countersign/contracts';
import {
  answerForSimulatedDevice,
  createSimulatedDevice,
  getTimeline,
  getTransaction,
  getUser,
  startTestRequest,
} from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import type { Handlers } from './handlers.js';
import { time } from './links.js';

export function tryItHandlers(server: ServerContext): Handlers<typeof tryItOperations> {
  return {
    async createTestTransaction(call) {
      const { transactionId, expiresInSeconds, numberChallenge, snippets } = await startTestRequest(server.engine, call.body(), call.actor);
      return { transactionId, expiresIn: expiresInSeconds, numberChallenge: numberChallenge ?? null, snippets };
    },
    async getTransactionTimeline(call) {
      const transaction = await getTransaction(server, call.path.transactionId, call.actor);
      const steps = await getTimeline(server, transaction, call.actor);
      return {
        steps: steps.map(({ kind, at, offsetMs, text, code, detail, docs, enrollmentId }) => ({
          kind,
          at: time(at),
          offset: offsetMs,
          text,
          code: code ?? null,
          detail: detail ?? null,
          docs: docs ?? null,
          enrollmentId: enrollmentId ?? null,
        })),
      };
    },
    async createSimulatedDevice(call) {
      const user = await getUser(server, call.path.userId, call.actor);
      const { authenticatorId } = call.body();
      const { enrollment } = await createSimulatedDevice(server, { user, authenticatorId }, call.actor);
      const { id, deviceId, createdAt } = enrollment;
      return { enrollmentId: id, deviceId, authenticatorId, simulated: true, created: time(createdAt) };
    },
    async createSimulatedDecision(call) {
      const { transactionId } = call.path;
      const { decision } = call.body();
      const outcome = await answerForSimulatedDevice(server, { transactionId, decision }, call.actor);
      return { transactionId, outcome: outcome === 'approved' ? 'APPROVED' : 'DENIED', simulated: true };
    },
  };
}
