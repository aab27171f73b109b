/** Trusted origins (decisions 2.12): whose scripts may call the org. An origin is in the list once. */
import type { TrustedOriginInput } from '@countersign/contracts';
import type { SearchQuery } from '../../ports/management/paging.js';
import type { TrustedOriginRecord } from '../../ports/management/trusted-origin-store.js';
import { notFound, validationFailed } from '../api-error.js';
import type { SystemLogEvent } from '../event/system-log-event.js';
import { newId } from '../id.js';
import { announce, changeEvent, type Actor, type Administration } from './administration.js';
import { type ChangedFields, changedFields } from './changed-fields.js';

/** Throws E0000007. */
export async function getTrustedOrigin(admin: Administration, id: string, actor: Actor): Promise<TrustedOriginRecord> {
  const record = await admin.management.trustedOrigins.findById(actor.orgId, id);
  if (record === undefined) throw notFound(id, 'TrustedOrigin');
  return record;
}

export function listTrustedOrigins(admin: Administration, query: SearchQuery, actor: Actor): Promise<readonly TrustedOriginRecord[]> {
  return admin.management.trustedOrigins.list(actor.orgId, query);
}

/** Throws E0000001 when the origin is in the list already. */
export async function createTrustedOrigin(admin: Administration, input: TrustedOriginInput, actor: Actor): Promise<TrustedOriginRecord> {
  const now = admin.engine.clock.now();
  const record: TrustedOriginRecord = {
    ...input,
    id: newId(admin.engine.random, 'tos'),
    orgId: actor.orgId,
    status: 'ACTIVE',
    createdAt: now,
    updatedAt: now,
  };
  const event = originEvent(admin, actor, { verb: 'create', record });
  if ((await admin.management.trustedOrigins.insert({ record, event })) === 'duplicate') throw duplicate();
  await changed(admin, record.id);
  return record;
}

/** What every start makes sure of for an app that this server serves itself; one that an administrator changed stays as it is. */
export async function ensureTrustedOrigin(admin: Administration, input: TrustedOriginInput, actor: Actor): Promise<void> {
  if ((await admin.management.trustedOrigins.findByOrigin(actor.orgId, input.origin)) === undefined) {
    await createTrustedOrigin(admin, input, actor);
  }
}

export async function replaceTrustedOrigin(
  admin: Administration,
  replacement: { readonly id: string; readonly input: TrustedOriginInput },
  actor: Actor,
): Promise<TrustedOriginRecord> {
  const before = await getTrustedOrigin(admin, replacement.id, actor);
  const record: TrustedOriginRecord = { ...before, ...replacement.input, updatedAt: admin.engine.clock.now() };
  const facts = ({ name, origin, scopes }: TrustedOriginRecord) => ({ name, origin, scopes: scopes.join(' ') });
  return write(admin, record, originEvent(admin, actor, { verb: 'update', record, changes: changedFields(facts(before), facts(record)) }));
}

export async function setTrustedOriginStatus(
  admin: Administration,
  change: { readonly id: string; readonly status: TrustedOriginRecord['status'] },
  actor: Actor,
): Promise<TrustedOriginRecord> {
  const before = await getTrustedOrigin(admin, change.id, actor);
  if (before.status === change.status) return before;
  const record: TrustedOriginRecord = { ...before, status: change.status, updatedAt: admin.engine.clock.now() };
  return write(admin, record, originEvent(admin, actor, { verb: change.status === 'ACTIVE' ? 'activate' : 'deactivate', record }));
}

export async function deleteTrustedOrigin(admin: Administration, id: string, actor: Actor): Promise<void> {
  const record = await getTrustedOrigin(admin, id, actor);
  const event = originEvent(admin, actor, { verb: 'delete', record });
  if (!(await admin.management.trustedOrigins.delete({ orgId: actor.orgId, id, event }))) throw notFound(id, 'TrustedOrigin');
  await changed(admin, id);
}

async function write(admin: Administration, record: TrustedOriginRecord, event: SystemLogEvent): Promise<TrustedOriginRecord> {
  switch (await admin.management.trustedOrigins.replace({ record, event })) {
    case 'done':
      await changed(admin, record.id);
      return record;
    case 'not-found':
      throw notFound(record.id, 'TrustedOrigin');
    case 'duplicate':
      throw duplicate();
  }
}

interface OriginEvent {
  readonly verb: 'create' | 'update' | 'activate' | 'deactivate' | 'delete';
  readonly record: TrustedOriginRecord;
  readonly changes?: ChangedFields | undefined;
}

function originEvent(admin: Administration, actor: Actor, { verb, record, changes }: OriginEvent): SystemLogEvent {
  return changeEvent(admin, actor, {
    eventType: `security.trusted_origin.${verb}`,
    displayMessage: `${verb.charAt(0).toUpperCase()}${verb.slice(1)} trusted origin`,
    targets: [{ id: record.id, type: 'TrustedOrigin', displayName: record.name, alternateId: record.origin }],
    changes,
  });
}

function changed(admin: Administration, id: string): Promise<void> {
  return announce(admin, [{ kind: 'changed', record: 'trusted-origin', id }]);
}

function duplicate() {
  return validationFailed('origin', ['origin: this origin is in the list already']);
}
