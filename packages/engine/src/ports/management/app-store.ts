import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';
import type { AppDocument } from './documents.js';
import type { SearchQuery } from './paging.js';

export interface AppRecord {
  /** `0oa…` */
  readonly id: string;
  readonly orgId: string;
  readonly clientId: string;
  readonly label: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly document: AppDocument;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** A secret in clear: the adapter seals it and keeps its SHA-256. */
export interface ClientSecretRecord {
  /** `ocs…` */
  readonly id: string;
  readonly orgId: string;
  readonly appId: string;
  /** Never logged. */
  readonly value: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export type AppWrite = 'done' | 'not-found' | 'duplicate-label' | 'duplicate-client-id' | 'unknown-authenticator';

/** Requests that ended with a record: their `auth_req_id` hashes, for the bus. */
export type EndedRequests = readonly string[];

/** Apps with their secrets. Every write takes its event along, in the same transaction; nothing is written when the outcome is not `done`. */
export interface AppStore {
  findById(orgId: string, id: string): Promise<AppRecord | undefined>;
  /** Whether it was granted any scope of the management API. */
  mayManage(orgId: string, id: string): Promise<boolean>;
  /** Filter attributes: `id`, `status`, `name`, `user.id`, `group.id`. */
  list(orgId: string, query: SearchQuery): Promise<readonly AppRecord[]>;
  insert(creation: {
    readonly app: AppRecord;
    readonly secret: ClientSecretRecord | undefined;
    readonly event: SystemLogEvent;
  }): Promise<AppWrite>;
  /** Label and document; `secret` takes the place of all secrets there are. */
  replace(change: {
    readonly app: AppRecord;
    readonly secret: ClientSecretRecord | undefined;
    readonly event: SystemLogEvent;
  }): Promise<AppWrite>;
  /** INACTIVE → ACTIVE. False: it was not. */
  activate(change: {
    readonly orgId: string;
    readonly id: string;
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
  /**
   * ACTIVE → INACTIVE; revokes every grant of the client and fails its pending and unredeemed requests. `requestEvent` is written once
   * for each of them, with the request as a further target. Undefined: it was not active.
   */
  deactivate(change: {
    readonly orgId: string;
    readonly id: string;
    readonly now: Instant;
    readonly event: SystemLogEvent;
    readonly requestEvent: SystemLogEvent;
  }): Promise<EndedRequests | undefined>;
  /** Only INACTIVE apps that no authenticator names. */
  delete(change: {
    readonly orgId: string;
    readonly id: string;
    readonly event: SystemLogEvent;
  }): Promise<'done' | 'not-inactive' | 'in-use'>;

  listSecrets(orgId: string, appId: string): Promise<readonly ClientSecretRecord[]>;
  /** False: there are two already. */
  insertSecret(creation: { readonly secret: ClientSecretRecord; readonly event: SystemLogEvent }): Promise<boolean>;
  /** Never leaves an app without an active secret that had one. False: refused, or nothing to change. */
  setSecretStatus(change: {
    readonly orgId: string;
    readonly appId: string;
    readonly id: string;
    readonly status: 'ACTIVE' | 'INACTIVE';
    readonly now: Instant;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
  /** Only INACTIVE ones. */
  deleteSecret(change: {
    readonly orgId: string;
    readonly appId: string;
    readonly id: string;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
}
