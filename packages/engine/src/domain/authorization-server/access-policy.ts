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
    if (unmetByPolicy(policy, question) !== undefined) continue;
    const rule = policy.rules.find((candidate) => unmetByRule(candidate, question) === undefined);
    if (rule !== undefined) return { allowed: true, lifetimes: rule.lifetimes, policyId: policy.id, ruleId: rule.id };
  }
  return { allowed: false, reason: 'no_matching_policy' };
}

/** Why a policy or a rule does not decide: the first condition that does not hold, in the order they are looked at. */
export type UnmetCondition = 'inactive' | 'client' | 'grant_type' | 'scopes' | 'user_excluded' | 'group_excluded' | 'people';

/** Undefined: the policy applies, and its rules are looked at. */
export function unmetByPolicy(policy: AccessPolicy, question: AccessQuestion): UnmetCondition | undefined {
  if (!policy.active) return 'inactive';
  return policy.clients.includes('ALL_CLIENTS') || policy.clients.includes(question.clientId) ? undefined : 'client';
}

/** Undefined: the rule decides. */
export function unmetByRule(rule: AccessPolicyRule, question: AccessQuestion): UnmetCondition | undefined {
  if (!rule.active) return 'inactive';
  if (!rule.grantTypes.includes(question.grantType)) return 'grant_type';
  if (!rule.scopes.includes('*') && !question.scopes.every((scope) => rule.scopes.includes(scope))) return 'scopes';
  return unmetByPerson(rule, question);
}

function unmetByPerson(rule: AccessPolicyRule, { user }: AccessQuestion): UnmetCondition | undefined {
  if (user === undefined) return undefined;
  if (rule.excludedUsers?.includes(user.id) === true) return 'user_excluded';
  if (rule.excludedGroups?.some((groupId) => groupId === 'EVERYONE' || user.groupIds.includes(groupId)) === true) return 'group_excluded';
  const included =
    rule.groups.includes('EVERYONE') || rule.users.includes(user.id) || user.groupIds.some((groupId) => rule.groups.includes(groupId));
  return included ? undefined : 'people';
}
