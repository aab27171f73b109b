import type { Bus, Cipher, Clock } from '@countersign/engine';
import type { Database } from '../database.js';

/** What the cached readers of the directory stand on. */
export interface DirectoryNeeds {
  readonly database: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cipher: Cipher;
}
