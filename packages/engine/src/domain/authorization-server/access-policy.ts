/** Who may get which tokens by which grant on a custom authorization server (okta-api 3.7: the first policy and rule that match decide). */
import type { AccessPolicy, AccessPolicyRule, AuthorizationServer, TokenLifetimes } from './authorization-server.js';

export interface AccessQuestion {
  readonly clientId: string;
  readonly grantType: string;
  readonly scopes: readonly string[];
  /** Undefined for grants without a person. */
  readonly user: { readonly id: string; readonly groupIds: readonly string[] } | undefined;
}

export type AccessAnswer =
  | {
      readonly allowed: true;
      readonly lifetimes: TokenLifetimes;
      readonly policyId: string | undefined;
      readonly ruleId: string | undefined;
    }
  | { readonly allowed: false; readonly reason: 'no_matching_policy' };

/** The org's own server has no policies: fixed lifetimes (okta-api 2.12). */
const orgServerLifetimes: TokenLifetimes = {
  accessTokenSeconds: 3600,
  refreshTokenSeconds: 90 * 86_400,
  refreshTokenIdleSeconds: 90 * 86_400,
};

/** Policies in order of priority, rules inside each likewise; the first rule whose every condition holds ends the search. */
export function evaluateAccess(server: AuthorizationServer, question: AccessQuestion): AccessAnswer {
  if (server.kind === 'org') return { allowed: true, lifetimes: orgServerLifetimes, policyId: undefined, ruleId: undefined };
  for (const policy of server.policies) {
    if (!policyApplies(policy, question)) continue;
    const rule = policy.rules.find((candidate) => ruleApplies(candidate, question));
    if (rule !== undefined) return { allowed: true, lifetimes: rule.lifetimes, policyId: policy.id, ruleId: rule.id };
  }
  return { allowed: false, reason: 'no_matching_policy' };
}

function policyApplies(policy: AccessPolicy, question: AccessQuestion): boolean {
  return policy.active && (policy.clients.includes('ALL_CLIENTS') || policy.clients.includes(question.clientId));
}

function ruleApplies(rule: AccessPolicyRule, question: AccessQuestion): boolean {
  return (
    rule.active &&
    rule.grantTypes.includes(question.grantType) &&
    (rule.scopes.includes('*') || question.scopes.every((scope) => rule.scopes.includes(scope))) &&
    personApplies(rule, question)
  );
}

function personApplies(rule: AccessPolicyRule, { user }: AccessQuestion): boolean {
  if (user === undefined) return true;
  if (rule.excludedUsers?.includes(user.id) === true) return false;
  if (rule.excludedGroups?.some((groupId) => groupId === 'EVERYONE' || user.groupIds.includes(groupId)) === true) return false;
  return rule.groups.includes('EVERYONE') || rule.users.includes(user.id) || user.groupIds.some((groupId) => rule.groups.includes(groupId));
}
