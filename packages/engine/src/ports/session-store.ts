import type { Session } from '../domain/session/session.js';
import type { Instant } from './clock.js';

export interface SessionStore {
  insert(session: Session): Promise<void>;
  /** Only unexpired ones; moves `lastUsedAt`. */
  use(hash: string, now: Instant, idleMs: number): Promise<Session | undefined>;
  /** As `use`, and leaves `lastUsedAt` alone. */
  find(hash: string, now: Instant, idleMs: number): Promise<Session | undefined>;
  /** Opens the Admin Console for it; the first time stays. False: it is gone. */
  enterConsole(hash: string, now: Instant): Promise<boolean>;
  delete(hash: string): Promise<void>;
}
