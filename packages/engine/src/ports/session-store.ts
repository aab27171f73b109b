import type { Session } from '../domain/session/session.js';
import type { Instant } from './clock.js';

export interface SessionStore {
  insert(session: Session): Promise<void>;
  /** Only unexpired ones; moves `lastUsedAt`. */
  use(hash: string, now: Instant, idleMs: number): Promise<Session | undefined>;
  delete(hash: string): Promise<void>;
}
