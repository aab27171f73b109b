import type { SigningKey } from '../domain/signing-key/signing-key.js';
import type { Instant } from './clock.js';

export interface SigningKeyStore {
  /** All keys of a server that are still published or still verify, any status: withdrawn ones are none of them. */
  list(orgId: string, authorizationServerId: string): Promise<readonly SigningKey[]>;
  /** Adds the first keys of a server; when another node was first nothing changes. */
  insert(keys: readonly SigningKey[]): Promise<void>;
  /**
   * ACTIVE → EXPIRED, NEXT → ACTIVE, `next` becomes NEXT, in one step and only while `activeKid` is still ACTIVE.
   * False: another node rotated first.
   */
  rotate(change: {
    readonly orgId: string;
    readonly authorizationServerId: string;
    readonly activeKid: string;
    readonly next: SigningKey;
    readonly now: Instant;
  }): Promise<boolean>;
  /** Takes a key that is not ACTIVE out of use for good; `next` takes the place of a NEXT. False: there is none, or it is ACTIVE. */
  withdraw(change: {
    readonly orgId: string;
    readonly authorizationServerId: string;
    readonly kid: string;
    readonly next: SigningKey;
    readonly now: Instant;
  }): Promise<boolean>;
}
