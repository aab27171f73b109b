import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';

/** Links by which a person chooses a password without knowing one: the token itself is stored nowhere. */
export interface PasswordLinkStore {
  /** Takes the place of those the person had. */
  insert(creation: {
    readonly hash: string;
    readonly orgId: string;
    readonly userId: string;
    readonly now: Instant;
    readonly expiresAt: Instant;
    readonly event: SystemLogEvent;
  }): Promise<void>;
  /** Whose it is; undefined when it is unknown, used or over. */
  find(orgId: string, hash: string, now: Instant): Promise<string | undefined>;
  /** As `find`, for the one caller who uses it up. */
  consume(orgId: string, hash: string, now: Instant): Promise<{ readonly userId: string; readonly expiresAt: Instant } | undefined>;
}
