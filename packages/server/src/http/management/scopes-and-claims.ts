/** `/api/v1/authorizationServers/{id}/scopes` and `/claims` (okta-api 3.7). */
import { claimInput, scopeInput, scopeReplacement, systemClaimInput, type ClaimInput } from '@countersign/contracts';
import {
  type ClaimRecord,
  createClaim,
  createScope,
  deleteClaim,
  deleteScope,
  findClaimFault,
  getClaim,
  getScope,
  listClaims,
  listScopes,
  replaceClaim,
  replaceScope,
  replaceSystemClaim,
  type ScopeRecord,
  validationFailed,
} from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { link } from './links.js';
import { created, type ManagementCall, noContent, ok } from './management-call.js';
import type { Router } from './router.js';

export function scopeAndClaimRoutes(routes: Router, server: ServerContext): void {
  scopeRoutes(routes, server);
  claimRoutes(routes, server);
}

function scopeRoutes(routes: Router, server: ServerContext): void {
  const collection = '/authorizationServers/:serverId/scopes';
  const named = (call: ManagementCall) => ({ serverId: call.param('serverId'), id: call.param('id') });
  routes.get(collection, async (call) =>
    ok((await listScopes(server, call.param('serverId'), call.actor)).map((scope) => presentScope(scope, call))),
  );
  routes.post(collection, async (call) => {
    const creation = { serverId: call.param('serverId'), input: call.body(scopeInput) };
    return created(presentScope(await createScope(server, creation, call.actor), call));
  });
  routes.get(`${collection}/:id`, async (call) => ok(presentScope(await getScope(server, named(call), call.actor), call)));
  routes.put(`${collection}/:id`, async (call) => {
    await getScope(server, named(call), call.actor);
    return ok(presentScope(await replaceScope(server, { ...named(call), input: call.body(scopeReplacement) }, call.actor), call));
  });
  routes.delete(`${collection}/:id`, async (call) => {
    await deleteScope(server, named(call), call.actor);
    return noContent;
  });
}

function claimRoutes(routes: Router, server: ServerContext): void {
  const collection = '/authorizationServers/:serverId/claims';
  const named = (call: ManagementCall) => ({ serverId: call.param('serverId'), id: call.param('id') });
  routes.get(collection, async (call) =>
    ok((await listClaims(server, call.param('serverId'), call.actor)).map((claim) => presentClaim(claim, call))),
  );
  routes.post(collection, async (call) => {
    const creation = { serverId: call.param('serverId'), input: understoodClaim(call) };
    return created(presentClaim(await createClaim(server, creation, call.actor), call));
  });
  routes.get(`${collection}/:id`, async (call) => ok(presentClaim(await getClaim(server, named(call), call.actor), call)));
  routes.put(`${collection}/:id`, async (call) => {
    const before = await getClaim(server, named(call), call.actor);
    const claim = before.system
      ? await replaceSystemClaim(server, { ...named(call), before, input: call.body(systemClaimInput) }, call.actor)
      : await replaceClaim(server, { ...named(call), before, input: understoodClaim(call) }, call.actor);
    return ok(presentClaim(claim, call));
  });
  routes.delete(`${collection}/:id`, async (call) => {
    await deleteClaim(server, named(call), call.actor);
    return noContent;
  });
}

/** A claim that would silently stay out of every token is refused when it is written. */
function understoodClaim(call: ManagementCall): ClaimInput {
  const input = call.body(claimInput);
  const fault = findClaimFault({ ...input, groupFilterType: input.group_filter_type ?? undefined });
  if (fault !== undefined) throw validationFailed('value', [`value: ${fault}`]);
  return input;
}

function presentScope(scope: ScopeRecord, call: ManagementCall): object {
  const path = `/authorizationServers/${encodeURIComponent(call.param('serverId'))}/scopes/${scope.id}`;
  return {
    id: scope.id,
    name: scope.name,
    displayName: scope.displayName,
    description: scope.description,
    system: scope.system,
    metadataPublish: scope.metadataPublish,
    consent: scope.consent,
    default: scope.isDefault,
    optional: scope.optional,
    apiResourceId: null,
    _links: { self: link(call.orgUrl, path, 'GET', 'PUT', ...(scope.system ? [] : (['DELETE'] as const))) },
  };
}

function presentClaim(claim: ClaimRecord, call: ManagementCall): object {
  const path = `/authorizationServers/${encodeURIComponent(call.param('serverId'))}/claims/${claim.id}`;
  return {
    id: claim.id,
    name: claim.name,
    status: claim.status,
    claimType: claim.claimType,
    valueType: claim.valueType,
    ...(claim.valueType === 'SYSTEM' ? {} : { value: claim.value }),
    ...(claim.groupFilterType === null ? {} : { group_filter_type: claim.groupFilterType }),
    conditions: { scopes: claim.scopes },
    system: claim.system,
    alwaysIncludeInToken: claim.alwaysIncludeInToken,
    apiResourceId: null,
    _links: { self: link(call.orgUrl, path, 'GET', 'PUT', ...(claim.system ? [] : (['DELETE'] as const))) },
  };
}
