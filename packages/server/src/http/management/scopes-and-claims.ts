/** `/api/v1/authorizationServers/{authServerId}/scopes` and `/claims` (okta-api 3.7). */
import {
  type ClaimInput,
  claimInput,
  type claimOperations,
  type claimOutput,
  type scopeOperations,
  type scopeOutput,
  systemClaimInput,
} from '@countersign/contracts';
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
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link } from './links.js';
import type { CallFacts } from './operation-call.js';

export function scopeHandlers(server: ServerContext): Handlers<typeof scopeOperations> {
  const named = ({ path }: ServerCall & { readonly path: { readonly scopeId: string } }) => ({
    serverId: path.authServerId,
    id: path.scopeId,
  });
  return {
    listOAuth2Scopes: async (call) =>
      (await listScopes(server, call.path.authServerId, call.actor)).map((scope) => presentScope(scope, call)),
    createOAuth2Scope: async (call) =>
      presentScope(await createScope(server, { serverId: call.path.authServerId, input: call.body() }, call.actor), call),
    getOAuth2Scope: async (call) => presentScope(await getScope(server, named(call), call.actor), call),
    async replaceOAuth2Scope(call) {
      await getScope(server, named(call), call.actor);
      return presentScope(await replaceScope(server, { ...named(call), input: call.body() }, call.actor), call);
    },
    deleteOAuth2Scope: (call) => deleteScope(server, named(call), call.actor),
  };
}

export function claimHandlers(server: ServerContext): Handlers<typeof claimOperations> {
  const named = ({ path }: ServerCall & { readonly path: { readonly claimId: string } }) => ({
    serverId: path.authServerId,
    id: path.claimId,
  });
  return {
    listOAuth2Claims: async (call) =>
      (await listClaims(server, call.path.authServerId, call.actor)).map((claim) => presentClaim(claim, call)),
    createOAuth2Claim: async (call) => {
      const creation = { serverId: call.path.authServerId, input: understood(call.body()) };
      return presentClaim(await createClaim(server, creation, call.actor), call);
    },
    getOAuth2Claim: async (call) => presentClaim(await getClaim(server, named(call), call.actor), call),
    async replaceOAuth2Claim(call) {
      const before = await getClaim(server, named(call), call.actor);
      const claim = before.system
        ? await replaceSystemClaim(server, { ...named(call), before, input: call.bodyAs(systemClaimInput) }, call.actor)
        : await replaceClaim(server, { ...named(call), before, input: understood(call.bodyAs(claimInput)) }, call.actor);
      return presentClaim(claim, call);
    },
    deleteOAuth2Claim: (call) => deleteClaim(server, named(call), call.actor),
  };
}

type ServerCall = CallFacts & { readonly path: { readonly authServerId: string } };

/** A claim that would silently stay out of every token is refused when it is written. */
function understood(input: ClaimInput): ClaimInput {
  const fault = findClaimFault({ ...input, groupFilterType: input.group_filter_type ?? undefined });
  if (fault !== undefined) throw validationFailed('value', [`value: ${fault}`]);
  return input;
}

function presentScope(scope: ScopeRecord, { orgUrl, path }: ServerCall): Presented<z.output<typeof scopeOutput>> {
  const own = `/authorizationServers/${encodeURIComponent(path.authServerId)}/scopes/${scope.id}`;
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
    _links: { self: scope.system ? link(orgUrl, own, 'GET', 'PUT') : link(orgUrl, own, 'GET', 'PUT', 'DELETE') },
  };
}

function presentClaim(claim: ClaimRecord, { orgUrl, path }: ServerCall): Presented<z.output<typeof claimOutput>> {
  const own = `/authorizationServers/${encodeURIComponent(path.authServerId)}/claims/${claim.id}`;
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
    _links: { self: claim.system ? link(orgUrl, own, 'GET', 'PUT') : link(orgUrl, own, 'GET', 'PUT', 'DELETE') },
  };
}
