/** API tokens for `Authorization: SSWS …` (okta-api 3.1): each belongs to an administrator, dies after 30 idle days, and with its owner. */
import type { ApiTokenInput } from '@countersign/contracts';
import type { ApiTokenRecord } from '../../ports/management/api-token-store.js';
import { type Administrator, administratorOf } from '../administrator/administrator.js';
import { ApiError, notFound } from '../api-error.js';
import { sha256 } from '../digest.js';
import { newId, randomText } from '../id.js';
import type { User } from '../user/user.js';
import { changeEvent, type Actor, type Administration } from './administration.js';

const dayMs = 86_400_000;
/** A token not used for so long is dead. */
export const apiTokenIdleMs = 30 * dayMs;
/** Uses closer together than this are not written down one by one. */
const touchEveryMs = 60_000;

/** The token is returned here and never again. */
export async function createApiToken(
  admin: Administration,
  creation: { readonly input: ApiTokenInput; readonly owner: User },
  actor: Actor,
): Promise<{ readonly record: ApiTokenRecord; readonly token: string }> {
  const { input, owner } = creation;
  if (owner.status !== 'ACTIVE') throw new ApiError('E0000038');
  const now = admin.engine.clock.now();
  const token = `00${randomText(admin.engine.random, 40)}`;
  const record: ApiTokenRecord = {
    id: newId(admin.engine.random, '00T'),
    orgId: actor.orgId,
    userId: owner.id,
    name: input.name,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + apiTokenIdleMs,
  };
  await admin.management.apiTokens.insert({
    token: record,
    hash: sha256(token),
    event: tokenEvent(admin, actor, { verb: 'create', record }),
  });
  return { record, token };
}

export function listApiTokens(admin: Administration, actor: Actor): Promise<readonly ApiTokenRecord[]> {
  return admin.management.apiTokens.list(actor.orgId);
}

/** Throws E0000007. */
export async function getApiToken(admin: Administration, id: string, actor: Actor): Promise<ApiTokenRecord> {
  const record = await admin.management.apiTokens.findById(actor.orgId, id);
  if (record === undefined) throw notFound(id, 'ApiToken');
  return record;
}

export async function revokeApiToken(admin: Administration, id: string, actor: Actor): Promise<void> {
  const record = await getApiToken(admin, id, actor);
  const done = await admin.management.apiTokens.delete({
    orgId: actor.orgId,
    id,
    event: tokenEvent(admin, actor, { verb: 'revoke', record }),
  });
  if (!done) throw notFound(id, 'ApiToken');
}

/**
 * Whose token this is; it can do what that administrator may now. Looked up by its SHA-256, so that the time taken tells nothing about
 * stored tokens. Throws E0000011 (unknown, expired, owner not active), E0000006 (owner is no administrator).
 */
export async function authenticateApiToken(admin: Administration, token: string): Promise<Administrator> {
  const now = admin.engine.clock.now();
  const holder = await admin.management.apiTokens.findByHash(sha256(token));
  if (holder === undefined) throw new ApiError('E0000011', { reason: 'unknown API token' });
  const { token: record, owner, roles } = holder;
  if (record.expiresAt <= now) throw new ApiError('E0000011', { reason: 'API token expired' });
  if (owner.status !== 'ACTIVE') throw new ApiError('E0000011', { reason: 'owner of the API token is not active' });
  const administrator = administratorOf({ ...owner, orgId: record.orgId }, roles, { kind: 'api-token', id: record.id });
  if (now - record.lastUsedAt >= touchEveryMs) await admin.management.apiTokens.touch(record.id, now, now + apiTokenIdleMs);
  return administrator;
}

function tokenEvent(admin: Administration, actor: Actor, { verb, record }: { verb: 'create' | 'revoke'; record: ApiTokenRecord }) {
  return changeEvent(admin, actor, {
    eventType: `system.api_token.${verb}`,
    displayMessage: verb === 'create' ? 'Create API token' : 'Revoke API token',
    targets: [{ id: record.id, type: 'Token', displayName: record.name }],
  });
}
