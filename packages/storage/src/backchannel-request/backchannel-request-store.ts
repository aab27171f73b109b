import type {
  BackchannelRequestStore,
  DecideRequest,
  LimitedBackchannelRequest,
  NewBackchannelRequest,
  ReachedPromptLimit,
  Redemption,
  RedeemRequest,
  RequestStatus,
} from '@countersign/engine';
import { createBatch } from '../batch.js';
import type { Database } from '../database.js';
import { cancelRequest } from './cancel-request.js';
import { createLimitedRequests } from './create-limited-requests.js';
import { createRequests } from './create-requests.js';
import { decideRequests } from './decide-requests.js';
import { findByTransactionId, findStatuses, listChanged } from './find-statuses.js';
import { type PollJudgement, type RecordedPoll, recordPolls } from './record-polls.js';
import { redeemRequests } from './redeem-requests.js';

/**
 * The hot path's store. Every arrow of the request's state machine is one conditional statement, in a file of its own beside this
 * one; concurrent calls share a statement and its commit (batch.ts).
 */
export function createBackchannelRequestStore({ database }: { readonly database: Database }): BackchannelRequestStore {
  return {
    create: createBatch<NewBackchannelRequest, undefined>({ flush: (creations) => createRequests(database, creations) }),
    createWithinLimits: createBatch<LimitedBackchannelRequest, ReachedPromptLimit | undefined>({
      flush: (creations) => createLimitedRequests(database, creations),
      // A person's requests are counted one after the other.
      separate: ({ request }) => request.userId ?? request.transactionId,
    }),
    findStatus: createBatch<string, RequestStatus | undefined>({ flush: (hashes) => findStatuses(database, hashes) }),
    listChanged: (hashes) => listChanged(database, hashes),
    recordPoll: createBatch<RecordedPoll, PollJudgement>({
      flush: (polls) => recordPolls(database, polls),
      // Two polls of one request are judged one after the other.
      separate: (poll) => poll.authReqIdHash,
    }),
    findByTransactionId: (orgId, transactionId) => findByTransactionId(database, orgId, transactionId),
    decide: createBatch<DecideRequest, boolean>({ flush: (decisions) => decideRequests(database, decisions) }),
    redeem: createBatch<RedeemRequest, Redemption | undefined>({ flush: (redemptions) => redeemRequests(database, redemptions) }),
    cancel: (change) => cancelRequest(database, change),
  };
}
