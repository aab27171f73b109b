/** `/api/v1/authorizationServers/{authServerId}/policies` and their rules (okta-api 3.7). */
import type { accessPolicyOperations, accessPolicyOutput, accessPolicyRuleOutput } from '@countersign/contracts';
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
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';
import type { CallFacts } from './operation-call.js';

export function accessPolicyHandlers(server: ServerContext): Handlers<typeof accessPolicyOperations> {
  return { ...policyHandlers(server), ...ruleHandlers(server) };
}

type RuleOperation = Extract<keyof typeof accessPolicyOperations, `${string}Rule` | `${string}Rules`>;
type PolicyHandlers = Handlers<Omit<typeof accessPolicyOperations, RuleOperation>>;
type RuleHandlers = Handlers<Pick<typeof accessPolicyOperations, RuleOperation>>;

function policyHandlers(server: ServerContext): PolicyHandlers {
  const setStatus = (call: PolicyCall, status: 'ACTIVE' | 'INACTIVE') =>
    setAccessPolicyStatus(server, { ...policyName(call), status }, call.actor);
  return {
    listAuthorizationServerPolicies: async (call) =>
      (await listAccessPolicies(server, call.path.authServerId, call.actor)).map((policy) => presentPolicy(policy, call)),
    createAuthorizationServerPolicy: async (call) =>
      presentPolicy(await createAccessPolicy(server, { serverId: call.path.authServerId, input: call.body() }, call.actor), call),
    getAuthorizationServerPolicy: async (call) => presentPolicy(await getAccessPolicy(server, policyName(call), call.actor), call),
    async replaceAuthorizationServerPolicy(call) {
      await getAccessPolicy(server, policyName(call), call.actor);
      return presentPolicy(await replaceAccessPolicy(server, { ...policyName(call), input: call.body() }, call.actor), call);
    },
    deleteAuthorizationServerPolicy: (call) => deleteAccessPolicy(server, policyName(call), call.actor),
    activateAuthorizationServerPolicy: (call) => setStatus(call, 'ACTIVE'),
    deactivateAuthorizationServerPolicy: (call) => setStatus(call, 'INACTIVE'),
  };
}

function ruleHandlers(server: ServerContext): RuleHandlers {
  const setStatus = (call: RuleCall, status: 'ACTIVE' | 'INACTIVE') =>
    setAccessPolicyRuleStatus(server, { ...ruleName(call), status }, call.actor);
  return {
    listAuthorizationServerPolicyRules: async (call) =>
      (await listAccessPolicyRules(server, policyName(call), call.actor)).map((rule) => presentRule(rule, call)),
    createAuthorizationServerPolicyRule: async (call) =>
      presentRule(await createAccessPolicyRule(server, { ...policyName(call), input: call.body() }, call.actor), call),
    getAuthorizationServerPolicyRule: async (call) => presentRule(await getAccessPolicyRule(server, ruleName(call), call.actor), call),
    async replaceAuthorizationServerPolicyRule(call) {
      await getAccessPolicyRule(server, ruleName(call), call.actor);
      return presentRule(await replaceAccessPolicyRule(server, { ...ruleName(call), input: call.body() }, call.actor), call);
    },
    deleteAuthorizationServerPolicyRule: (call) => deleteAccessPolicyRule(server, ruleName(call), call.actor),
    activateAuthorizationServerPolicyRule: (call) => setStatus(call, 'ACTIVE'),
    deactivateAuthorizationServerPolicyRule: (call) => setStatus(call, 'INACTIVE'),
  };
}

type PolicyCall = CallFacts & { readonly path: { readonly authServerId: string; readonly policyId: string } };
type RuleCall = PolicyCall & { readonly path: { readonly ruleId: string } };

const policyName = ({ path }: PolicyCall) => ({ serverId: path.authServerId, policyId: path.policyId });
const ruleName = (call: RuleCall) => ({ ...policyName(call), ruleId: call.path.ruleId });

function presentPolicy(policy: AccessPolicyRecord, { orgUrl }: CallFacts): Presented<z.output<typeof accessPolicyOutput>> {
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
      self: link(orgUrl, path, 'GET', 'PUT', 'DELETE'),
      rules: link(orgUrl, `${path}/rules`, 'GET', 'POST'),
      ...statusLink(policy.status, path, orgUrl),
    },
  };
}

function presentRule(rule: AccessPolicyRuleRecord, { orgUrl, path }: PolicyCall): Presented<z.output<typeof accessPolicyRuleOutput>> {
  const own = `/authorizationServers/${encodeURIComponent(path.authServerId)}/policies/${rule.policyId}/rules/${rule.id}`;
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
    _links: { self: link(orgUrl, own, 'GET', 'PUT', 'DELETE'), ...statusLink(rule.status, own, orgUrl) },
  };
}

function statusLink(status: 'ACTIVE' | 'INACTIVE', path: string, orgUrl: string) {
  const verb = status === 'ACTIVE' ? 'deactivate' : 'activate';
  return { [verb]: link(orgUrl, `${path}/lifecycle/${verb}`, 'POST') };
}
