import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Filter } from '../../domain/management/filter.js';
import type { Instant } from '../clock.js';

/** A place in the order of the log; `uuid` is empty before all events of its instant. */
export interface LogPosition {
  readonly at: Instant;
  readonly uuid: string;
}

export interface LogQuery {
  readonly orgId: string;
  readonly order: 'ascending' | 'descending';
  /** Undefined: from the beginning. */
  readonly since: Instant | undefined;
  /** Not included. Undefined: as far as there are events. */
  readonly until: Instant | undefined;
  /** Only events that follow this place, in the order asked for. */
  readonly after: LogPosition | undefined;
  /** Each has to be a whole word of some member, compared without regard to case. */
  readonly words: readonly string[];
  readonly filter: Filter | undefined;
  readonly limit: number;
}

export interface SystemLogStore {
  /** Throws E0000031 for attributes that events do not have, and operators these do not take. */
  list(query: LogQuery): Promise<readonly SystemLogEvent[]>;
}
