import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';

/** A client that may not ask a person any more, because the person reported it (security model S-010). */
export interface ClientBlock {
  readonly userId: string;
  readonly clientId: string;
  /** The client's name as registered. */
  readonly clientName: string;
  /** What was reported, and on which enrollment. */
  readonly transactionId: string;
  readonly enrollmentId: string;
  readonly createdAt: Instant;
}

export interface ClientBlockStore {
  /** Oldest first. A person has few. */
  listOfUser(orgId: string, userId: string): Promise<readonly ClientBlock[]>;
  /** False when there is none. */
  delete(release: {
    readonly orgId: string;
    readonly userId: string;
    readonly clientId: string;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
}
