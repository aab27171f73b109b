/** Claims of a custom authorization server (okta-api 3.7). Of system claims only status, scopes and inclusion can change. */
import type { ClaimInput, SystemClaimInput } from '@countersign/contracts';
import type { AuthorizationServerRecord, ClaimRecord } from '../../ports/management/managed-authorization-server-store.js';
import { ApiError, notFound } from '../api-error.js';
import { newId } from '../id.js';
import { changeEvent, type Actor, type Administration } from './administration.js';
import { getAuthorizationServer, serverChanged, serverTarget } from './authorization-servers.js';
import { type ChangedFields, changedFields } from './changed-fields.js';

interface ClaimName {
  readonly serverId: string;
  readonly id: string;
}

export async function listClaims(admin: Administration, serverId: string, actor: Actor): Promise<readonly ClaimRecord[]> {
  const server = await getAuthorizationServer(admin, serverId, actor);
  return admin.management.authorizationServers.listClaims(actor.orgId, server.id);
}

/** Throws E0000007. */
export async function getClaim(admin: Administration, named: ClaimName, actor: Actor): Promise<ClaimRecord> {
  const claim = (await listClaims(admin, named.serverId, actor)).find(({ id }) => id === named.id);
  if (claim === undefined) throw notFound(named.id, 'OAuth2Claim');
  return claim;
}

export async function createClaim(
  admin: Administration,
  creation: { readonly serverId: string; readonly input: ClaimInput },
  actor: Actor,
): Promise<ClaimRecord> {
  const server = await getAuthorizationServer(admin, creation.serverId, actor);
  const claim: ClaimRecord = { id: newId(admin.engine.random, 'ocl'), system: false, ...settingsOf(creation.input) };
  const event = claimEvent(admin, actor, { verb: 'created', server, claim });
  await admin.management.authorizationServers.insertClaim({
    orgId: actor.orgId,
    serverId: server.id,
    claim,
    now: admin.engine.clock.now(),
    event,
  });
  await serverChanged(admin, server.id);
  return claim;
}

export function replaceClaim(
  admin: Administration,
  replacement: ClaimName & { readonly before: ClaimRecord; readonly input: ClaimInput },
  actor: Actor,
): Promise<ClaimRecord> {
  const { before, input } = replacement;
  return write(
    admin,
    { serverId: replacement.serverId, before, claim: { id: before.id, system: before.system, ...settingsOf(input) } },
    actor,
  );
}

export function replaceSystemClaim(
  admin: Administration,
  replacement: ClaimName & { readonly before: ClaimRecord; readonly input: SystemClaimInput },
  actor: Actor,
): Promise<ClaimRecord> {
  const { before, input } = replacement;
  const alwaysIncludeInToken = before.claimType === 'RESOURCE' || input.alwaysIncludeInToken;
  const claim: ClaimRecord = { ...before, status: input.status, alwaysIncludeInToken, scopes: input.conditions.scopes };
  return write(admin, { serverId: replacement.serverId, before, claim }, actor);
}

async function write(
  admin: Administration,
  change: { readonly serverId: string; readonly before: ClaimRecord; readonly claim: ClaimRecord },
  actor: Actor,
): Promise<ClaimRecord> {
  const { before, claim } = change;
  const server = await getAuthorizationServer(admin, change.serverId, actor);
  const event = claimEvent(admin, actor, { verb: 'updated', server, claim, changes: changedFields(before, claim) });
  const done = await admin.management.authorizationServers.replaceClaim({
    orgId: actor.orgId,
    serverId: server.id,
    claim,
    now: admin.engine.clock.now(),
    event,
  });
  if (!done) throw notFound(claim.id, 'OAuth2Claim');
  await serverChanged(admin, server.id);
  return claim;
}

export async function deleteClaim(admin: Administration, named: ClaimName, actor: Actor): Promise<void> {
  const server = await getAuthorizationServer(admin, named.serverId, actor);
  const claim = await getClaim(admin, named, actor);
  if (claim.system) throw new ApiError('E0000038', { summary: 'A system claim cannot be deleted.' });
  const event = claimEvent(admin, actor, { verb: 'deleted', server, claim });
  await admin.management.authorizationServers.deleteClaim({
    orgId: actor.orgId,
    serverId: server.id,
    id: claim.id,
    now: admin.engine.clock.now(),
    event,
  });
  await serverChanged(admin, server.id);
}

function settingsOf(input: ClaimInput) {
  return {
    name: input.name,
    status: input.status,
    claimType: input.claimType,
    valueType: input.valueType,
    value: input.value,
    groupFilterType: input.valueType === 'GROUPS' ? (input.group_filter_type ?? null) : null,
    alwaysIncludeInToken: input.alwaysIncludeInToken,
    scopes: input.conditions.scopes,
  };
}

interface EventFacts {
  readonly verb: string;
  readonly server: AuthorizationServerRecord;
  readonly claim: ClaimRecord;
  readonly changes?: ChangedFields | undefined;
}

function claimEvent(admin: Administration, actor: Actor, { verb, server, claim, changes }: EventFacts) {
  return changeEvent(admin, actor, {
    eventType: `oauth2.claim.${verb}`,
    displayMessage: `OAuth 2.0 claim ${verb}`,
    targets: [{ id: claim.id, type: 'Claim', displayName: claim.name }, serverTarget(server)],
    changes,
  });
}
