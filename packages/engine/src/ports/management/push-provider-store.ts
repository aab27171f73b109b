import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';
import type { PushProviderConfiguration, PushProviderCredentials } from './documents.js';

export type PushProviderType = 'APNS' | 'FCM' | 'WEBPUSH';

export interface PushProviderRecord {
  /** `ppc…` */
  readonly id: string;
  readonly orgId: string;
  readonly providerType: PushProviderType;
  readonly name: string;
  readonly configuration: PushProviderConfiguration;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Push providers. Credentials go in in clear, the adapter seals them; they never come out here. */
export interface PushProviderStore {
  findById(orgId: string, id: string): Promise<PushProviderRecord | undefined>;
  list(orgId: string, type: PushProviderType | undefined): Promise<readonly PushProviderRecord[]>;
  insert(creation: {
    readonly provider: PushProviderRecord;
    readonly credentials: PushProviderCredentials;
    readonly event: SystemLogEvent;
  }): Promise<'done' | 'duplicate-name'>;
  /** `credentials` undefined: the stored ones stay. */
  replace(change: {
    readonly provider: PushProviderRecord;
    readonly credentials: PushProviderCredentials | undefined;
    readonly event: SystemLogEvent;
  }): Promise<'done' | 'not-found' | 'duplicate-name'>;
  /** Refused while an authenticator names it. */
  delete(change: { readonly orgId: string; readonly id: string; readonly event: SystemLogEvent }): Promise<'done' | 'not-found' | 'in-use'>;
}
