import type { SystemLogEvent } from '../domain/event/system-log-event.js';
import type { Instant } from './clock.js';

/** A person's wish not to be asked for a while. The store of requests heeds it where it counts prompts. */
export interface PromptPauseStore {
  /** The end of the pause; undefined when there is none, or it is over at `now`. */
  find(orgId: string, userId: string, now: Instant): Promise<Instant | undefined>;
  /** In place of an earlier pause. */
  save(pause: { readonly orgId: string; readonly userId: string; readonly until: Instant; readonly event: SystemLogEvent }): Promise<void>;
  /** No event is written when there was none. */
  delete(end: { readonly orgId: string; readonly userId: string; readonly event: SystemLogEvent }): Promise<void>;
}
