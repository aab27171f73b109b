/**
 * The org and what every org has: the group `Everyone`, its own authorization server, a key pair for Web Push, the `default` server
 * with a policy that allows the browser flow but not CIBA (the guide's step 5 ticks it). Each step looks first, so that a start that
 * died half-way is completed by the next.
 */
import {
  accessPolicyInput,
  accessPolicyRuleInput,
  authorizationServerInput,
  pushProviderInput,
  type AccessPolicyRuleInput,
  type ThemeColours,
} from '@countersign/contracts';
import { grantTypes } from '@countersign/contracts/wire';
import {
  createAccessPolicy,
  createAccessPolicyRule,
  createAuthorizationServer,
  createEveryone,
  createOrgAuthorizationServer,
  createPushProvider,
  ensureDefaultBrand,
  listAccessPolicies,
  listAccessPolicyRules,
  systemAdministrator,
  type Administration,
  type AuthorizationServerRecord,
} from '@countersign/engine';

export interface OrgParts {
  readonly orgId: string;
  readonly orgUrl: string;
  /** The Default Policy Rule of the `default` server allows CIBA from the start. */
  readonly allowCiba: boolean;
  /** The default brand, where there is none yet. */
  readonly brand: { readonly name: string; readonly colours?: ThemeColours };
}

export async function ensureOrgParts(admin: Administration, { orgId, orgUrl, allowCiba, brand }: OrgParts): Promise<void> {
  const actor = systemAdministrator(orgId);
  const { authorizationServers, groups } = admin.management;
  if ((await groups.findEveryone(orgId)) === undefined) await createEveryone(admin, actor);
  if ((await authorizationServers.find(orgId, orgId)) === undefined) await createOrgAuthorizationServer(admin, orgUrl, actor);
  await ensureWebPushProvider(admin, orgId);
  await ensureDefaultBrand(admin, brand, actor);
  const server = (await authorizationServers.find(orgId, 'default')) ?? (await createDefaultServer(admin, orgId));
  await ensureDefaultPolicy(admin, { orgId, serverId: server.id, allowCiba });
}

/** The key pair authenticators push to browsers with (RFC 8292); each org has its own (decisions 2.9). */
export async function ensureWebPushProvider(admin: Administration, orgId: string): Promise<string> {
  const [known] = await admin.management.pushProviders.list(orgId, 'WEBPUSH');
  if (known !== undefined) return known.id;
  const input = pushProviderInput.parse({ providerType: 'WEBPUSH', name: 'Web Push' });
  return (await createPushProvider(admin, input, systemAdministrator(orgId))).id;
}

function createDefaultServer(admin: Administration, orgId: string): Promise<AuthorizationServerRecord> {
  const input = authorizationServerInput.parse({
    name: 'default',
    description: 'Default authorization server',
    audiences: ['api://default'],
  });
  return createAuthorizationServer(admin, { input, isDefault: true }, systemAdministrator(orgId));
}

/** Okta-api 3.7. An administrator may have removed or changed it since: only a server without any policy gets one. */
async function ensureDefaultPolicy(
  admin: Administration,
  { orgId, serverId, allowCiba }: { orgId: string; serverId: string; allowCiba: boolean },
): Promise<void> {
  const actor = systemAdministrator(orgId);
  const [first] = await listAccessPolicies(admin, serverId, actor);
  const policy =
    first ??
    (await createAccessPolicy(
      admin,
      {
        serverId,
        input: accessPolicyInput.parse({
          type: 'OAUTH_AUTHORIZATION_POLICY',
          name: 'Default Policy',
          description: 'Default policy',
          conditions: { clients: { include: ['ALL_CLIENTS'] } },
        }),
        system: true,
      },
      actor,
    ));
  const named = { serverId, policyId: policy.id };
  if ((await listAccessPolicyRules(admin, named, actor)).length > 0) return;
  await createAccessPolicyRule(admin, { ...named, input: defaultRule(allowCiba), system: true }, actor);
}

function defaultRule(allowCiba: boolean): AccessPolicyRuleInput {
  const grants = [grantTypes.authorizationCode, grantTypes.refreshToken, grantTypes.clientCredentials, grantTypes.jwtBearer];
  return accessPolicyRuleInput.parse({
    type: 'RESOURCE_ACCESS',
    name: 'Default Policy Rule',
    conditions: {
      people: { groups: { include: ['EVERYONE'] } },
      grantTypes: { include: allowCiba ? [...grants, grantTypes.ciba] : grants },
      scopes: { include: ['*'] },
    },
    actions: { token: { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10_080 } },
  });
}
