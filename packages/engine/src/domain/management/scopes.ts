/** Scopes of a custom authorization server (okta-api 3.7). System scopes keep their name and cannot be deleted. */
import type { ScopeInput, ScopeReplacement } from '@countersign/contracts';
import { scopeInput } from '@countersign/contracts';
import type { AuthorizationServerRecord, ScopeRecord } from '../../ports/management/managed-authorization-server-store.js';
import { ApiError, notFound, validationFailed } from '../api-error.js';
import type { LogEntity } from '../event/system-log-event.js';
import { newId } from '../id.js';
import { changeEvent, type Actor, type Administration } from './administration.js';
import { getAuthorizationServer, serverChanged, serverTarget } from './authorization-servers.js';
import { type ChangedFields, changedFields } from './changed-fields.js';

interface ScopeName {
  readonly serverId: string;
  readonly id: string;
}

const scopeTarget = (scope: ScopeRecord): LogEntity => ({ id: scope.id, type: 'Scope', displayName: scope.name });

export async function listScopes(admin: Administration, serverId: string, actor: Actor): Promise<readonly ScopeRecord[]> {
  const server = await getAuthorizationServer(admin, serverId, actor);
  return admin.management.authorizationServers.listScopes(actor.orgId, server.id);
}

/** Throws E0000007. */
export async function getScope(admin: Administration, named: ScopeName, actor: Actor): Promise<ScopeRecord> {
  const scope = (await listScopes(admin, named.serverId, actor)).find(({ id }) => id === named.id);
  if (scope === undefined) throw notFound(named.id, 'OAuth2Scope');
  return scope;
}

export async function createScope(
  admin: Administration,
  creation: { readonly serverId: string; readonly input: ScopeInput },
  actor: Actor,
): Promise<ScopeRecord> {
  const server = await getAuthorizationServer(admin, creation.serverId, actor);
  const scope: ScopeRecord = { id: newId(admin.engine.random, 'scp'), system: false, ...settingsOf(creation.input) };
  const event = scopeEvent(admin, actor, { verb: 'created', server, scope });
  const outcome = await admin.management.authorizationServers.insertScope({
    orgId: actor.orgId,
    serverId: server.id,
    scope,
    now: admin.engine.clock.now(),
    event,
  });
  if (outcome === 'duplicate-name') throw duplicateName();
  await serverChanged(admin, server.id);
  return scope;
}

export async function replaceScope(
  admin: Administration,
  replacement: ScopeName & { readonly input: ScopeReplacement },
  actor: Actor,
): Promise<ScopeRecord> {
  const server = await getAuthorizationServer(admin, replacement.serverId, actor);
  const before = await getScope(admin, replacement, actor);
  const { input } = replacement;
  if (input.name !== before.name) refuseName(before, input.name);
  const scope: ScopeRecord = { id: before.id, system: before.system, ...settingsOf(input) };
  const event = scopeEvent(admin, actor, { verb: 'updated', server, scope, changes: changedFields(before, scope) });
  const now = admin.engine.clock.now();
  const outcome = await admin.management.authorizationServers.replaceScope({ orgId: actor.orgId, serverId: server.id, scope, now, event });
  if (outcome === 'duplicate-name') throw duplicateName();
  if (outcome === 'not-found') throw notFound(scope.id, 'OAuth2Scope');
  await serverChanged(admin, server.id);
  return scope;
}

export async function deleteScope(admin: Administration, named: ScopeName, actor: Actor): Promise<void> {
  const server = await getAuthorizationServer(admin, named.serverId, actor);
  const scope = await getScope(admin, named, actor);
  if (scope.system) throw new ApiError('E0000038', { summary: 'A system scope cannot be deleted.' });
  const event = scopeEvent(admin, actor, { verb: 'deleted', server, scope });
  await admin.management.authorizationServers.deleteScope({
    orgId: actor.orgId,
    serverId: server.id,
    id: scope.id,
    now: admin.engine.clock.now(),
    event,
  });
  await serverChanged(admin, server.id);
}

/** A new name obeys the rules of a new scope; that of a system scope means something and stays. */
function refuseName(before: ScopeRecord, name: string): void {
  if (before.system) throw validationFailed('name', ['name: a system scope keeps its name']);
  const checked = scopeInput.shape.name.safeParse(name);
  if (!checked.success)
    throw validationFailed(
      'name',
      checked.error.issues.map((issue) => `name: ${issue.message}`),
    );
}

function settingsOf(input: ScopeReplacement) {
  return {
    name: input.name,
    displayName: input.displayName ?? null,
    description: input.description ?? '',
    consent: input.consent,
    optional: input.optional,
    isDefault: input.default,
    metadataPublish: input.metadataPublish,
  };
}

interface EventFacts {
  readonly verb: string;
  readonly server: AuthorizationServerRecord;
  readonly scope: ScopeRecord;
  readonly changes?: ChangedFields | undefined;
}

function scopeEvent(admin: Administration, actor: Actor, { verb, server, scope, changes }: EventFacts) {
  return changeEvent(admin, actor, {
    eventType: `oauth2.scope.${verb}`,
    displayMessage: `OAuth 2.0 scope ${verb}`,
    targets: [scopeTarget(scope), serverTarget(server)],
    changes,
  });
}

function duplicateName(): ApiError {
  return validationFailed('name', ['name: a scope with this name exists']);
}
