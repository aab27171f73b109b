import type { AccessPolicyRecord, AccessPolicyRuleRecord, AccessPolicyStore } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { change, changeAfter } from './change.js';
import { lockParent, renumber, takePlace } from './priorities.js';

interface PolicyRow {
  readonly id: string;
  readonly org_id: string;
  readonly authorization_server_id: string;
  readonly name: string;
  readonly description: string;
  readonly priority: number;
  readonly status: AccessPolicyRecord['status'];
  readonly system: boolean;
  readonly clients: readonly string[];
  readonly created_at: number;
  readonly updated_at: number;
}
interface RuleRow {
  readonly id: string;
  readonly org_id: string;
  readonly policy_id: string;
  readonly name: string;
  readonly priority: number;
  readonly status: AccessPolicyRuleRecord['status'];
  readonly system: boolean;
  readonly conditions: AccessPolicyRuleRecord['conditions'];
  readonly actions: AccessPolicyRuleRecord['actions'];
  readonly created_at: number;
  readonly updated_at: number;
}

const policies = { table: 'access_policy', parent: 'authorization_server_id', parentTable: 'authorization_server' } as const;
const rules = { table: 'access_policy_rule', parent: 'policy_id', parentTable: 'access_policy' } as const;

export function createAccessPolicyStore({ database }: { readonly database: Database }): AccessPolicyStore {
  return { ...createPolicies(database), ...createRules(database) };
}

function createPolicies(
  database: Database,
): Pick<AccessPolicyStore, 'listPolicies' | 'findPolicy' | 'insertPolicy' | 'replacePolicy' | 'setPolicyStatus' | 'deletePolicy'> {
  return {
    async listPolicies(orgId, serverId) {
      const text = 'select * from access_policy where org_id = $1 and authorization_server_id = $2 order by priority, id';
      return (await database.query<PolicyRow>({ name: 'managed-policies', text, values: [orgId, serverId] })).rows.map(toPolicy);
    },
    async findPolicy(orgId, serverId, id) {
      const text = 'select * from access_policy where org_id = $1 and authorization_server_id = $2 and id = $3';
      return (await database.query<PolicyRow>({ name: 'managed-policy', text, values: [orgId, serverId, id] })).rows.map(toPolicy)[0];
    },
    async insertPolicy({ policy, priority, event }) {
      const text = `insert into access_policy (id, org_id, authorization_server_id, name, description, priority, status, system, clients, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) returning id`;
      const { id, orgId, serverId, name, description, status, system, clients, createdAt } = policy;
      const values = [
        id,
        orgId,
        serverId,
        name,
        description,
        takePlace(priority),
        status,
        system,
        JSON.stringify(clients),
        toTimestamp(createdAt),
      ];
      const place = { ...policies, parentId: serverId, id };
      await changeAfter(database, [lockParent(place)], { name: 'policy-insert', text, values, event }, [renumber(place)]);
    },
    async replacePolicy({ policy, priority, event }) {
      const text = `update access_policy set name = $4, description = $5, status = $6, clients = $7, updated_at = $8
        where org_id = $1 and authorization_server_id = $2 and id = $3 returning id`;
      const { id, orgId, serverId, name, description, status, clients, updatedAt } = policy;
      const values = [orgId, serverId, id, name, description, status, JSON.stringify(clients), toTimestamp(updatedAt)];
      const place = { ...policies, parentId: serverId, id };
      const moves = priority === undefined ? [] : [renumber(place, priority)];
      return (await changeAfter(database, [lockParent(place)], { name: 'policy-replace', text, values, event }, moves)).rowCount > 0;
    },
    setPolicyStatus({ orgId, id, status, now, event }) {
      const text = 'update access_policy set status = $3, updated_at = $4 where org_id = $1 and id = $2 and status <> $3 returning id';
      return change(database, { name: 'policy-status', text, values: [orgId, id, status, toTimestamp(now)], event });
    },
    async deletePolicy({ orgId, serverId, id, event }) {
      const text = 'delete from access_policy where org_id = $1 and id = $2 and authorization_server_id = $3 and not system returning id';
      const place = { ...policies, parentId: serverId, id };
      const write = { name: 'policy-delete', text, values: [orgId, id, serverId], event };
      return (await changeAfter(database, [lockParent(place)], write, [renumber(place)])).rowCount > 0;
    },
  };
}

function createRules(
  database: Database,
): Pick<AccessPolicyStore, 'listRules' | 'findRule' | 'insertRule' | 'replaceRule' | 'setRuleStatus' | 'deleteRule'> {
  return {
    async listRules(orgId, policyId) {
      const text = 'select * from access_policy_rule where org_id = $1 and policy_id = $2 order by priority, id';
      return (await database.query<RuleRow>({ name: 'managed-rules', text, values: [orgId, policyId] })).rows.map(toRule);
    },
    async findRule(orgId, policyId, id) {
      const text = 'select * from access_policy_rule where org_id = $1 and policy_id = $2 and id = $3';
      return (await database.query<RuleRow>({ name: 'managed-rule', text, values: [orgId, policyId, id] })).rows.map(toRule)[0];
    },
    async insertRule({ rule, priority, event }) {
      const text = `insert into access_policy_rule (id, org_id, policy_id, name, priority, status, system, conditions, actions, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) returning id`;
      const { id, orgId, policyId, name, status, system, conditions, actions, createdAt } = rule;
      const values = [id, orgId, policyId, name, takePlace(priority), status, system, conditions, actions, toTimestamp(createdAt)];
      const place = { ...rules, parentId: policyId, id };
      await changeAfter(database, [lockParent(place)], { name: 'rule-insert', text, values, event }, [renumber(place)]);
    },
    async replaceRule({ rule, priority, event }) {
      const text = `update access_policy_rule set name = $4, status = $5, conditions = $6, actions = $7, updated_at = $8
        where org_id = $1 and policy_id = $2 and id = $3 returning id`;
      const { id, orgId, policyId, name, status, conditions, actions, updatedAt } = rule;
      const values = [orgId, policyId, id, name, status, conditions, actions, toTimestamp(updatedAt)];
      const place = { ...rules, parentId: policyId, id };
      const moves = priority === undefined ? [] : [renumber(place, priority)];
      return (await changeAfter(database, [lockParent(place)], { name: 'rule-replace', text, values, event }, moves)).rowCount > 0;
    },
    setRuleStatus({ orgId, id, status, now, event }) {
      const text = 'update access_policy_rule set status = $3, updated_at = $4 where org_id = $1 and id = $2 and status <> $3 returning id';
      return change(database, { name: 'rule-status', text, values: [orgId, id, status, toTimestamp(now)], event });
    },
    async deleteRule({ orgId, policyId, id, event }) {
      const text = 'delete from access_policy_rule where org_id = $1 and id = $2 and policy_id = $3 and not system returning id';
      const place = { ...rules, parentId: policyId, id };
      const write = { name: 'rule-delete', text, values: [orgId, id, policyId], event };
      return (await changeAfter(database, [lockParent(place)], write, [renumber(place)])).rowCount > 0;
    },
  };
}

function toPolicy(row: PolicyRow): AccessPolicyRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    serverId: row.authorization_server_id,
    name: row.name,
    description: row.description,
    priority: row.priority,
    status: row.status,
    system: row.system,
    clients: row.clients,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toRule(row: RuleRow): AccessPolicyRuleRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    policyId: row.policy_id,
    name: row.name,
    priority: row.priority,
    status: row.status,
    system: row.system,
    conditions: row.conditions,
    actions: row.actions,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
