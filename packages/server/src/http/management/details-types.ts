/** `/api/v1/authorizationServers/{id}/authorizationDetailsTypes`: what clients may ask for in detail (RFC 9396). */
import { authorizationDetailsTypeInput } from '@countersign/contracts';
import {
  type AuthorizationDetailsTypeRecord,
  createDetailsTypeRecord,
  deleteDetailsType,
  getDetailsType,
  listDetailsTypes,
  replaceDetailsType,
} from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { link, time } from './links.js';
import { created, type ManagementCall, noContent, ok } from './management-call.js';
import type { Router } from './router.js';

export function detailsTypeRoutes(routes: Router, server: ServerContext): void {
  const collection = '/authorizationServers/:serverId/authorizationDetailsTypes';
  const named = (call: ManagementCall) => ({ serverId: call.param('serverId'), id: call.param('id') });
  routes.get(collection, async (call) =>
    ok((await listDetailsTypes(server, call.param('serverId'), call.actor)).map((record) => present(record, call))),
  );
  routes.post(collection, async (call) => {
    const creation = { serverId: call.param('serverId'), input: call.body(authorizationDetailsTypeInput) };
    return created(present(await createDetailsTypeRecord(server, creation, call.actor), call));
  });
  routes.get(`${collection}/:id`, async (call) => ok(present(await getDetailsType(server, named(call), call.actor), call)));
  routes.put(`${collection}/:id`, async (call) => {
    await getDetailsType(server, named(call), call.actor);
    const replacement = { ...named(call), input: call.body(authorizationDetailsTypeInput) };
    return ok(present(await replaceDetailsType(server, replacement, call.actor), call));
  });
  routes.delete(`${collection}/:id`, async (call) => {
    await deleteDetailsType(server, named(call), call.actor);
    return noContent;
  });
}

function present(record: AuthorizationDetailsTypeRecord, call: ManagementCall): object {
  const path = `/authorizationServers/${encodeURIComponent(call.param('serverId'))}/authorizationDetailsTypes/${record.id}`;
  return {
    id: record.id,
    type: record.type,
    version: record.version,
    schema: record.schema,
    display: record.display,
    created: time(record.createdAt),
    lastUpdated: time(record.updatedAt),
    _links: { self: link(call.orgUrl, path, 'GET', 'PUT', 'DELETE') },
  };
}
