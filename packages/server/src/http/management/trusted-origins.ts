/** `/api/v1/trustedOrigins`: whose scripts may call the org. */
import type { trustedOriginOperations, trustedOriginOutput } from '@countersign/contracts';
import {
  createTrustedOrigin,
  deleteTrustedOrigin,
  getTrustedOrigin,
  listTrustedOrigins,
  replaceTrustedOrigin,
  setTrustedOriginStatus,
  type TrustedOriginRecord,
} from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';
import { listPage } from './list-page.js';
import type { CallFacts } from './operation-call.js';

export function trustedOriginHandlers(server: ServerContext): Handlers<typeof trustedOriginOperations> {
  const setStatus = async (call: OriginCall, status: TrustedOriginRecord['status']) =>
    present(await setTrustedOriginStatus(server, { id: call.path.trustedOriginId, status }, call.actor), call.orgUrl);
  return {
    createTrustedOrigin: async (call) => present(await createTrustedOrigin(server, call.body(), call.actor), call.orgUrl),
    listTrustedOrigins: (call) =>
      listPage(call, {
        read: (query) => listTrustedOrigins(server, query, call.actor),
        idOf: (record) => record.id,
        present: (record) => present(record, call.orgUrl),
      }),
    getTrustedOrigin: async (call) => present(await getTrustedOrigin(server, call.path.trustedOriginId, call.actor), call.orgUrl),
    async replaceTrustedOrigin(call) {
      const { id } = await getTrustedOrigin(server, call.path.trustedOriginId, call.actor);
      return present(await replaceTrustedOrigin(server, { id, input: call.body() }, call.actor), call.orgUrl);
    },
    deleteTrustedOrigin: (call) => deleteTrustedOrigin(server, call.path.trustedOriginId, call.actor),
    activateTrustedOrigin: (call) => setStatus(call, 'ACTIVE'),
    deactivateTrustedOrigin: (call) => setStatus(call, 'INACTIVE'),
  };
}

type OriginCall = CallFacts & { readonly path: { readonly trustedOriginId: string } };

function present(record: TrustedOriginRecord, orgUrl: string): Presented<z.output<typeof trustedOriginOutput>> {
  const path = `/trustedOrigins/${record.id}`;
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
