import type { AuthorizationDetailsTypeFacts } from '../../domain/authorization-details/authorization-details-type.js';
import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';
import type { PageQuery } from './paging.js';

export interface AuthorizationServerRecord {
  /** `aus…`; the org's own server has the org's id. */
  readonly id: string;
  readonly orgId: string;
  readonly kind: 'org' | 'custom';
  readonly isDefault: boolean;
  readonly name: string;
  readonly description: string;
  readonly audience: string;
  readonly issuerMode: 'ORG_URL' | 'CUSTOM_URL' | 'DYNAMIC';
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly rotationMode: 'AUTO' | 'MANUAL';
  readonly signingAlg: 'RS256' | 'ES256';
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** The key that signs now; read with the record, never written here. Undefined before the first use. */
  readonly activeKey: { readonly kid: string; readonly activatedAt: Instant } | undefined;
}

export interface ScopeRecord {
  /** `scp…` */
  readonly id: string;
  readonly name: string;
  readonly displayName: string | null;
  readonly description: string;
  readonly system: boolean;
  readonly isDefault: boolean;
  readonly optional: boolean;
  readonly consent: 'IMPLICIT' | 'REQUIRED' | 'FLEXIBLE';
  readonly metadataPublish: 'ALL_CLIENTS' | 'NO_CLIENTS';
}

export interface ClaimRecord {
  /** `ocl…` */
  readonly id: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly system: boolean;
  readonly claimType: 'RESOURCE' | 'IDENTITY';
  readonly valueType: 'EXPRESSION' | 'GROUPS' | 'SYSTEM';
  /** Empty for `SYSTEM`. */
  readonly value: string;
  readonly groupFilterType: 'STARTS_WITH' | 'EQUALS' | 'CONTAINS' | 'REGEX' | null;
  readonly alwaysIncludeInToken: boolean;
  readonly scopes: readonly string[];
}

export interface AuthorizationDetailsTypeRecord extends AuthorizationDetailsTypeFacts {
  /** `adt…` */
  readonly id: string;
  /** From 1; grows with every replacement. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The public side of a signing key. */
export interface PublicKeyRecord {
  readonly kid: string;
  readonly status: 'ACTIVE' | 'NEXT' | 'EXPIRED';
  readonly publicJwk: Readonly<Record<string, string>>;
  readonly createdAt: Instant;
  readonly activatedAt: Instant | undefined;
}

interface Where {
  readonly orgId: string;
  readonly serverId: string;
}

/** Custom authorization servers with scopes and claims; the org's own server only by `insert` and `find`. Every write takes its event along. */
export interface ManagedAuthorizationServerStore {
  /** By id or the alias `default`. */
  find(orgId: string, idOrAlias: string): Promise<AuthorizationServerRecord | undefined>;
  /** `q` is a prefix of name or audience. */
  list(orgId: string, query: PageQuery & { readonly q: string | undefined }): Promise<readonly AuthorizationServerRecord[]>;
  insert(creation: {
    readonly server: AuthorizationServerRecord;
    readonly scopes: readonly ScopeRecord[];
    readonly claims: readonly ClaimRecord[];
    readonly event: SystemLogEvent;
  }): Promise<void>;
  /** Name, description, audience, issuer mode, rotation mode. */
  replace(change: { readonly server: AuthorizationServerRecord; readonly event: SystemLogEvent }): Promise<boolean>;
  /** False: it has this status already. */
  setStatus(
    change: Where & { readonly status: 'ACTIVE' | 'INACTIVE'; readonly now: Instant; readonly event: SystemLogEvent },
  ): Promise<boolean>;
  /** Never the default one or the org's own. */
  delete(change: Where & { readonly event: SystemLogEvent }): Promise<boolean>;
  listKeys(orgId: string, serverId: string): Promise<readonly PublicKeyRecord[]>;

  listScopes(orgId: string, serverId: string): Promise<readonly ScopeRecord[]>;
  insertScope(
    creation: Where & { readonly scope: ScopeRecord; readonly now: Instant; readonly event: SystemLogEvent },
  ): Promise<'done' | 'duplicate-name'>;
  replaceScope(
    change: Where & { readonly scope: ScopeRecord; readonly now: Instant; readonly event: SystemLogEvent },
  ): Promise<'done' | 'not-found' | 'duplicate-name'>;
  /** Never a system scope. */
  deleteScope(change: Where & { readonly id: string; readonly now: Instant; readonly event: SystemLogEvent }): Promise<boolean>;

  listClaims(orgId: string, serverId: string): Promise<readonly ClaimRecord[]>;
  insertClaim(creation: Where & { readonly claim: ClaimRecord; readonly now: Instant; readonly event: SystemLogEvent }): Promise<void>;
  replaceClaim(change: Where & { readonly claim: ClaimRecord; readonly now: Instant; readonly event: SystemLogEvent }): Promise<boolean>;
  /** Never a system claim. */
  deleteClaim(change: Where & { readonly id: string; readonly now: Instant; readonly event: SystemLogEvent }): Promise<boolean>;

  listDetailsTypes(orgId: string, serverId: string): Promise<readonly AuthorizationDetailsTypeRecord[]>;
  insertDetailsType(
    creation: Where & { readonly record: AuthorizationDetailsTypeRecord; readonly event: SystemLogEvent },
  ): Promise<'done' | 'duplicate-name'>;
  /** `record.version` is the one after the version that is replaced; `not-found` also when somebody else was faster. */
  replaceDetailsType(
    change: Where & { readonly record: AuthorizationDetailsTypeRecord; readonly event: SystemLogEvent },
  ): Promise<'done' | 'not-found' | 'duplicate-name'>;
  deleteDetailsType(change: Where & { readonly id: string; readonly now: Instant; readonly event: SystemLogEvent }): Promise<boolean>;
}
