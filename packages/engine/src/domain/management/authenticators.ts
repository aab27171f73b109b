/** Authenticators of kind `custom_app` (okta-api 3.8): the branded app that people approve with, and its push method. */
import type { AuthenticatorInput, AuthenticatorReplacement, PushMethodInput } from '@countersign/contracts';
import { defaultPushSettings } from '@countersign/contracts';
import { grantTypes } from '@countersign/contracts/wire';
import type { AppRecord } from '../../ports/management/app-store.js';
import type { AuthenticatorDocument, PushMethodDocument } from '../../ports/management/documents.js';
import type { AuthenticatorRecord } from '../../ports/management/managed-authenticator-store.js';
import { ApiError, notFound, validationFailed } from '../api-error.js';
import type { LogEntity } from '../event/system-log-event.js';
import { newId } from '../id.js';
import { announce, changeEvent, type Actor, type Administration } from './administration.js';
import { type ChangedFields, changedFields } from './changed-fields.js';

export const authenticatorTarget = (authenticator: Pick<AuthenticatorRecord, 'id' | 'name'>): LogEntity => ({
  id: authenticator.id,
  type: 'Authenticator',
  displayName: authenticator.name,
});

/** Throws E0000007. */
export async function getAuthenticator(admin: Administration, id: string, actor: Actor): Promise<AuthenticatorRecord> {
  const authenticator = await admin.management.authenticators.findById(actor.orgId, id);
  if (authenticator === undefined) throw notFound(id, 'Authenticator');
  return authenticator;
}

export function listAuthenticators(admin: Administration, actor: Actor): Promise<readonly AuthenticatorRecord[]> {
  return admin.management.authenticators.list(actor.orgId);
}

/** Throws E0000001 when the app is not fit for devices or a push provider is missing. */
export async function createAuthenticator(
  admin: Administration,
  creation: { readonly input: AuthenticatorInput; readonly active: boolean },
  actor: Actor,
): Promise<AuthenticatorRecord> {
  const { input, active } = creation;
  const app = await mobileAppOf(admin, input, actor);
  const now = admin.engine.clock.now();
  const authenticator: AuthenticatorRecord = {
    id: newId(admin.engine.random, 'aut'),
    orgId: actor.orgId,
    key: 'custom_app',
    name: input.name,
    status: active ? 'ACTIVE' : 'INACTIVE',
    mobileAppId: app.id,
    mobileClientId: app.clientId,
    brandId: await brandOf(admin, input, actor),
    document: documentOf(input, { status: 'ACTIVE', settings: defaultPushSettings }),
    createdAt: now,
    updatedAt: now,
  };
  const event = authenticatorEvent(admin, actor, { verb: 'create', authenticator });
  if ((await admin.management.authenticators.insert({ authenticator, event })) === 'unknown-reference') throw unknownReference();
  await changed(admin, authenticator.id);
  return authenticator;
}

/** Replaces name, provider and settings; the push method has a place of its own. */
export async function replaceAuthenticator(
  admin: Administration,
  replacement: { readonly id: string; readonly input: AuthenticatorReplacement },
  actor: Actor,
): Promise<AuthenticatorRecord> {
  const { id, input } = replacement;
  const before = await getAuthenticator(admin, id, actor);
  const app = await mobileAppOf(admin, input, actor);
  const document = documentOf(input, before.document.methods.push);
  const brandId = await brandOf(admin, input, actor);
  return write(
    admin,
    { before, after: { ...before, name: input.name, mobileAppId: app.id, mobileClientId: app.clientId, brandId, document } },
    actor,
  );
}

export async function replacePushMethod(
  admin: Administration,
  replacement: { readonly id: string; readonly input: PushMethodInput },
  actor: Actor,
): Promise<AuthenticatorRecord> {
  const before = await getAuthenticator(admin, replacement.id, actor);
  return writePushMethod(admin, before, { ...before.document.methods.push, settings: replacement.input.settings }, actor);
}

/** An inactive push method: nobody is asked. */
export async function setPushMethodStatus(
  admin: Administration,
  change: { readonly id: string; readonly status: 'ACTIVE' | 'INACTIVE' },
  actor: Actor,
): Promise<AuthenticatorRecord> {
  const before = await getAuthenticator(admin, change.id, actor);
  return writePushMethod(admin, before, { ...before.document.methods.push, status: change.status }, actor);
}

function writePushMethod(
  admin: Administration,
  before: AuthenticatorRecord,
  push: PushMethodDocument,
  actor: Actor,
): Promise<AuthenticatorRecord> {
  return write(admin, { before, after: { ...before, document: { ...before.document, methods: { push } } } }, actor);
}

async function write(
  admin: Administration,
  change: { readonly before: AuthenticatorRecord; readonly after: AuthenticatorRecord },
  actor: Actor,
): Promise<AuthenticatorRecord> {
  const { before } = change;
  const authenticator: AuthenticatorRecord = { ...change.after, updatedAt: admin.engine.clock.now() };
  const changes = changedFields(
    { name: before.name, app: before.mobileAppId, brand: before.brandId, ...before.document },
    { name: authenticator.name, app: authenticator.mobileAppId, brand: authenticator.brandId, ...authenticator.document },
  );
  const event = authenticatorEvent(admin, actor, { verb: 'update', authenticator, changes });
  switch (await admin.management.authenticators.replace({ authenticator, event })) {
    case 'done':
      await changed(admin, authenticator.id);
      return authenticator;
    case 'not-found':
      throw notFound(authenticator.id, 'Authenticator');
    case 'unknown-reference':
      throw unknownReference();
  }
}

/** Activating twice changes nothing. */
export async function activateAuthenticator(admin: Administration, id: string, actor: Actor): Promise<AuthenticatorRecord> {
  const authenticator = await getAuthenticator(admin, id, actor);
  const event = authenticatorEvent(admin, actor, { verb: 'activate', authenticator });
  await admin.management.authenticators.activate({ orgId: actor.orgId, id, now: admin.engine.clock.now(), event });
  await changed(admin, id);
  return getAuthenticator(admin, id, actor);
}

/** Throws E0000001 while an app names it for CIBA. Deactivating twice changes nothing. */
export async function deactivateAuthenticator(admin: Administration, id: string, actor: Actor): Promise<AuthenticatorRecord> {
  const authenticator = await getAuthenticator(admin, id, actor);
  const event = authenticatorEvent(admin, actor, { verb: 'deactivate', authenticator });
  const outcome = await admin.management.authenticators.deactivate({ orgId: actor.orgId, id, now: admin.engine.clock.now(), event });
  if (outcome === 'in-use')
    throw validationFailed('Authenticator', ['An app uses this authenticator for CIBA: give the app another one first.']);
  await changed(admin, id);
  return getAuthenticator(admin, id, actor);
}

/** Ours. Throws E0000148 while it is active, an app names it, or anybody ever enrolled in it. */
export async function deleteAuthenticator(admin: Administration, id: string, actor: Actor): Promise<void> {
  const authenticator = await getAuthenticator(admin, id, actor);
  const event = authenticatorEvent(admin, actor, { verb: 'delete', authenticator });
  const outcome = await admin.management.authenticators.delete({ orgId: actor.orgId, id, event });
  if (outcome === 'not-inactive') throw new ApiError('E0000148', { causes: ['status: an active authenticator cannot be deleted'] });
  if (outcome === 'in-use') throw new ApiError('E0000148', { causes: ['id: apps or enrollments refer to this authenticator'] });
  await changed(admin, id);
}

/** Devices protocol 0: a native app that devices sign in with and keep signed in. */
async function mobileAppOf(admin: Administration, input: AuthenticatorReplacement, actor: Actor): Promise<AppRecord> {
  const app = await admin.management.apps.findById(actor.orgId, input.settings.appInstanceId);
  if (app === undefined) throw validationFailed('appInstanceId', ['appInstanceId: there is no such app']);
  const { application_type: type, grant_types: grants } = app.document.settings.oauthClient;
  const missing = [grantTypes.authorizationCode, grantTypes.refreshToken].filter((grant) => !grants.includes(grant));
  const causes = [
    ...(type === 'native' ? [] : ['appInstanceId: the app must be a native one']),
    ...missing.map((grant) => `appInstanceId: the app needs the grant ${grant}`),
  ];
  if (causes.length > 0) throw validationFailed('appInstanceId', causes);
  return app;
}

async function brandOf(admin: Administration, { settings }: AuthenticatorReplacement, actor: Actor): Promise<string | undefined> {
  const { brandId } = settings;
  if (brandId == null) return undefined;
  if ((await admin.management.brands.findById(actor.orgId, brandId)) === undefined) {
    throw validationFailed('brandId', ['brandId: there is no such brand']);
  }
  return brandId;
}

function documentOf(input: AuthenticatorReplacement, push: PushMethodDocument): AuthenticatorDocument {
  const { apns, fcm, webpush } = input.provider.configuration;
  return {
    provider: {
      type: 'PUSH',
      configuration: {
        ...(apns == null ? {} : { apns: { id: apns.id, appBundleId: apns.appBundleId, debugAppBundleId: apns.debugAppBundleId } }),
        ...(fcm == null ? {} : { fcm: { id: fcm.id } }),
        ...(webpush == null ? {} : { webpush: { id: webpush.id } }),
      },
    },
    settings: { userVerification: input.settings.userVerification },
    methods: { push },
  };
}

function authenticatorEvent(
  admin: Administration,
  actor: Actor,
  facts: { verb: string; authenticator: AuthenticatorRecord; changes?: ChangedFields | undefined },
) {
  return changeEvent(admin, actor, {
    eventType: `security.authenticator.lifecycle.${facts.verb}`,
    displayMessage: `Authenticator: ${facts.verb}`,
    targets: [authenticatorTarget(facts.authenticator)],
    changes: facts.changes,
  });
}

function unknownReference(): ApiError {
  return validationFailed('provider', ['provider: names a push provider that does not exist or is of another type']);
}

function changed(admin: Administration, id: string): Promise<void> {
  return announce(admin, [{ kind: 'changed', record: 'authenticator', id }]);
}
