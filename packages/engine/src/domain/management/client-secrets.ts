/** Secrets of an app (okta-api 3.6.3): a second one can be made before the first is retired. */
import type { ClientSecretInput } from '@countersign/contracts';
import type { Engine } from '../../engine.js';
import type { AppRecord, ClientSecretRecord } from '../../ports/management/app-store.js';
import { notFound, validationFailed } from '../api-error.js';
import type { LogEntity } from '../event/system-log-event.js';
import { announce, changeEvent, type Actor, type Administration } from './administration.js';
import { appTarget, getApp, newSecret, usesSecret } from './apps.js';

type Reading = Administration & { readonly engine: Pick<Engine, 'events'> };

/** In clear: that they were read is an event of its own (okta-api 3.13). */
export async function readClientSecrets(admin: Reading, appId: string, actor: Actor): Promise<readonly ClientSecretRecord[]> {
  const app = await getApp(admin, actor.orgId, appId);
  await recordReading(admin, app, actor);
  return admin.management.apps.listSecrets(actor.orgId, appId);
}

/** As `readClientSecrets`, one of them. Throws E0000007. */
export async function readClientSecret(admin: Reading, named: SecretName, actor: Actor): Promise<ClientSecretRecord> {
  const app = await getApp(admin, actor.orgId, named.appId);
  const secret = await getClientSecret(admin, named, actor);
  await recordReading(admin, app, actor);
  return secret;
}

async function recordReading(admin: Reading, app: AppRecord, actor: Actor): Promise<void> {
  const facts = { eventType: 'app.oauth2.client.read_client_secret', displayMessage: 'Read client secret', targets: [appTarget(app)] };
  await admin.engine.events.append(changeEvent(admin, actor, facts));
}

async function getClientSecret(admin: Administration, named: SecretName, actor: Actor): Promise<ClientSecretRecord> {
  const secrets = await admin.management.apps.listSecrets(actor.orgId, named.appId);
  const secret = secrets.find(({ id }) => id === named.id);
  if (secret === undefined) throw notFound(named.id, 'ClientSecret');
  return secret;
}

interface SecretName {
  readonly appId: string;
  readonly id: string;
}

/** Throws E0000001 when there are two already, or the client uses none. */
export async function createClientSecret(
  admin: Administration,
  creation: { readonly appId: string; readonly input: ClientSecretInput },
  actor: Actor,
): Promise<ClientSecretRecord> {
  const app = await getApp(admin, actor.orgId, creation.appId);
  const method = app.document.credentials.oauthClient.token_endpoint_auth_method;
  const chosen = creation.input.client_secret ?? undefined;
  if (!usesSecret(method)) throw validationFailed('client_secret', ['client_secret: the authentication method of this app uses none']);
  if (method === 'client_secret_jwt' && chosen !== undefined && chosen.length < 32)
    throw validationFailed('client_secret', ['client_secret: client_secret_jwt needs 32 characters']);
  const secret: ClientSecretRecord = { ...newSecret(admin, app, { chosen, now: admin.engine.clock.now() }), status: creation.input.status };
  const event = secretEvent(admin, actor, { verb: 'create', app, secret });
  const done = await admin.management.apps.insertSecret({ secret, event });
  if (!done) throw validationFailed('client_secret', ['client_secret: an app has at most two secrets']);
  await changed(admin, app);
  return secret;
}

/** Throws E0000001 when it would leave the app without an active secret. Setting the status it has changes nothing. */
export async function setClientSecretStatus(
  admin: Administration,
  change: SecretName & { readonly status: 'ACTIVE' | 'INACTIVE' },
  actor: Actor,
): Promise<ClientSecretRecord> {
  const app = await getApp(admin, actor.orgId, change.appId);
  const secret = await getClientSecret(admin, change, actor);
  if (secret.status === change.status) return secret;
  const now = admin.engine.clock.now();
  const event = secretEvent(admin, actor, { verb: change.status === 'ACTIVE' ? 'activate' : 'deactivate', app, secret });
  const done = await admin.management.apps.setSecretStatus({ ...change, orgId: actor.orgId, now, event });
  if (!done) throw validationFailed('client_secret', ['client_secret: the only active secret cannot be deactivated']);
  await changed(admin, app);
  return { ...secret, status: change.status, updatedAt: now };
}

/** Throws E0000001 while it is active. */
export async function deleteClientSecret(admin: Administration, named: SecretName, actor: Actor): Promise<void> {
  const app = await getApp(admin, actor.orgId, named.appId);
  const secret = await getClientSecret(admin, named, actor);
  const event = secretEvent(admin, actor, { verb: 'delete', app, secret });
  const done = await admin.management.apps.deleteSecret({ ...named, orgId: actor.orgId, event });
  if (!done) throw validationFailed('client_secret', ['client_secret: an active secret cannot be deleted']);
  await changed(admin, app);
}

function secretEvent(admin: Administration, actor: Actor, facts: { verb: string; app: AppRecord; secret: ClientSecretRecord }) {
  const target: LogEntity = { id: facts.secret.id, type: 'ClientSecret' };
  return changeEvent(admin, actor, {
    eventType: `app.oauth2.credentials.lifecycle.${facts.verb}`,
    displayMessage: `OAuth 2.0 client secret: ${facts.verb}`,
    targets: [appTarget(facts.app), target],
  });
}

function changed(admin: Administration, app: AppRecord): Promise<void> {
  return announce(admin, [{ kind: 'changed', record: 'client', id: app.clientId }]);
}
