import type { AuthorizationDetailsType } from '../authorization-details/authorization-details-type.js';

/** An issuer with its own keys, scopes, claims and policies. An org has its own server and any number of custom ones. */
export interface AuthorizationServer {
  /** `aus…`; for the org's own server the org's id. */
  readonly id: string;
  readonly orgId: string;
  readonly kind: 'org' | 'custom';
  /** The custom server that `/oauth2/default` names. */
  readonly isDefault: boolean;
  readonly name: string;
  /** Canonical: `{org}`, `{org}/oauth2/default` or `{org}/oauth2/{id}`. */
  readonly issuer: string;
  readonly audience: string;
  readonly active: boolean;
  readonly rotationMode: 'AUTO' | 'MANUAL';
  readonly signingAlg: 'RS256' | 'ES256';
  readonly scopes: ReadonlyMap<string, Scope>;
  readonly claims: readonly Claim[];
  /** By `type`. */
  readonly authorizationDetailsTypes: ReadonlyMap<string, AuthorizationDetailsType>;
  /** In order of priority; empty on the org's own server, which has none and allows what the client may. */
  readonly policies: readonly AccessPolicy[];
}

export interface Scope {
  readonly name: string;
  readonly description: string;
  readonly system: boolean;
  /** Used when a request names no scope at all. */
  readonly isDefault: boolean;
  readonly consent: 'IMPLICIT' | 'REQUIRED' | 'FLEXIBLE';
  readonly published: boolean;
}

export interface Claim {
  readonly name: string;
  readonly claimType: 'RESOURCE' | 'IDENTITY';
  readonly valueType: 'EXPRESSION' | 'GROUPS' | 'SYSTEM';
  readonly value: string;
  readonly groupFilterType: 'STARTS_WITH' | 'EQUALS' | 'CONTAINS' | 'REGEX' | undefined;
  readonly alwaysIncludeInToken: boolean;
  /** Empty: with any scope. */
  readonly scopes: readonly string[];
  readonly active: boolean;
}

export interface AccessPolicy {
  /** `00p…` */
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  /** Client ids; `['ALL_CLIENTS']` for all. */
  readonly clients: readonly string[];
  /** In order of priority. */
  readonly rules: readonly AccessPolicyRule[];
}

export interface AccessPolicyRule {
  /** `0pr…` */
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly grantTypes: readonly string[];
  /** Group ids; `EVERYONE` for all. */
  readonly groups: readonly string[];
  readonly users: readonly string[];
  /** Whom the rule does not concern, whatever else holds. */
  readonly excludedGroups?: readonly string[];
  readonly excludedUsers?: readonly string[];
  /** Scope names; `['*']` for all. */
  readonly scopes: readonly string[];
  readonly lifetimes: TokenLifetimes;
}

export interface TokenLifetimes {
  readonly accessTokenSeconds: number;
  /** From the first issue; 0: no absolute end. */
  readonly refreshTokenSeconds: number;
  /** Idle window: a refresh token not used for so long is dead. */
  readonly refreshTokenIdleSeconds: number;
  /** The rule they come from, for the record; undefined: the server has no policies. */
  readonly ruleId?: string | undefined;
}
