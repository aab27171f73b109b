/** Authorization servers of an org (okta-api 3.7): its own one, made with it, and custom ones. */
import type { AuthorizationServerInput } from '@countersign/contracts';
import type { Engine } from '../../engine.js';
import type { AuthorizationServerRecord, PublicKeyRecord } from '../../ports/management/managed-authorization-server-store.js';
import type { PageQuery } from '../../ports/management/paging.js';
import { ApiError, notFound } from '../api-error.js';
import type { AuthorizationServer } from '../authorization-server/authorization-server.js';
import type { LogEntity } from '../event/system-log-event.js';
import { newId } from '../id.js';
import { announce, changeEvent, type Actor, type Administration } from './administration.js';
import { changedFields } from './changed-fields.js';
import { systemClaims, systemScopes } from './system-scopes.js';

export const serverTarget = (server: Pick<AuthorizationServerRecord, 'id' | 'name'>): LogEntity => ({
  id: server.id,
  type: 'AuthorizationServer',
  displayName: server.name,
});

/** `default` names the default server. The org's own server is not managed here. Throws E0000007. */
export async function getAuthorizationServer(admin: Administration, idOrAlias: string, actor: Actor): Promise<AuthorizationServerRecord> {
  const server = await admin.management.authorizationServers.find(actor.orgId, idOrAlias);
  if (server === undefined || server.kind === 'org') throw notFound(idOrAlias, 'AuthorizationServer');
  return server;
}

export function listAuthorizationServers(
  admin: Administration,
  query: PageQuery & { readonly q: string | undefined },
  actor: Actor,
): Promise<readonly AuthorizationServerRecord[]> {
  return admin.management.authorizationServers.list(actor.orgId, query);
}

/** With the system scopes and claims; without policies, so that it allows nothing yet. `isDefault` once per org, at its first start. */
export async function createAuthorizationServer(
  admin: Administration,
  creation: { readonly input: AuthorizationServerInput; readonly isDefault: boolean },
  actor: Actor,
): Promise<AuthorizationServerRecord> {
  const { input, isDefault } = creation;
  const now = admin.engine.clock.now();
  const server: AuthorizationServerRecord = {
    id: newId(admin.engine.random, 'aus'),
    orgId: actor.orgId,
    kind: 'custom',
    isDefault,
    ...settingsOf(input),
    status: 'ACTIVE',
    signingAlg: 'RS256',
    createdAt: now,
    updatedAt: now,
    activeKey: undefined,
  };
  await insert(admin, server, actor);
  return server;
}

/** The org's own server: its issuer is the org's URL, its audience too; it has no policies. */
export async function createOrgAuthorizationServer(
  admin: Administration,
  orgUrl: string,
  actor: Actor,
): Promise<AuthorizationServerRecord> {
  const now = admin.engine.clock.now();
  const server: AuthorizationServerRecord = {
    id: actor.orgId,
    orgId: actor.orgId,
    kind: 'org',
    isDefault: false,
    name: 'Org authorization server',
    description: '',
    audience: orgUrl,
    issuerMode: 'ORG_URL',
    status: 'ACTIVE',
    rotationMode: 'AUTO',
    signingAlg: 'RS256',
    createdAt: now,
    updatedAt: now,
    activeKey: undefined,
  };
  await insert(admin, server, actor);
  return server;
}

async function insert(admin: Administration, server: AuthorizationServerRecord, actor: Actor): Promise<void> {
  const event = changeEvent(admin, actor, {
    eventType: 'oauth2.as.created',
    displayMessage: 'Create authorization server',
    targets: [serverTarget(server)],
  });
  const { random } = admin.engine;
  await admin.management.authorizationServers.insert({
    server,
    scopes: systemScopes(random, server.kind),
    claims: systemClaims(random),
    event,
  });
  await serverChanged(admin, server.id);
}

export async function replaceAuthorizationServer(
  admin: Administration,
  replacement: { readonly id: string; readonly input: AuthorizationServerInput },
  actor: Actor,
): Promise<AuthorizationServerRecord> {
  const before = await getAuthorizationServer(admin, replacement.id, actor);
  const settings = settingsOf(replacement.input);
  const server: AuthorizationServerRecord = { ...before, ...settings, updatedAt: admin.engine.clock.now() };
  const event = changeEvent(admin, actor, {
    eventType: 'oauth2.as.updated',
    displayMessage: 'Update authorization server',
    targets: [serverTarget(server)],
    changes: changedFields({ ...before, updatedAt: 0 }, { ...server, updatedAt: 0 }),
  });
  if (!(await admin.management.authorizationServers.replace({ server, event }))) throw notFound(replacement.id, 'AuthorizationServer');
  await serverChanged(admin, server.id);
  return server;
}

/** A deactivated server answers nothing, not even its metadata. Setting the status it has changes nothing. */
export async function setAuthorizationServerStatus(
  admin: Administration,
  change: { readonly id: string; readonly status: 'ACTIVE' | 'INACTIVE' },
  actor: Actor,
): Promise<void> {
  const server = await getAuthorizationServer(admin, change.id, actor);
  const active = change.status === 'ACTIVE';
  const event = changeEvent(admin, actor, {
    eventType: active ? 'oauth2.as.activated' : 'oauth2.as.deactivated',
    displayMessage: active ? 'Activate authorization server' : 'Deactivate authorization server',
    targets: [serverTarget(server)],
  });
  const { status } = change;
  await admin.management.authorizationServers.setStatus({
    orgId: actor.orgId,
    serverId: server.id,
    status,
    now: admin.engine.clock.now(),
    event,
  });
  await serverChanged(admin, server.id);
}

/** The default server stays. */
export async function deleteAuthorizationServer(admin: Administration, id: string, actor: Actor): Promise<void> {
  const server = await getAuthorizationServer(admin, id, actor);
  const event = changeEvent(admin, actor, {
    eventType: 'oauth2.as.deleted',
    displayMessage: 'Delete authorization server',
    targets: [serverTarget(server)],
  });
  if (server.isDefault) throw new ApiError('E0000038', { summary: 'The default authorization server cannot be deleted.' });
  if (!(await admin.management.authorizationServers.delete({ orgId: actor.orgId, serverId: server.id, event })))
    throw notFound(id, 'AuthorizationServer');
  await serverChanged(admin, server.id);
}

export type KeyAdministration = Administration & { readonly engine: Pick<Engine, 'authorizationServers' | 'events' | 'keyring'> };

/** The public keys by status: ACTIVE, NEXT, then EXPIRED, latest first. A new server gets its keys here at the latest. */
export async function listServerKeys(admin: KeyAdministration, id: string, actor: Actor): Promise<readonly PublicKeyRecord[]> {
  const server = await findForKeys(admin, id, actor);
  await admin.engine.keyring.jwks(server);
  const order = ['ACTIVE', 'NEXT', 'EXPIRED'];
  const keys = await admin.management.authorizationServers.listKeys(actor.orgId, server.id);
  return keys.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status) || b.createdAt - a.createdAt);
}

/** ACTIVE → EXPIRED, NEXT → ACTIVE, a new NEXT; at once, in both rotation modes. */
export async function rotateServerKeys(admin: KeyAdministration, id: string, actor: Actor): Promise<readonly PublicKeyRecord[]> {
  const server = await findForKeys(admin, id, actor);
  await admin.engine.keyring.rotateNow(server);
  const facts = {
    eventType: 'app.oauth2.as.key.rollover',
    displayMessage: 'Rotate authorization server keys',
    targets: [serverTarget(server)],
  };
  await admin.engine.events.append(changeEvent(admin, actor, facts));
  return listServerKeys(admin, server.id, actor);
}

/**
 * A key somebody else may have (security model S-082): out of use at once, on all nodes. What it signed counts no more here, and
 * elsewhere when the published set was fetched again. The org's own server is named by the org's id. Throws E0000007.
 */
export async function withdrawServerKey(
  admin: KeyAdministration,
  { id, kid }: { readonly id: string; readonly kid: string },
  actor: Actor,
): Promise<void> {
  const server = await admin.engine.authorizationServers.find(actor.orgId, id === actor.orgId ? undefined : id);
  if (server === undefined) throw notFound(id, 'AuthorizationServer');
  if (!(await admin.engine.keyring.withdraw(server, kid))) throw notFound(kid, 'JsonWebKey');
  const event = changeEvent(admin, actor, {
    eventType: 'x.oauth2.key.withdraw',
    displayMessage: 'Withdraw a signing key',
    targets: [serverTarget(server), { id: kid, type: 'JsonWebKey' }],
  });
  await admin.engine.events.append({ ...event, severity: 'WARN' });
}

async function findForKeys(admin: KeyAdministration, id: string, actor: Actor): Promise<AuthorizationServer> {
  const server = await admin.engine.authorizationServers.find(actor.orgId, id);
  if (server === undefined || server.kind === 'org') throw notFound(id, 'AuthorizationServer');
  return server;
}

/** Tells every node that a server, its scopes, claims or policies changed. */
export function serverChanged(admin: Administration, id: string): Promise<void> {
  return announce(admin, [{ kind: 'changed', record: 'authorization-server', id }]);
}

function settingsOf(input: AuthorizationServerInput) {
  const [audience = ''] = input.audiences;
  const { name, description, issuerMode } = input;
  return { name, description, issuerMode, audience, rotationMode: input.credentials.signing.rotationMode };
}
