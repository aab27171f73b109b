/** Authorization servers whole: one query reads all of the org's, with scopes, claims, policies and rules. They are few and change rarely. */
import type {
  AccessPolicy,
  AccessPolicyRule,
  AuthorizationServer,
  AuthorizationServerStore,
  Claim,
  RuleActions,
  RuleConditions,
  Scope,
} from '@countersign/engine';
import { createDetailsTypeCache, type DetailsTypeRow, type DetailsTypesById } from './details-type-cache.js';
import type { DirectoryNeeds } from './directory-needs.js';
import { createRecordCache } from './record-cache.js';

interface ServerRow {
  readonly id: string;
  readonly org_id: string;
  readonly org_url: string;
  readonly kind: AuthorizationServer['kind'];
  readonly is_default: boolean;
  readonly name: string;
  readonly audience: string;
  readonly status: string;
  readonly rotation_mode: AuthorizationServer['rotationMode'];
  readonly signing_alg: AuthorizationServer['signingAlg'];
  readonly scopes: readonly ScopeRow[];
  readonly claims: readonly ClaimRow[];
  readonly details_types: readonly DetailsTypeRow[];
  readonly policies: readonly PolicyRow[];
}
interface ScopeRow {
  readonly name: string;
  readonly description: string;
  readonly system: boolean;
  readonly is_default: boolean;
  readonly consent: Scope['consent'];
  readonly metadata_publish: string;
}
interface ClaimRow {
  readonly name: string;
  readonly status: string;
  readonly claim_type: Claim['claimType'];
  readonly value_type: Claim['valueType'];
  readonly value: string;
  readonly group_filter_type: Claim['groupFilterType'] | null;
  readonly always_include_in_token: boolean;
  readonly scopes: readonly string[];
}
interface PolicyRow {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly clients: readonly string[];
  readonly rules: readonly RuleRow[];
}
interface RuleRow {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly conditions: RuleConditions;
  readonly actions: RuleActions;
}

const listSql = `
select s.id, s.org_id, o.url as org_url, s.kind, s.is_default, s.name, s.audience, s.status, s.rotation_mode, s.signing_alg,
  coalesce((select json_agg(row_to_json(c) order by c.name) from (
    select name, description, system, is_default, consent, metadata_publish from scope where authorization_server_id = s.id) c), '[]') as scopes,
  coalesce((select json_agg(row_to_json(c) order by c.id) from (
    select id, name, status, claim_type, value_type, value, group_filter_type, always_include_in_token, scopes
    from claim where authorization_server_id = s.id) c), '[]') as claims,
  coalesce((select json_agg(row_to_json(d) order by d.type) from (
    select id, type, version, schema, display from authorization_details_type where authorization_server_id = s.id) d), '[]') as details_types,
  coalesce((select json_agg(row_to_json(p) order by p.priority, p.id) from (
    select id, name, priority, status, clients,
      coalesce((select json_agg(row_to_json(r) order by r.priority, r.id) from (
        select id, name, priority, status, conditions, actions from access_policy_rule where policy_id = access_policy.id) r), '[]') as rules
    from access_policy where authorization_server_id = s.id) p), '[]') as policies
from authorization_server s join org o on o.id = s.org_id
where s.org_id = $1 order by s.created_at, s.id`;

interface Servers {
  readonly all: readonly AuthorizationServer[];
  /** By id; the default one by its alias too, the org's own by the empty text. */
  readonly byName: ReadonlyMap<string, AuthorizationServer>;
}

export function createAuthorizationServerStore({ database, bus, clock }: Omit<DirectoryNeeds, 'cipher'>): AuthorizationServerStore {
  const detailsTypeCache = createDetailsTypeCache();
  const cache = createRecordCache<Servers>({
    bus,
    clock,
    // issuers contain the org's URL
    records: ['authorization-server', 'org'],
    async load(orgId) {
      const { rows } = await database.query<ServerRow>({ name: 'authorization-servers', text: listSql, values: [orgId] });
      const detailsTypes = detailsTypeCache(
        orgId,
        rows.flatMap((row) => row.details_types),
      );
      const all = rows.map((row) => toAuthorizationServer(row, detailsTypes));
      return all.length === 0 ? undefined : { all, byName: index(all) };
    },
  });
  return {
    find: async (orgId, idOrAlias) => (await cache.get(orgId))?.byName.get(idOrAlias ?? ''),
    list: async (orgId) => (await cache.get(orgId))?.all ?? [],
  };
}

function index(servers: readonly AuthorizationServer[]): ReadonlyMap<string, AuthorizationServer> {
  const byName = new Map(servers.map((server) => [server.id, server]));
  for (const server of servers) {
    if (server.kind === 'org') byName.set('', server);
    else if (server.isDefault) byName.set('default', server);
  }
  return byName;
}

function toAuthorizationServer(row: ServerRow, detailsTypes: DetailsTypesById): AuthorizationServer {
  return {
    id: row.id,
    orgId: row.org_id,
    kind: row.kind,
    isDefault: row.is_default,
    name: row.name,
    issuer: row.kind === 'org' ? row.org_url : `${row.org_url}/oauth2/${row.is_default ? 'default' : row.id}`,
    audience: row.audience,
    active: row.status === 'ACTIVE',
    rotationMode: row.rotation_mode,
    signingAlg: row.signing_alg,
    scopes: new Map(row.scopes.map((scope) => [scope.name, toScope(scope)])),
    claims: row.claims.map(toClaim),
    authorizationDetailsTypes: new Map(
      row.details_types.flatMap(({ id, type }) => {
        const known = detailsTypes.get(id);
        return known === undefined ? [] : [[type, known.type] as const];
      }),
    ),
    policies: row.policies.map(toPolicy),
  };
}

function toScope(row: ScopeRow): Scope {
  return {
    name: row.name,
    description: row.description,
    system: row.system,
    isDefault: row.is_default,
    consent: row.consent,
    published: row.metadata_publish === 'ALL_CLIENTS',
  };
}

function toClaim(row: ClaimRow): Claim {
  return {
    name: row.name,
    claimType: row.claim_type,
    valueType: row.value_type,
    value: row.value,
    groupFilterType: row.group_filter_type ?? undefined,
    alwaysIncludeInToken: row.always_include_in_token,
    scopes: row.scopes,
    active: row.status === 'ACTIVE',
  };
}

function toPolicy(row: PolicyRow): AccessPolicy {
  return { id: row.id, name: row.name, active: row.status === 'ACTIVE', clients: row.clients, rules: row.rules.map(toRule) };
}

function toRule(row: RuleRow): AccessPolicyRule {
  const { conditions, actions } = row;
  return {
    id: row.id,
    name: row.name,
    active: row.status === 'ACTIVE',
    grantTypes: conditions.grantTypes.include,
    groups: conditions.people.groups.include,
    users: conditions.people.users.include,
    excludedGroups: conditions.people.groups.exclude,
    excludedUsers: conditions.people.users.exclude,
    scopes: conditions.scopes.include,
    lifetimes: {
      accessTokenSeconds: actions.token.accessTokenLifetimeMinutes * 60,
      refreshTokenSeconds: actions.token.refreshTokenLifetimeMinutes * 60,
      refreshTokenIdleSeconds: actions.token.refreshTokenWindowMinutes * 60,
      ruleId: row.id,
    },
  };
}
