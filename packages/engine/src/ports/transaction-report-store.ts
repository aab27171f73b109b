import type { SystemLogEvent } from '../domain/event/system-log-event.js';
import type { Instant } from './clock.js';

export interface ReportedTransaction {
  readonly orgId: string;
  readonly userId: string;
  readonly enrollmentId: string;
  readonly transactionId: string;
  /** The person did not start it: whoever asked is stopped. */
  readonly fraud: boolean;
  readonly now: Instant;
  readonly event: SystemLogEvent;
}

export interface TransactionReportStore {
  /**
   * Ends what came of a transaction, and writes the event: an approval nobody has fetched fails, the grant of one that was fetched is
   * revoked. With `fraud` the client of a CIBA request is blocked for this person and whatever else it asks them or was allowed and
   * has not fetched fails too; after a sign-in the person's sessions end, and what applications got from them.
   * False, and nothing is written, while the transaction still waits for its answer.
   */
  report(reported: ReportedTransaction): Promise<boolean>;
}
