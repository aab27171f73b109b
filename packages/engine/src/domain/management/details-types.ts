/** Types of authorization details of a custom authorization server (RFC 9396). */
import type { AuthorizationDetailsTypeInput } from '@countersign/contracts';
import type {
  AuthorizationDetailsTypeRecord,
  AuthorizationServerRecord,
} from '../../ports/management/managed-authorization-server-store.js';
import { type ApiError, notFound, validationFailed } from '../api-error.js';
import { assertCompiles } from '../authorization-details/compile-type.js';
import { newId } from '../id.js';
import { type Actor, type Administration, changeEvent } from './administration.js';
import { getAuthorizationServer, serverChanged, serverTarget } from './authorization-servers.js';
import { type ChangedFields, changedFields } from './changed-fields.js';

interface TypeName {
  readonly serverId: string;
  readonly id: string;
}

/** Compiled when first used, by every node: so many as fit into memory with ease. */
const maxTypes = 100;

export async function listDetailsTypes(
  admin: Administration,
  serverId: string,
  actor: Actor,
): Promise<readonly AuthorizationDetailsTypeRecord[]> {
  const server = await getAuthorizationServer(admin, serverId, actor);
  return admin.management.authorizationServers.listDetailsTypes(actor.orgId, server.id);
}

/** Throws E0000007. */
export async function getDetailsType(admin: Administration, named: TypeName, actor: Actor): Promise<AuthorizationDetailsTypeRecord> {
  const record = (await listDetailsTypes(admin, named.serverId, actor)).find(({ id }) => id === named.id);
  if (record === undefined) throw notFound(named.id, 'AuthorizationDetailsType');
  return record;
}

export async function createDetailsTypeRecord(
  admin: Administration,
  creation: { readonly serverId: string; readonly input: AuthorizationDetailsTypeInput },
  actor: Actor,
): Promise<AuthorizationDetailsTypeRecord> {
  const { input } = creation;
  const server = await getAuthorizationServer(admin, creation.serverId, actor);
  refuseFaultySchema(input);
  const known = await admin.management.authorizationServers.listDetailsTypes(actor.orgId, server.id);
  if (known.length >= maxTypes) throw validationFailed('type', [`type: an authorization server has at most ${maxTypes} types`]);
  const now = admin.engine.clock.now();
  const record: AuthorizationDetailsTypeRecord = {
    id: newId(admin.engine.random, 'adt'),
    version: 1,
    ...input,
    createdAt: now,
    updatedAt: now,
  };
  const event = typeEvent(admin, actor, { verb: 'created', server, record });
  const outcome = await admin.management.authorizationServers.insertDetailsType({ orgId: actor.orgId, serverId: server.id, record, event });
  if (outcome === 'duplicate-name') throw duplicateName();
  await serverChanged(admin, server.id);
  return record;
}

/** Requests that were accepted keep what they were accepted with, and what people were shown. */
export async function replaceDetailsType(
  admin: Administration,
  replacement: TypeName & { readonly input: AuthorizationDetailsTypeInput },
  actor: Actor,
): Promise<AuthorizationDetailsTypeRecord> {
  const { input } = replacement;
  const server = await getAuthorizationServer(admin, replacement.serverId, actor);
  const before = await getDetailsType(admin, replacement, actor);
  refuseFaultySchema(input);
  const record: AuthorizationDetailsTypeRecord = {
    ...before,
    ...input,
    version: before.version + 1,
    updatedAt: admin.engine.clock.now(),
  };
  const changes = changedFields(settingsOf(before), settingsOf(record));
  const event = typeEvent(admin, actor, { verb: 'updated', server, record, changes });
  const outcome = await admin.management.authorizationServers.replaceDetailsType({
    orgId: actor.orgId,
    serverId: server.id,
    record,
    event,
  });
  if (outcome === 'duplicate-name') throw duplicateName();
  if (outcome === 'not-found') {
    await getDetailsType(admin, replacement, actor);
    throw validationFailed('version', ['version: somebody else replaced the type at the same time']);
  }
  await serverChanged(admin, server.id);
  return record;
}

export async function deleteDetailsType(admin: Administration, named: TypeName, actor: Actor): Promise<void> {
  const server = await getAuthorizationServer(admin, named.serverId, actor);
  const record = await getDetailsType(admin, named, actor);
  const event = typeEvent(admin, actor, { verb: 'deleted', server, record });
  const now = admin.engine.clock.now();
  await admin.management.authorizationServers.deleteDetailsType({ orgId: actor.orgId, serverId: server.id, id: record.id, now, event });
  await serverChanged(admin, server.id);
}

/** What the contract cannot tell: members that are right one by one and make no sense together. */
function refuseFaultySchema({ type, schema }: AuthorizationDetailsTypeInput): void {
  try {
    assertCompiles(type, schema);
  } catch {
    throw validationFailed('schema', ['schema: cannot be compiled']);
  }
}

const settingsOf = ({ type, version, schema, display }: AuthorizationDetailsTypeRecord) => ({ type, version, schema, display });

interface EventFacts {
  readonly verb: 'created' | 'updated' | 'deleted';
  readonly server: AuthorizationServerRecord;
  readonly record: AuthorizationDetailsTypeRecord;
  readonly changes?: ChangedFields | undefined;
}

function typeEvent(admin: Administration, actor: Actor, { verb, server, record, changes }: EventFacts) {
  return changeEvent(admin, actor, {
    eventType: `x.oauth2.authorization_details_type.${verb}`,
    displayMessage: `Authorization details type ${verb}`,
    targets: [{ id: record.id, type: 'AuthorizationDetailsType', displayName: record.type }, serverTarget(server)],
    changes,
  });
}

function duplicateName(): ApiError {
  return validationFailed('type', ['type: a type of this name exists']);
}
