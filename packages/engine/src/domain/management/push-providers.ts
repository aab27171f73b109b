/**
 * Credentials for the push services (okta-api 3.9): written here, read only by the senders. The key pair for browsers (RFC 8292) is made
 * here, once: their subscriptions are bound to it.
 */
import type { PushProviderInput, PushProviderReplacement } from '@countersign/contracts';
import type { PushProviderConfiguration, PushProviderCredentials } from '../../ports/management/documents.js';
import type { PushProviderRecord, PushProviderType } from '../../ports/management/push-provider-store.js';
import { ApiError, notFound, validationFailed } from '../api-error.js';
import { newId } from '../id.js';
import { announce, changeEvent, type Actor, type Administration } from './administration.js';
import { type ChangedFields, changedFields } from './changed-fields.js';
import { createVapidKeyPair } from './vapid-key-pair.js';

/** Throws E0000007. */
export async function getPushProvider(admin: Administration, id: string, actor: Actor): Promise<PushProviderRecord> {
  const provider = await admin.management.pushProviders.findById(actor.orgId, id);
  if (provider === undefined) throw notFound(id, 'PushProvider');
  return provider;
}

export function listPushProviders(
  admin: Administration,
  type: PushProviderType | undefined,
  actor: Actor,
): Promise<readonly PushProviderRecord[]> {
  return admin.management.pushProviders.list(actor.orgId, type);
}

/** Throws E0000001 when the name is taken. */
export async function createPushProvider(admin: Administration, input: PushProviderInput, actor: Actor): Promise<PushProviderRecord> {
  const now = admin.engine.clock.now();
  const made = input.providerType === 'WEBPUSH' ? createVapidKeyPair() : undefined;
  const credentials = made === undefined ? credentialsOf(input) : { type: 'WEBPUSH' as const, privateKey: made.privateKey };
  const provider: PushProviderRecord = {
    id: newId(admin.engine.random, 'ppc'),
    orgId: actor.orgId,
    providerType: input.providerType,
    name: input.name,
    configuration: configurationOf(input, made),
    createdAt: now,
    updatedAt: now,
  };
  if (credentials === undefined) throw new Error('The schema of a new push provider demands credentials.');
  const event = providerEvent(admin, actor, { verb: 'create', provider });
  if ((await admin.management.pushProviders.insert({ provider, credentials, event })) === 'duplicate-name') throw duplicateName();
  return provider;
}

/** Without a key the stored one stays. The type cannot change. */
export async function replacePushProvider(
  admin: Administration,
  replacement: { readonly id: string; readonly input: PushProviderReplacement },
  actor: Actor,
): Promise<PushProviderRecord> {
  const { id, input } = replacement;
  const before = await getPushProvider(admin, id, actor);
  if (input.providerType !== before.providerType) throw validationFailed('providerType', ['providerType: cannot be changed']);
  const provider: PushProviderRecord = {
    ...before,
    name: input.name,
    configuration: configurationOf(input, before.configuration),
    updatedAt: admin.engine.clock.now(),
  };
  const credentials = credentialsOf(input);
  const debugData = { credentials: credentials === undefined ? 'kept' : 'replaced' };
  const changes = changedFields({ name: before.name, ...before.configuration }, { name: provider.name, ...provider.configuration });
  const event = providerEvent(admin, actor, { verb: 'update', provider, debugData, changes });
  switch (await admin.management.pushProviders.replace({ provider, credentials, event })) {
    case 'done':
      // senders read credentials with the authenticator
      await announce(admin, [{ kind: 'changed', record: 'authenticator', id: '' }]);
      return provider;
    case 'not-found':
      throw notFound(id, 'PushProvider');
    case 'duplicate-name':
      throw duplicateName();
  }
}

/** Throws E0000187 while an authenticator uses it. */
export async function deletePushProvider(admin: Administration, id: string, actor: Actor): Promise<void> {
  const provider = await getPushProvider(admin, id, actor);
  const event = providerEvent(admin, actor, { verb: 'delete', provider });
  const outcome = await admin.management.pushProviders.delete({ orgId: actor.orgId, id, event });
  if (outcome === 'in-use') throw new ApiError('E0000187');
  if (outcome === 'not-found') throw notFound(id, 'PushProvider');
}

function configurationOf(input: PushProviderReplacement, before: PushProviderConfiguration | undefined): PushProviderConfiguration {
  if (input.providerType === 'WEBPUSH') {
    const { subject } = input.configuration;
    const publicKey = before !== undefined && 'publicKey' in before ? before.publicKey : '';
    return { publicKey, ...(subject == null ? {} : { subject }) };
  }
  const { fileName } = input.configuration;
  const file = fileName == null ? {} : { fileName };
  if (input.providerType === 'APNS') return { keyId: input.configuration.keyId, teamId: input.configuration.teamId, ...file };
  const known = before !== undefined && 'projectId' in before ? before.projectId : '';
  return { projectId: input.configuration.serviceAccountJson?.project_id ?? known, ...file };
}

function credentialsOf(input: PushProviderReplacement): PushProviderCredentials | undefined {
  if (input.providerType === 'APNS') {
    const { tokenSigningKey } = input.configuration;
    return tokenSigningKey === undefined ? undefined : { type: 'APNS', tokenSigningKey };
  }
  if (input.providerType === 'WEBPUSH') return undefined;
  const { serviceAccountJson } = input.configuration;
  return serviceAccountJson === undefined ? undefined : { type: 'FCM', serviceAccountJson };
}

function providerEvent(
  admin: Administration,
  actor: Actor,
  facts: { verb: string; provider: PushProviderRecord; debugData?: Readonly<Record<string, string>>; changes?: ChangedFields | undefined },
) {
  const { verb, provider } = facts;
  return changeEvent(admin, actor, {
    eventType: `device.push.provider.${verb}`,
    displayMessage: `Push provider: ${verb}`,
    targets: [{ id: provider.id, type: 'PushProvider', displayName: provider.name }],
    debugData: { push_provider_type: provider.providerType, ...facts.debugData },
    changes: facts.changes,
  });
}

function duplicateName(): ApiError {
  return validationFailed('name', ['name: a push provider with this name exists']);
}
