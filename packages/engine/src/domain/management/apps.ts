/** OIDC apps: the clients of an org (okta-api 3.6). Rules that need nothing but the document are in contracts/management. */
import type { TokenEndpointAuthMethod } from '@countersign/contracts/wire';
import type { AppInput } from '@countersign/contracts';
import type { AppRecord, AppWrite, ClientSecretRecord } from '../../ports/management/app-store.js';
import type { AppDocument } from '../../ports/management/documents.js';
import type { SearchQuery } from '../../ports/management/paging.js';
import { consoleClientId } from '../administrator/console-client.js';
import { ApiError, notFound, validationFailed } from '../api-error.js';
import type { LogEntity } from '../event/system-log-event.js';
import { newId, randomText } from '../id.js';
import { announce, changeEvent, decided, endedRequestEvent, type Actor, type Administration } from './administration.js';
import { changedFields } from './changed-fields.js';

/** An app with the secret to show: only after create and replace, only for clients that use one. */
export interface AppWithSecret {
  readonly app: AppRecord;
  readonly secret: string | undefined;
}

const secretLength = 64;

/** Authentication by a shared secret (okta-api 2.1). */
export function usesSecret(method: TokenEndpointAuthMethod): boolean {
  return method !== 'none' && method !== 'private_key_jwt';
}

export const appTarget = (app: Pick<AppRecord, 'id' | 'clientId' | 'label'>): LogEntity => ({
  id: app.id,
  type: 'AppInstance',
  alternateId: app.clientId,
  displayName: app.label,
});

/** Throws E0000007. */
export async function getApp(admin: Administration, orgId: string, id: string): Promise<AppRecord> {
  const app = await admin.management.apps.findById(orgId, id);
  if (app === undefined) throw notFound(id, 'AppInstance');
  return app;
}

export function listApps(admin: Administration, orgId: string, query: SearchQuery): Promise<readonly AppRecord[]> {
  return admin.management.apps.list(orgId, query);
}

/** Throws E0000001 (unknown authenticator, client id taken), E0000040 (label taken). */
export async function createApp(
  admin: Administration,
  creation: { readonly input: AppInput; readonly active: boolean },
  actor: Actor,
): Promise<AppWithSecret> {
  const { input, active } = creation;
  const now = admin.engine.clock.now();
  const id = newId(admin.engine.random, '0oa');
  const { client_id: clientId, client_secret: chosen } = input.credentials.oauthClient;
  if (clientId === consoleClientId) throw validationFailed('client_id', ['client_id: is reserved']);
  const app: AppRecord = {
    id,
    orgId: actor.orgId,
    clientId: clientId ?? id,
    label: input.label,
    status: active ? 'ACTIVE' : 'INACTIVE',
    document: documentOf(input),
    createdAt: now,
    updatedAt: now,
  };
  const method = app.document.credentials.oauthClient.token_endpoint_auth_method;
  const secret = usesSecret(method) ? newSecret(admin, app, { chosen: chosen ?? undefined, now }) : undefined;
  const event = changeEvent(admin, actor, {
    eventType: 'application.lifecycle.create',
    displayMessage: 'Create application',
    targets: [appTarget(app)],
    debugData: { applicationType: app.document.settings.oauthClient.application_type },
  });
  refuse(await admin.management.apps.insert({ app, secret, event }), app);
  await announce(admin, [{ kind: 'changed', record: 'client', id: app.clientId }]);
  return { app, secret: secret?.value };
}

/**
 * Full replacement: what is absent takes its default. `client_id` and `application_type` cannot change. A `client_secret` that is not
 * one of the app's takes the place of all of them.
 */
export async function replaceApp(
  admin: Administration,
  replacement: { readonly id: string; readonly input: AppInput },
  actor: Actor,
): Promise<AppWithSecret> {
  const { id, input } = replacement;
  const before = await getApp(admin, actor.orgId, id);
  const causes = immutabilityCauses(before, input);
  if (causes.length > 0) throw validationFailed('oauthClient', causes);
  const app: AppRecord = { ...before, label: input.label, document: documentOf(input), updatedAt: admin.engine.clock.now() };
  const method = app.document.credentials.oauthClient.token_endpoint_auth_method;
  const current = usesSecret(method) ? await newestSecret(admin, app) : undefined;
  const chosen = input.credentials.oauthClient.client_secret ?? undefined;
  const isNew = usesSecret(method) && (current === undefined || (chosen !== undefined && !(await hasSecret(admin, app, chosen))));
  if (method === 'client_secret_jwt' && !isNew && (current?.value.length ?? 0) < 32)
    throw validationFailed('client_secret', ['client_secret: client_secret_jwt needs a secret of 32 characters or more']);
  const secret = isNew ? newSecret(admin, app, { chosen, now: app.updatedAt }) : undefined;
  const event = changeEvent(admin, actor, {
    eventType: 'application.lifecycle.update',
    displayMessage: 'Update application',
    targets: [appTarget(app)],
    changes: changedFields({ label: before.label, ...before.document }, { label: app.label, ...app.document }),
  });
  refuse(await admin.management.apps.replace({ app, secret, event }), app);
  await announce(admin, [{ kind: 'changed', record: 'client', id: app.clientId }]);
  return { app, secret: secret?.value ?? chosen ?? current?.value };
}

/** Throws E0000016 when it is active already. */
export async function activateApp(admin: Administration, id: string, actor: Actor): Promise<void> {
  const app = await getApp(admin, actor.orgId, id);
  const event = changeEvent(admin, actor, {
    eventType: 'application.lifecycle.activate',
    displayMessage: 'Activate application',
    targets: [appTarget(app)],
  });
  const done = await admin.management.apps.activate({ orgId: actor.orgId, id, now: admin.engine.clock.now(), event });
  if (!done) throw new ApiError('E0000016');
  await announce(admin, [{ kind: 'changed', record: 'client', id: app.clientId }]);
}

/** Kills the client's tokens for good and ends its requests (S-098). Deactivating twice changes nothing. */
export async function deactivateApp(admin: Administration, id: string, actor: Actor): Promise<void> {
  const app = await getApp(admin, actor.orgId, id);
  const event = changeEvent(admin, actor, {
    eventType: 'application.lifecycle.deactivate',
    displayMessage: 'Deactivate application',
    targets: [appTarget(app)],
  });
  const ended = await admin.management.apps.deactivate({
    orgId: actor.orgId,
    id,
    now: admin.engine.clock.now(),
    event,
    requestEvent: endedRequestEvent(admin, actor, appTarget(app)),
  });
  await announce(admin, [{ kind: 'changed', record: 'client', id: app.clientId }, ...decided(ended ?? [])]);
}

/** Throws E0000056 while it is active, E0000001 while an authenticator names it. */
export async function deleteApp(admin: Administration, id: string, actor: Actor): Promise<void> {
  const app = await getApp(admin, actor.orgId, id);
  const event = changeEvent(admin, actor, {
    eventType: 'application.lifecycle.delete',
    displayMessage: 'Delete application',
    targets: [appTarget(app)],
  });
  const outcome = await admin.management.apps.delete({ orgId: actor.orgId, id, event });
  if (outcome === 'not-inactive') throw new ApiError('E0000056');
  if (outcome === 'in-use')
    throw validationFailed('AppInstance', ['A custom authenticator uses this app: give it another app or delete it first.']);
  await announce(admin, [{ kind: 'changed', record: 'client', id: app.clientId }]);
}

/** `now`: of the app's own write when both are written together; the store keeps the secret only of the write that won. */
export function newSecret(
  admin: Administration,
  app: Pick<AppRecord, 'id' | 'orgId'>,
  { chosen, now }: { readonly chosen: string | undefined; readonly now: AppRecord['updatedAt'] },
): ClientSecretRecord {
  return {
    id: newId(admin.engine.random, 'ocs'),
    orgId: app.orgId,
    appId: app.id,
    value: chosen ?? randomText(admin.engine.random, secretLength),
    status: 'ACTIVE',
    createdAt: now,
    updatedAt: now,
  };
}

async function newestSecret(admin: Administration, app: AppRecord): Promise<ClientSecretRecord | undefined> {
  const secrets = await admin.management.apps.listSecrets(app.orgId, app.id);
  return secrets.filter((secret) => secret.status === 'ACTIVE').toSorted((a, b) => b.createdAt - a.createdAt)[0];
}

async function hasSecret(admin: Administration, app: AppRecord, value: string): Promise<boolean> {
  const secrets = await admin.management.apps.listSecrets(app.orgId, app.id);
  return secrets.some((secret) => secret.status === 'ACTIVE' && secret.value === value);
}

/** The parsed body without what has columns of its own. */
function documentOf(input: AppInput): AppDocument {
  const { name, signOnMode, credentials, settings, accessibility, visibility, profile } = input;
  const {
    token_endpoint_auth_method,
    token_endpoint_auth_signing_alg: signingAlg,
    pkce_required,
    autoKeyRotation,
  } = credentials.oauthClient;
  const alg = signingAlg === undefined ? {} : { token_endpoint_auth_signing_alg: signingAlg };
  return {
    name,
    signOnMode,
    credentials: {
      userNameTemplate: credentials.userNameTemplate,
      oauthClient: { token_endpoint_auth_method, ...alg, pkce_required, autoKeyRotation },
    },
    settings,
    accessibility,
    visibility,
    profile,
  };
}

function immutabilityCauses(before: AppRecord, input: AppInput): readonly string[] {
  const { client_id: clientId } = input.credentials.oauthClient;
  const type = input.settings.oauthClient.application_type;
  return [
    ...(clientId != null && clientId !== before.clientId ? ['client_id: cannot be changed'] : []),
    ...(type !== before.document.settings.oauthClient.application_type ? ['application_type: cannot be changed'] : []),
  ];
}

function refuse(outcome: AppWrite, app: AppRecord): void {
  switch (outcome) {
    case 'done':
      return;
    case 'not-found':
      throw notFound(app.id, 'AppInstance');
    case 'duplicate-label':
      throw new ApiError('E0000040', { causes: ['label: another app has this label'] });
    case 'duplicate-client-id':
      throw validationFailed('client_id', ['client_id: another app has this client id']);
    case 'unknown-authenticator':
      throw validationFailed('backchannel_custom_authenticator_id', [
        'backchannel_custom_authenticator_id: must name an existing authenticator of kind custom_app',
      ]);
  }
}
