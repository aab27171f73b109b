/** `/api/v1/trustedOrigins`: whose scripts may call the org. */
import { trustedOriginInput } from '@countersign/contracts';
import {
  createTrustedOrigin,
  deleteTrustedOrigin,
  getTrustedOrigin,
  listTrustedOrigins,
  replaceTrustedOrigin,
  setTrustedOriginStatus,
  type TrustedOriginRecord,
} from '@countersign/engine';
import { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { link, time } from './links.js';
import { type ManagementCall, noContent, ok } from './management-call.js';
import { page } from './page.js';
import type { Router } from './router.js';

const collection = '/trustedOrigins';
const listQuery = z.object({ q: z.string().optional(), filter: z.string().optional() });

export function trustedOriginRoutes(routes: Router, server: ServerContext): void {
  const setStatus = async (call: ManagementCall, status: TrustedOriginRecord['status']) =>
    ok(present(await setTrustedOriginStatus(server, { id: call.param('id'), status }, call.actor), call.orgUrl));
  routes.post(collection, async (call) =>
    ok(present(await createTrustedOrigin(server, call.body(trustedOriginInput), call.actor), call.orgUrl)),
  );
  routes.get(collection, (call) =>
    page({
      call,
      path: collection,
      query: call.search({ defaultLimit: 20, maxLimit: 200 }),
      keep: call.query(listQuery),
      read: (query) => listTrustedOrigins(server, query, call.actor),
      idOf: (record) => record.id,
      present: (record) => present(record, call.orgUrl),
    }),
  );
  routes.get(`${collection}/:id`, async (call) => ok(present(await getTrustedOrigin(server, call.param('id'), call.actor), call.orgUrl)));
  routes.put(`${collection}/:id`, async (call) => {
    await getTrustedOrigin(server, call.param('id'), call.actor);
    const replacement = { id: call.param('id'), input: call.body(trustedOriginInput) };
    return ok(present(await replaceTrustedOrigin(server, replacement, call.actor), call.orgUrl));
  });
  routes.delete(`${collection}/:id`, async (call) => {
    await deleteTrustedOrigin(server, call.param('id'), call.actor);
    return noContent;
  });
  routes.post(`${collection}/:id/lifecycle/activate`, (call) => setStatus(call, 'ACTIVE'));
  routes.post(`${collection}/:id/lifecycle/deactivate`, (call) => setStatus(call, 'INACTIVE'));
}

function present(record: TrustedOriginRecord, orgUrl: string): object {
  const path = `${collection}/${record.id}`;
  const lifecycle = record.status === 'ACTIVE' ? 'deactivate' : 'activate';
  return {
    id: record.id,
    name: record.name,
    origin: record.origin,
    scopes: record.scopes.map((type) => ({ type })),
    status: record.status,
    created: time(record.createdAt),
    lastUpdated: time(record.updatedAt),
    _links: {
      self: link(orgUrl, path, 'GET', 'PUT', 'DELETE'),
      [lifecycle]: link(orgUrl, `${path}/lifecycle/${lifecycle}`, 'POST'),
    },
  };
}
