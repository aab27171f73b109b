/** Why an access policy allows or refuses: the same conditions as `evaluateAccess` looks at, kept instead of passed over. */
import {
  type AccessAnswer,
  type AccessQuestion,
  evaluateAccess,
  unmetByPolicy,
  unmetByRule,
  type UnmetCondition,
} from './access-policy.js';
import type { AccessPolicy, AuthorizationServer } from './authorization-server.js';

/** `notReached`: an earlier one decided. */
export type AccessVerdict = 'matched' | 'unmet' | 'notReached';

export interface ExplainedRule {
  readonly id: string;
  readonly name: string;
  readonly verdict: AccessVerdict;
  /** The first condition that does not hold. */
  readonly unmet: UnmetCondition | undefined;
}

/** A policy can apply and leave the question to the next one all the same: then none of its rules matched. */
export interface ExplainedPolicy extends ExplainedRule {
  readonly rules: readonly ExplainedRule[];
}

export interface AccessExplanation {
  readonly answer: AccessAnswer;
  /** In order of priority; empty on the org's own server, which has none. */
  readonly policies: readonly ExplainedPolicy[];
}

export function explainAccess(server: AuthorizationServer, question: AccessQuestion): AccessExplanation {
  const answer = evaluateAccess(server, question);
  const winner = answer.allowed ? server.policies.findIndex(({ id }) => id === answer.policyId) : -1;
  const policies = server.policies.map((policy, index) =>
    explainPolicy(policy, { question, answer, reached: winner < 0 || index <= winner }),
  );
  return { answer, policies };
}

function explainPolicy(
  policy: AccessPolicy,
  { question, answer, reached }: { readonly question: AccessQuestion; readonly answer: AccessAnswer; readonly reached: boolean },
): ExplainedPolicy {
  const unmet = reached ? unmetByPolicy(policy, question) : undefined;
  const matched = answer.allowed && answer.policyId === policy.id;
  const winner = matched ? policy.rules.findIndex(({ id }) => id === answer.ruleId) : -1;
  const rules = policy.rules.map(({ id, name, ...rule }, index): ExplainedRule => {
    const looked = reached && unmet === undefined && (winner < 0 || index <= winner);
    const failing = looked ? unmetByRule({ id, name, ...rule }, question) : undefined;
    return { id, name, verdict: !looked ? 'notReached' : failing === undefined ? 'matched' : 'unmet', unmet: failing };
  });
  return { id: policy.id, name: policy.name, verdict: !reached ? 'notReached' : matched ? 'matched' : 'unmet', unmet, rules };
}

/** For people: `what` is the policy or the rule. */
export const unmetTexts: Readonly<Record<UnmetCondition, string>> = {
  inactive: 'It is not active.',
  client: 'It is for other clients.',
  grant_type: 'It does not list the grant type.',
  scopes: 'It does not list every scope that was asked for.',
  user_excluded: 'It leaves out this person.',
  group_excluded: 'It leaves out a group of this person.',
  people: 'It names neither this person nor a group of theirs.',
};
