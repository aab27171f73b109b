/** Rules of an access policy (okta-api 3.7): the first one that matches client, grant, user and scopes decides. */
import type { AccessPolicyRuleInput } from '@countersign/contracts';
import type { AccessPolicyRecord, AccessPolicyRuleRecord } from '../../ports/management/access-policy-store.js';
import { ApiError, notFound } from '../api-error.js';
import type { LogEntity } from '../event/system-log-event.js';
import { newId } from '../id.js';
import { getAccessPolicy, policyTarget, type PolicyName } from './access-policies.js';
import { changeEvent, type Actor, type Administration } from './administration.js';
import { serverChanged } from './authorization-servers.js';
import { changedFields } from './changed-fields.js';

interface RuleName extends PolicyName {
  readonly ruleId: string;
}

const ruleTarget = (rule: Pick<AccessPolicyRuleRecord, 'id' | 'name'>): LogEntity => ({
  id: rule.id,
  type: 'PolicyRule',
  displayName: rule.name,
});

export async function listAccessPolicyRules(
  admin: Administration,
  named: PolicyName,
  actor: Actor,
): Promise<readonly AccessPolicyRuleRecord[]> {
  const policy = await getAccessPolicy(admin, named, actor);
  return admin.management.policies.listRules(actor.orgId, policy.id);
}

/** Throws E0000007. */
export async function getAccessPolicyRule(admin: Administration, named: RuleName, actor: Actor): Promise<AccessPolicyRuleRecord> {
  return (await find(admin, named, actor)).rule;
}

async function find(
  admin: Administration,
  named: RuleName,
  actor: Actor,
): Promise<{ readonly policy: AccessPolicyRecord; readonly rule: AccessPolicyRuleRecord }> {
  const policy = await getAccessPolicy(admin, named, actor);
  const rule = await admin.management.policies.findRule(actor.orgId, policy.id, named.ruleId);
  if (rule === undefined) throw notFound(named.ruleId, 'PolicyRule');
  return { policy, rule };
}

export async function createAccessPolicyRule(
  admin: Administration,
  creation: PolicyName & { readonly input: AccessPolicyRuleInput; readonly system?: boolean },
  actor: Actor,
): Promise<AccessPolicyRuleRecord> {
  const { input, system = false } = creation;
  const policy = await getAccessPolicy(admin, creation, actor);
  const now = admin.engine.clock.now();
  const rule = {
    id: newId(admin.engine.random, '0pr'),
    orgId: actor.orgId,
    policyId: policy.id,
    system,
    ...settingsOf(input),
    createdAt: now,
    updatedAt: now,
  };
  const event = changeEvent(admin, actor, {
    eventType: 'policy.rule.add',
    displayMessage: 'Add policy rule',
    targets: [ruleTarget(rule), policyTarget(policy)],
  });
  await admin.management.policies.insertRule({ rule, priority: input.priority ?? undefined, event });
  await serverChanged(admin, policy.serverId);
  return getAccessPolicyRule(admin, { ...creation, ruleId: rule.id }, actor);
}

export async function replaceAccessPolicyRule(
  admin: Administration,
  replacement: RuleName & { readonly input: AccessPolicyRuleInput },
  actor: Actor,
): Promise<AccessPolicyRuleRecord> {
  const { input } = replacement;
  const { policy, rule: before } = await find(admin, replacement, actor);
  const { priority: _, ...kept } = before;
  const rule = { ...kept, ...settingsOf(input), updatedAt: admin.engine.clock.now() };
  const { name, status, conditions, actions } = before;
  const event = changeEvent(admin, actor, {
    eventType: 'policy.rule.update',
    displayMessage: 'Update policy rule',
    targets: [ruleTarget(rule), policyTarget(policy)],
    changes: changedFields({ name, status, conditions, actions }, settingsOf(input)),
  });
  if (!(await admin.management.policies.replaceRule({ rule, priority: input.priority ?? undefined, event })))
    throw notFound(before.id, 'PolicyRule');
  await serverChanged(admin, policy.serverId);
  return getAccessPolicyRule(admin, replacement, actor);
}

/** Setting the status it has changes nothing. */
export async function setAccessPolicyRuleStatus(
  admin: Administration,
  change: RuleName & { readonly status: 'ACTIVE' | 'INACTIVE' },
  actor: Actor,
): Promise<void> {
  const { policy, rule } = await find(admin, change, actor);
  const verb = change.status === 'ACTIVE' ? 'activate' : 'deactivate';
  const event = changeEvent(admin, actor, {
    eventType: `policy.rule.${verb}`,
    displayMessage: `Policy rule: ${verb}`,
    targets: [ruleTarget(rule), policyTarget(policy)],
  });
  await admin.management.policies.setRuleStatus({
    orgId: actor.orgId,
    id: rule.id,
    status: change.status,
    now: admin.engine.clock.now(),
    event,
  });
  await serverChanged(admin, policy.serverId);
}

export async function deleteAccessPolicyRule(admin: Administration, named: RuleName, actor: Actor): Promise<void> {
  const { policy, rule } = await find(admin, named, actor);
  if (rule.system) throw new ApiError('E0000038', { summary: 'A system rule cannot be deleted.' });
  const event = changeEvent(admin, actor, {
    eventType: 'policy.rule.delete',
    displayMessage: 'Delete policy rule',
    targets: [ruleTarget(rule), policyTarget(policy)],
  });
  if (!(await admin.management.policies.deleteRule({ orgId: actor.orgId, policyId: policy.id, id: rule.id, event })))
    throw notFound(rule.id, 'PolicyRule');
  await serverChanged(admin, policy.serverId);
}

function settingsOf(input: AccessPolicyRuleInput) {
  const { accessTokenLifetimeMinutes, refreshTokenLifetimeMinutes, refreshTokenWindowMinutes } = input.actions.token;
  return {
    name: input.name,
    status: input.status,
    conditions: input.conditions,
    actions: { token: { accessTokenLifetimeMinutes, refreshTokenLifetimeMinutes, refreshTokenWindowMinutes } },
  };
}
