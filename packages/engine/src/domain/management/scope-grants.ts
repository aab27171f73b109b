/** Scopes of the management API granted to apps (okta-api 3.6.6): with them an app acts with the power of the administrators who use it. */
import type { AppRecord } from '../../ports/management/app-store.js';
import type { ScopeGrantRecord } from '../../ports/management/scope-grant-store.js';
import { scopesOfApps } from '../administrator/roles.js';
import { notFound, validationFailed } from '../api-error.js';
import { newId } from '../id.js';
import { announce, changeEvent, type Actor, type Administration } from './administration.js';
import { appTarget, getApp } from './apps.js';

/** A grant with the app it belongs to. */
export interface ScopeGrant extends ScopeGrantRecord {
  readonly clientId: string;
}

interface GrantName {
  readonly appId: string;
  readonly id: string;
}

/** Throws E0000007. */
export async function listScopeGrants(admin: Administration, appId: string, actor: Actor): Promise<readonly ScopeGrant[]> {
  const app = await getApp(admin, actor.orgId, appId);
  return (await admin.management.scopeGrants.list(actor.orgId, app.id)).map((grant) => ({ ...grant, clientId: app.clientId }));
}

/** Throws E0000007. */
export async function getScopeGrant(admin: Administration, { appId, id }: GrantName, actor: Actor): Promise<ScopeGrant> {
  const grant = (await listScopeGrants(admin, appId, actor)).find((one) => one.id === id);
  if (grant === undefined) throw notFound(id, 'OAuth2ScopeConsentGrant');
  return grant;
}

/** What the app has already stays as it is. Throws E0000001 for a scope that no app can have. */
export async function grantScope(
  admin: Administration,
  { appId, scope }: { readonly appId: string; readonly scope: string },
  actor: Actor,
): Promise<ScopeGrant> {
  const app = await getApp(admin, actor.orgId, appId);
  if (!scopesOfApps.has(scope)) throw validationFailed('scopeId', ['scopeId: cannot be granted to an app']);
  const now = admin.engine.clock.now();
  const grant: ScopeGrantRecord = {
    id: newId(admin.engine.random, 'oag'),
    orgId: actor.orgId,
    appId: app.id,
    scope,
    createdBy: actor.entity.id,
    createdAt: now,
    updatedAt: now,
  };
  const done = await admin.management.scopeGrants.insert({ grant, event: grantEvent(admin, actor, { verb: 'grant', app, grant }) });
  if (done) await changed(admin, app);
  const held = (await listScopeGrants(admin, app.id, actor)).find((one) => one.scope === scope);
  if (held === undefined) throw notFound(app.id, 'AppInstance');
  return held;
}

/** It counts for nothing from then on, in tokens that carry it too. Throws E0000007. */
export async function revokeScope(admin: Administration, named: GrantName, actor: Actor): Promise<void> {
  const app = await getApp(admin, actor.orgId, named.appId);
  const grant = await getScopeGrant(admin, named, actor);
  await admin.management.scopeGrants.delete({
    ...named,
    orgId: actor.orgId,
    event: grantEvent(admin, actor, { verb: 'revoke', app, grant }),
  });
  await changed(admin, app);
}

function grantEvent(
  admin: Administration,
  actor: Actor,
  { verb, app, grant }: { readonly verb: 'grant' | 'revoke'; readonly app: AppRecord; readonly grant: ScopeGrantRecord },
) {
  return changeEvent(admin, actor, {
    eventType: `app.oauth2.admin.consent.${verb}`,
    displayMessage: `OAuth 2.0 scope of an app: ${verb}`,
    targets: [appTarget(app), { id: grant.id, type: 'ScopeGrant', displayName: grant.scope }],
    debugData: { scope: grant.scope },
  });
}

function changed(admin: Administration, app: AppRecord): Promise<void> {
  return announce(admin, [{ kind: 'changed', record: 'client', id: app.clientId }]);
}
