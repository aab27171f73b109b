import type { SystemLogEvent } from '../../domain/event/system-log-event.js';
import type { Instant } from '../clock.js';
import type { RuleActions, RuleConditions } from './documents.js';

export interface AccessPolicyRecord {
  /** `00p…` */
  readonly id: string;
  readonly orgId: string;
  readonly serverId: string;
  readonly name: string;
  readonly description: string;
  /** From 1, without gaps among the policies of a server. */
  readonly priority: number;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly system: boolean;
  readonly clients: readonly string[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface AccessPolicyRuleRecord {
  /** `0pr…` */
  readonly id: string;
  readonly orgId: string;
  readonly policyId: string;
  readonly name: string;
  /** From 1, without gaps among the rules of a policy. */
  readonly priority: number;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly system: boolean;
  readonly conditions: RuleConditions;
  readonly actions: RuleActions;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

interface Change {
  readonly orgId: string;
  readonly id: string;
  readonly event: SystemLogEvent;
}

/**
 * Policies of custom authorization servers and their rules, in order of priority. A record written with a priority takes that place,
 * the others move; `undefined` is the last place. Every write takes its event along.
 */
export interface AccessPolicyStore {
  listPolicies(orgId: string, serverId: string): Promise<readonly AccessPolicyRecord[]>;
  findPolicy(orgId: string, serverId: string, id: string): Promise<AccessPolicyRecord | undefined>;
  insertPolicy(creation: {
    readonly policy: Omit<AccessPolicyRecord, 'priority'>;
    readonly priority: number | undefined;
    readonly event: SystemLogEvent;
  }): Promise<void>;
  /** `priority` undefined: stays where it is. */
  replacePolicy(change: {
    readonly policy: Omit<AccessPolicyRecord, 'priority'>;
    readonly priority: number | undefined;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
  setPolicyStatus(change: Change & { readonly status: 'ACTIVE' | 'INACTIVE'; readonly now: Instant }): Promise<boolean>;
  deletePolicy(change: Change & { readonly serverId: string }): Promise<boolean>;

  listRules(orgId: string, policyId: string): Promise<readonly AccessPolicyRuleRecord[]>;
  findRule(orgId: string, policyId: string, id: string): Promise<AccessPolicyRuleRecord | undefined>;
  insertRule(creation: {
    readonly rule: Omit<AccessPolicyRuleRecord, 'priority'>;
    readonly priority: number | undefined;
    readonly event: SystemLogEvent;
  }): Promise<void>;
  replaceRule(change: {
    readonly rule: Omit<AccessPolicyRuleRecord, 'priority'>;
    readonly priority: number | undefined;
    readonly event: SystemLogEvent;
  }): Promise<boolean>;
  setRuleStatus(change: Change & { readonly status: 'ACTIVE' | 'INACTIVE'; readonly now: Instant }): Promise<boolean>;
  deleteRule(change: Change & { readonly policyId: string }): Promise<boolean>;
}
