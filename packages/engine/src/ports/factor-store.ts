import type { SystemLogEvent } from '../domain/event/system-log-event.js';
import type { Factor } from '../domain/factor/factor.js';
import type { Instant } from './clock.js';

export interface FactorStore {
  /** Oldest first. */
  list(orgId: string, userId: string): Promise<readonly Factor[]>;
  /** With the event. False, and nothing is written: the person has `limit` factors, is no longer active, or the passkey is known. */
  add(change: { readonly factor: Factor; readonly limit: number; readonly event: SystemLogEvent }): Promise<boolean>;
  /** With the event. False when it is gone. */
  remove(change: {
    readonly orgId: string;
    readonly userId: string;
    readonly factorId: string;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
  /** Each step counts once, whoever comes first, and no step before it afterwards. */
  useStep(use: { readonly orgId: string; readonly factorId: string; readonly step: number; readonly now: Instant }): Promise<boolean>;
  /** False when the counter did not grow; authenticators without one always say zero (WebAuthn 6.1.1). */
  useCredential(use: {
    readonly orgId: string;
    readonly factorId: string;
    readonly signCount: number;
    readonly now: Instant;
  }): Promise<boolean>;
}
