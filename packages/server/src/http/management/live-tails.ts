/** `/api/v1/logs/stream`, `/api/v1/transactions/stream`: lists that go on while somebody watches. Ours. */
import { liveTailOperations, type Operation } from '@countersign/contracts';
import { mayAccess, parseFilter, tailLog, tailTransactions } from '@countersign/engine';
import type { FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { identify } from './authenticate.js';
import { openEventStream } from './event-stream.js';
import type { Exchange, Handlers } from './handlers.js';
import type { CallFacts } from './operation-call.js';
import { presentLogEvent } from './present-log-event.js';
import { presentSummary, transactionStates } from './transactions.js';

export function liveTailHandlers(server: ServerContext): Handlers<typeof liveTailOperations> {
  return {
    async streamLogEvents(call, exchange) {
      const { filter, q = [], lastEventId } = call.query();
      const parsed = filter === undefined || filter.trim() === '' ? undefined : parseFilter(filter);
      const lastPosition = lastEventIdOf(exchange.request) ?? lastEventId;
      const tail = tailLog(server, { words: q, filter: parsed, lastPosition }, call.actor);
      open(server, { call, exchange, operation: liveTailOperations.streamLogEvents }, async () => {
        const { events, ...batch } = await tail.read();
        return { ...batch, messages: events.map((event) => ({ event: 'log', data: presentLogEvent(event) })) };
      });
    },
    async streamTransactions(call, exchange) {
      const { status, clientId, userId, deviceId, lastEventId } = call.query();
      const filter = { state: status === undefined ? undefined : transactionStates[status], clientId, userId, deviceId };
      const tail = tailTransactions(server, { filter, lastPosition: lastEventIdOf(exchange.request) ?? lastEventId }, call.actor);
      open(server, { call, exchange, operation: liveTailOperations.streamTransactions }, async () => {
        const { transactions, ...batch } = await tail.read();
        return { ...batch, messages: transactions.map((one) => ({ event: 'transaction', data: presentSummary(one, call.orgUrl) })) };
      });
    },
  };
}

interface Opening {
  readonly call: CallFacts;
  readonly exchange: Exchange;
  readonly operation: Operation;
}

function open(server: ServerContext, { call, exchange, operation }: Opening, read: Parameters<typeof openEventStream>[2]['read']): void {
  const { userId } = call.holder;
  openEventStream(server.tail, exchange, { caller: userId, read, mayGoOn: () => mayGoOn(server, exchange.request, operation) });
}

/** Whoever was signed out, lost a role or the token meanwhile, sees no more. To watch is not to use: a session grows no older by it. */
async function mayGoOn(server: ServerContext, request: FastifyRequest, { access }: Operation): Promise<boolean> {
  const administrator = await identify(server, request, { use: false }).catch(() => undefined);
  return administrator !== undefined && mayAccess(administrator, access);
}

function lastEventIdOf({ headers }: FastifyRequest): string | undefined {
  const value = headers['last-event-id'];
  return typeof value === 'string' && value !== '' && value.length <= 2_000 ? value : undefined;
}
