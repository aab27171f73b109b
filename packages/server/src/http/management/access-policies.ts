/** `/api/v1/authorizationServers/{id}/policies` and their rules (okta-api 3.7). */
import { accessPolicyInput, accessPolicyRuleInput } from '@countersign/contracts';
import {
  type AccessPolicyRecord,
  type AccessPolicyRuleRecord,
  createAccessPolicy,
  createAccessPolicyRule,
  deleteAccessPolicy,
  deleteAccessPolicyRule,
  getAccessPolicy,
  getAccessPolicyRule,
  listAccessPolicies,
  listAccessPolicyRules,
  replaceAccessPolicy,
  replaceAccessPolicyRule,
  setAccessPolicyRuleStatus,
  setAccessPolicyStatus,
} from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { link, time } from './links.js';
import { created, type ManagementCall, noContent, ok } from './management-call.js';
import type { Router } from './router.js';

const policies = '/authorizationServers/:serverId/policies';
const rules = `${policies}/:policyId/rules`;
const policyName = (call: ManagementCall) => ({ serverId: call.param('serverId'), policyId: call.param('policyId') });
const ruleName = (call: ManagementCall) => ({ ...policyName(call), ruleId: call.param('ruleId') });

export function accessPolicyRoutes(routes: Router, server: ServerContext): void {
  routes.get(policies, async (call) =>
    ok((await listAccessPolicies(server, call.param('serverId'), call.actor)).map((policy) => presentPolicy(policy, call))),
  );
  routes.post(policies, async (call) => {
    const creation = { serverId: call.param('serverId'), input: call.body(accessPolicyInput) };
    return created(presentPolicy(await createAccessPolicy(server, creation, call.actor), call));
  });
  routes.get(`${policies}/:policyId`, async (call) => ok(presentPolicy(await getAccessPolicy(server, policyName(call), call.actor), call)));
  routes.put(`${policies}/:policyId`, async (call) => {
    await getAccessPolicy(server, policyName(call), call.actor);
    return ok(
      presentPolicy(await replaceAccessPolicy(server, { ...policyName(call), input: call.body(accessPolicyInput) }, call.actor), call),
    );
  });
  routes.delete(`${policies}/:policyId`, async (call) => {
    await deleteAccessPolicy(server, policyName(call), call.actor);
    return noContent;
  });
  const setStatus = async (call: ManagementCall, status: 'ACTIVE' | 'INACTIVE') => {
    await setAccessPolicyStatus(server, { ...policyName(call), status }, call.actor);
    return noContent;
  };
  routes.post(`${policies}/:policyId/lifecycle/activate`, (call) => setStatus(call, 'ACTIVE'));
  routes.post(`${policies}/:policyId/lifecycle/deactivate`, (call) => setStatus(call, 'INACTIVE'));
  ruleRoutes(routes, server);
}

function ruleRoutes(routes: Router, server: ServerContext): void {
  routes.get(rules, async (call) =>
    ok((await listAccessPolicyRules(server, policyName(call), call.actor)).map((rule) => presentRule(rule, call))),
  );
  routes.post(rules, async (call) => {
    const creation = { ...policyName(call), input: call.body(accessPolicyRuleInput) };
    return created(presentRule(await createAccessPolicyRule(server, creation, call.actor), call));
  });
  routes.get(`${rules}/:ruleId`, async (call) => ok(presentRule(await getAccessPolicyRule(server, ruleName(call), call.actor), call)));
  routes.put(`${rules}/:ruleId`, async (call) => {
    await getAccessPolicyRule(server, ruleName(call), call.actor);
    return ok(
      presentRule(await replaceAccessPolicyRule(server, { ...ruleName(call), input: call.body(accessPolicyRuleInput) }, call.actor), call),
    );
  });
  routes.delete(`${rules}/:ruleId`, async (call) => {
    await deleteAccessPolicyRule(server, ruleName(call), call.actor);
    return noContent;
  });
  const setStatus = async (call: ManagementCall, status: 'ACTIVE' | 'INACTIVE') => {
    await setAccessPolicyRuleStatus(server, { ...ruleName(call), status }, call.actor);
    return noContent;
  };
  routes.post(`${rules}/:ruleId/lifecycle/activate`, (call) => setStatus(call, 'ACTIVE'));
  routes.post(`${rules}/:ruleId/lifecycle/deactivate`, (call) => setStatus(call, 'INACTIVE'));
}

function presentPolicy(policy: AccessPolicyRecord, call: ManagementCall): object {
  const path = `/authorizationServers/${policy.serverId}/policies/${policy.id}`;
  return {
    id: policy.id,
    type: 'OAUTH_AUTHORIZATION_POLICY',
    status: policy.status,
    name: policy.name,
    description: policy.description,
    priority: policy.priority,
    system: policy.system,
    conditions: { clients: { include: policy.clients } },
    created: time(policy.createdAt),
    lastUpdated: time(policy.updatedAt),
    _links: {
      self: link(call.orgUrl, path, 'GET', 'PUT', 'DELETE'),
      rules: link(call.orgUrl, `${path}/rules`, 'GET', 'POST'),
      ...statusLink(policy.status, path, call),
    },
  };
}

function presentRule(rule: AccessPolicyRuleRecord, call: ManagementCall): object {
  const path = `/authorizationServers/${encodeURIComponent(call.param('serverId'))}/policies/${rule.policyId}/rules/${rule.id}`;
  return {
    id: rule.id,
    type: 'RESOURCE_ACCESS',
    status: rule.status,
    name: rule.name,
    priority: rule.priority,
    system: rule.system,
    conditions: rule.conditions,
    actions: rule.actions,
    created: time(rule.createdAt),
    lastUpdated: time(rule.updatedAt),
    _links: { self: link(call.orgUrl, path, 'GET', 'PUT', 'DELETE'), ...statusLink(rule.status, path, call) },
  };
}

function statusLink(status: 'ACTIVE' | 'INACTIVE', path: string, call: ManagementCall) {
  const verb = status === 'ACTIVE' ? 'deactivate' : 'activate';
  return { [verb]: link(call.orgUrl, `${path}/lifecycle/${verb}`, 'POST') };
}
