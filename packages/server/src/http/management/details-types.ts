/** `/api/v1/authorizationServers/{authServerId}/authorizationDetailsTypes`: what clients may ask for in detail (RFC 9396). */
import type { authorizationDetailsTypeOutput, detailsTypeOperations } from '@countersign/contracts';
import {
  type AuthorizationDetailsTypeRecord,
  createDetailsTypeRecord,
  deleteDetailsType,
  getDetailsType,
  listDetailsTypes,
  replaceDetailsType,
} from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';
import type { CallFacts } from './operation-call.js';

export function detailsTypeHandlers(server: ServerContext): Handlers<typeof detailsTypeOperations> {
  const named = ({ path }: ServerCall & { readonly path: { readonly typeId: string } }) => ({
    serverId: path.authServerId,
    id: path.typeId,
  });
  return {
    listAuthorizationDetailsTypes: async (call) =>
      (await listDetailsTypes(server, call.path.authServerId, call.actor)).map((record) => present(record, call)),
    createAuthorizationDetailsType: async (call) =>
      present(await createDetailsTypeRecord(server, { serverId: call.path.authServerId, input: call.body() }, call.actor), call),
    getAuthorizationDetailsType: async (call) => present(await getDetailsType(server, named(call), call.actor), call),
    async replaceAuthorizationDetailsType(call) {
      await getDetailsType(server, named(call), call.actor);
      return present(await replaceDetailsType(server, { ...named(call), input: call.body() }, call.actor), call);
    },
    deleteAuthorizationDetailsType: (call) => deleteDetailsType(server, named(call), call.actor),
  };
}

type ServerCall = CallFacts & { readonly path: { readonly authServerId: string } };

function present(
  record: AuthorizationDetailsTypeRecord,
  { orgUrl, path }: ServerCall,
): Presented<z.output<typeof authorizationDetailsTypeOutput>> {
  const own = `/authorizationServers/${encodeURIComponent(path.authServerId)}/authorizationDetailsTypes/${record.id}`;
  return {
    id: record.id,
    type: record.type,
    version: record.version,
    schema: record.schema,
    display: record.display,
    created: time(record.createdAt),
    lastUpdated: time(record.updatedAt),
    _links: { self: link(orgUrl, own, 'GET', 'PUT', 'DELETE') },
  };
}
