/** Public keys of a client, one by one (okta-api 3.6.4). The active ones are those of the app's document: both ways of writing meet there. */
import { createHash } from 'node:crypto';
import type { AppRecord } from '../../ports/management/app-store.js';
import type { ClientKeyRecord } from '../../ports/management/client-key-store.js';
import type { ClientJwk } from '../../ports/management/documents.js';
import { ApiError, notFound, validationFailed } from '../api-error.js';
import { announce, changeEvent, type Actor, type Administration } from './administration.js';
import { appTarget, getApp } from './apps.js';

/** RFC 7517 sets no end; okta-api 3.6.4 does. */
const maxKeys = 50;
/** Of several writers at once one gets through each time. */
const maxTries = 20;

interface KeyName {
  readonly appId: string;
  readonly id: string;
}

/** Active ones as the document has them, then inactive ones. Throws E0000007. */
export async function listClientKeys(admin: Administration, appId: string, actor: Actor): Promise<readonly ClientKeyRecord[]> {
  return keysOf(admin, await getApp(admin, actor.orgId, appId));
}

/** Throws E0000007. */
export async function getClientKey(admin: Administration, named: KeyName, actor: Actor): Promise<ClientKeyRecord> {
  return keyNamed(await listClientKeys(admin, named.appId, actor), named.id);
}

/** Without a `kid` it gets one. Throws E0000001: known already, one too many, or the app's keys are elsewhere. */
export async function addClientKey(
  admin: Administration,
  creation: { readonly appId: string; readonly jwk: ClientJwk; readonly status: ClientKeyRecord['status'] },
  actor: Actor,
): Promise<ClientKeyRecord> {
  const jwk = { ...creation.jwk, kid: creation.jwk.kid ?? thumbprint(creation.jwk) };
  return save(admin, { appId: creation.appId, verb: 'create' }, actor, (app, keys) => {
    if (app.document.settings.oauthClient.jwks_uri !== undefined)
      throw validationFailed('jwks', ['jwks: the keys of this app are where its jwks_uri says']);
    if (keys.length >= maxKeys) throw validationFailed('jwks', [`jwks: an app has at most ${maxKeys} keys`]);
    const id = keyId(jwk);
    if (keys.some((key) => key.id === id || key.jwk.kid === jwk.kid))
      throw validationFailed('kid', ['kid: the app has this key, or one of its kid']);
    const now = admin.engine.clock.now();
    return { id, jwk, status: creation.status, createdAt: now, updatedAt: now };
  });
}

/** Throws E0000001 when it would leave the app without a key it authenticates with. Setting the status it has changes nothing. */
export async function setClientKeyStatus(
  admin: Administration,
  change: KeyName & { readonly status: ClientKeyRecord['status'] },
  actor: Actor,
): Promise<ClientKeyRecord> {
  const before = await getClientKey(admin, change, actor);
  if (before.status === change.status) return before;
  const verb = change.status === 'ACTIVE' ? 'activate' : 'deactivate';
  return save(admin, { appId: change.appId, verb }, actor, (app, keys) => ({
    ...keyNamed(keys, change.id),
    status: change.status,
    updatedAt: Math.max(admin.engine.clock.now(), app.updatedAt),
  }));
}

/** Throws E0000001 while it is active. */
export async function deleteClientKey(admin: Administration, named: KeyName, actor: Actor): Promise<void> {
  const app = await getApp(admin, actor.orgId, named.appId);
  const key = keyNamed(await keysOf(admin, app), named.id);
  if (key.status === 'ACTIVE') throw validationFailed('jwks', ['jwks: an active key cannot be deleted']);
  await admin.management.clientKeys.delete({ ...named, orgId: actor.orgId, event: keyEvent(admin, actor, { verb: 'delete', app, key }) });
}

/** Changes document and record together, as often as it takes. */
async function save(
  admin: Administration,
  { appId, verb }: { readonly appId: string; readonly verb: string },
  actor: Actor,
  decide: (app: AppRecord, keys: readonly ClientKeyRecord[]) => ClientKeyRecord,
): Promise<ClientKeyRecord> {
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const before = await getApp(admin, actor.orgId, appId);
    const keys = await keysOf(admin, before);
    const key = decide(before, keys);
    const active = [...keys.filter(({ id, status }) => id !== key.id && status === 'ACTIVE'), ...(key.status === 'ACTIVE' ? [key] : [])];
    const app: AppRecord = {
      ...before,
      document: withKeys(
        before,
        active.map(({ jwk }) => jwk),
      ),
      updatedAt: admin.engine.clock.now(),
    };
    const event = keyEvent(admin, actor, { verb, app, key });
    if (!(await admin.management.clientKeys.save({ app, readAt: before.updatedAt, key, event }))) continue;
    await announce(admin, [{ kind: 'changed', record: 'client', id: app.clientId }]);
    return key;
  }
  throw new ApiError('E0000009', { reason: 'the app changes all the time' });
}

function withKeys({ document }: AppRecord, keys: readonly ClientJwk[]): AppRecord['document'] {
  const { jwks: _before, ...oauth } = document.settings.oauthClient;
  const needed = document.credentials.oauthClient.token_endpoint_auth_method === 'private_key_jwt' && oauth.jwks_uri === undefined;
  if (needed && !keys.some(({ use }) => use !== 'enc'))
    throw validationFailed('jwks', ['jwks: the app authenticates with its only active key']);
  if (keys.filter(({ use }) => use === 'enc').length > 1) throw validationFailed('use', ['use: only one encryption key can be active']);
  return { ...document, settings: { ...document.settings, oauthClient: keys.length === 0 ? oauth : { ...oauth, jwks: { keys } } } };
}

async function keysOf(admin: Administration, app: AppRecord): Promise<readonly ClientKeyRecord[]> {
  const records = await admin.management.clientKeys.list(app.orgId, app.id);
  const active = (app.document.settings.oauthClient.jwks?.keys ?? []).map((jwk): ClientKeyRecord => {
    const id = keyId(jwk);
    const record = records.find((one) => one.id === id);
    const times = { createdAt: record?.createdAt ?? app.createdAt, updatedAt: record?.updatedAt ?? app.createdAt };
    return { id, jwk, status: 'ACTIVE', ...times };
  });
  const isActive = new Set(active.map(({ id }) => id));
  return [...active, ...records.filter(({ id, status }) => status === 'INACTIVE' && !isActive.has(id))];
}

function keyNamed(keys: readonly ClientKeyRecord[], id: string): ClientKeyRecord {
  const key = keys.find((one) => one.id === id);
  if (key === undefined) throw notFound(id, 'OAuth2ClientJsonWebKey');
  return key;
}

/** RFC 7638 3.2: the same key has the same id, whichever way it came. */
function thumbprint({ kty, crv, e, n, x, y }: ClientJwk): string {
  const members = kty === 'EC' ? { crv, kty, x, y } : { e, kty, n };
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}

function keyId(jwk: ClientJwk): string {
  return `pks${thumbprint(jwk).replaceAll(/[-_]/g, '').slice(0, 17)}`;
}

function keyEvent(
  admin: Administration,
  actor: Actor,
  facts: { readonly verb: string; readonly app: AppRecord; readonly key: ClientKeyRecord },
) {
  return changeEvent(admin, actor, {
    eventType: `app.oauth2.credentials.lifecycle.${facts.verb}`,
    displayMessage: `OAuth 2.0 client key: ${facts.verb}`,
    targets: [appTarget(facts.app), { id: facts.key.id, type: 'ClientKey', displayName: facts.key.jwk.kid ?? facts.key.id }],
  });
}
