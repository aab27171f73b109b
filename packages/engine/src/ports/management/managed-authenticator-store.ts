import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';
import type { AuthenticatorDocument } from './documents.js';

export interface AuthenticatorRecord {
  /** `aut…`, 20 characters */
  readonly id: string;
  readonly orgId: string;
  readonly key: 'custom_app';
  readonly name: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly mobileAppId: string;
  /** Client id of the mobile app; read with the record, never written here. */
  readonly mobileClientId: string;
  /** Undefined: the org's default brand. */
  readonly brandId: string | undefined;
  readonly document: AuthenticatorDocument;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

interface Change {
  readonly orgId: string;
  readonly id: string;
  readonly event: SystemLogEvent;
}

export interface ManagedAuthenticatorStore {
  findById(orgId: string, id: string): Promise<AuthenticatorRecord | undefined>;
  list(orgId: string): Promise<readonly AuthenticatorRecord[]>;
  /** `unknown-reference`: the app, the brand or a push provider is gone. */
  insert(creation: { readonly authenticator: AuthenticatorRecord; readonly event: SystemLogEvent }): Promise<'done' | 'unknown-reference'>;
  /** Name, app, brand and document. */
  replace(change: {
    readonly authenticator: AuthenticatorRecord;
    readonly event: SystemLogEvent;
  }): Promise<'done' | 'not-found' | 'unknown-reference'>;
  activate(change: Change & { readonly now: Instant }): Promise<boolean>;
  /** ACTIVE → INACTIVE unless an app names it for CIBA. */
  deactivate(change: Change & { readonly now: Instant }): Promise<'done' | 'not-active' | 'in-use'>;
  /** Only INACTIVE ones that no app names and nobody ever enrolled in. */
  delete(change: Change): Promise<'done' | 'not-inactive' | 'in-use'>;
}
