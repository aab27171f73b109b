import type { User } from '../domain/user/user.js';
import type { Instant } from './clock.js';

/** What the protocols ask about people. Management of users has its own store. */
export interface UserStore {
  findById(orgId: string, userId: string): Promise<User | undefined>;
  /** By login without regard to case, else by a primary e-mail only one user has. */
  findByLogin(orgId: string, login: string): Promise<User | undefined>;
  /** Ids of the user's groups, the built-in `Everyone` included. */
  listGroupIds(orgId: string, userId: string): Promise<readonly string[]>;
  /** Names of the same groups, sorted: for claims that list them. */
  listGroupNames(orgId: string, userId: string): Promise<readonly string[]>;
  recordLogin(orgId: string, userId: string, now: Instant): Promise<void>;
}
