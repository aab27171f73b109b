/** Access policies of a custom authorization server (okta-api 3.7). Their rules: access-policy-rules.ts; what they mean: domain/authorization-server. */
import type { AccessPolicyInput } from '@countersign/contracts';
import type { AccessPolicyRecord } from '../../ports/management/access-policy-store.js';
import { ApiError, notFound } from '../api-error.js';
import type { LogEntity } from '../event/system-log-event.js';
import { newId } from '../id.js';
import { changeEvent, type Actor, type Administration } from './administration.js';
import { getAuthorizationServer, serverChanged, serverTarget } from './authorization-servers.js';
import { changedFields } from './changed-fields.js';

export interface PolicyName {
  readonly serverId: string;
  readonly policyId: string;
}

export const policyTarget = (policy: Pick<AccessPolicyRecord, 'id' | 'name'>): LogEntity => ({
  id: policy.id,
  type: 'PolicyEntity',
  displayName: policy.name,
});

export async function listAccessPolicies(admin: Administration, serverId: string, actor: Actor): Promise<readonly AccessPolicyRecord[]> {
  const server = await getAuthorizationServer(admin, serverId, actor);
  return admin.management.policies.listPolicies(actor.orgId, server.id);
}

/** Throws E0000007. */
export async function getAccessPolicy(admin: Administration, named: PolicyName, actor: Actor): Promise<AccessPolicyRecord> {
  const server = await getAuthorizationServer(admin, named.serverId, actor);
  const policy = await admin.management.policies.findPolicy(actor.orgId, server.id, named.policyId);
  if (policy === undefined) throw notFound(named.policyId, 'Policy');
  return policy;
}

/** `system` marks what came with the server and cannot be deleted. */
export async function createAccessPolicy(
  admin: Administration,
  creation: { readonly serverId: string; readonly input: AccessPolicyInput; readonly system?: boolean },
  actor: Actor,
): Promise<AccessPolicyRecord> {
  const { input, system = false } = creation;
  const server = await getAuthorizationServer(admin, creation.serverId, actor);
  const now = admin.engine.clock.now();
  const policy = {
    id: newId(admin.engine.random, '00p'),
    orgId: actor.orgId,
    serverId: server.id,
    system,
    ...settingsOf(input),
    createdAt: now,
    updatedAt: now,
  };
  const event = changeEvent(admin, actor, {
    eventType: 'policy.lifecycle.create',
    displayMessage: 'Create policy',
    targets: [policyTarget(policy), serverTarget(server)],
  });
  await admin.management.policies.insertPolicy({ policy, priority: input.priority ?? undefined, event });
  await serverChanged(admin, server.id);
  return getAccessPolicy(admin, { serverId: server.id, policyId: policy.id }, actor);
}

export async function replaceAccessPolicy(
  admin: Administration,
  replacement: PolicyName & { readonly input: AccessPolicyInput },
  actor: Actor,
): Promise<AccessPolicyRecord> {
  const { input } = replacement;
  const before = await getAccessPolicy(admin, replacement, actor);
  const { priority: _, ...kept } = before;
  const policy = { ...kept, ...settingsOf(input), updatedAt: admin.engine.clock.now() };
  const { name, description, status, clients } = before;
  const event = changeEvent(admin, actor, {
    eventType: 'policy.lifecycle.update',
    displayMessage: 'Update policy',
    targets: [policyTarget(policy)],
    changes: changedFields({ name, description, status, clients }, settingsOf(input)),
  });
  if (!(await admin.management.policies.replacePolicy({ policy, priority: input.priority ?? undefined, event })))
    throw notFound(before.id, 'Policy');
  await serverChanged(admin, before.serverId);
  return getAccessPolicy(admin, { serverId: before.serverId, policyId: before.id }, actor);
}

/** Setting the status it has changes nothing. */
export async function setAccessPolicyStatus(
  admin: Administration,
  change: PolicyName & { readonly status: 'ACTIVE' | 'INACTIVE' },
  actor: Actor,
): Promise<void> {
  const policy = await getAccessPolicy(admin, change, actor);
  const verb = change.status === 'ACTIVE' ? 'activate' : 'deactivate';
  const event = changeEvent(admin, actor, {
    eventType: `policy.lifecycle.${verb}`,
    displayMessage: `Policy: ${verb}`,
    targets: [policyTarget(policy)],
  });
  await admin.management.policies.setPolicyStatus({
    orgId: actor.orgId,
    id: policy.id,
    status: change.status,
    now: admin.engine.clock.now(),
    event,
  });
  await serverChanged(admin, policy.serverId);
}

export async function deleteAccessPolicy(admin: Administration, named: PolicyName, actor: Actor): Promise<void> {
  const policy = await getAccessPolicy(admin, named, actor);
  if (policy.system) throw new ApiError('E0000038', { summary: 'A system policy cannot be deleted.' });
  const event = changeEvent(admin, actor, {
    eventType: 'policy.lifecycle.delete',
    displayMessage: 'Delete policy',
    targets: [policyTarget(policy)],
  });
  if (!(await admin.management.policies.deletePolicy({ orgId: actor.orgId, serverId: policy.serverId, id: policy.id, event })))
    throw notFound(policy.id, 'Policy');
  await serverChanged(admin, policy.serverId);
}

function settingsOf(input: AccessPolicyInput) {
  return { name: input.name, description: input.description, status: input.status, clients: input.conditions.clients.include };
}
