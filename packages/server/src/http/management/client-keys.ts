/** `/api/v1/apps/{appId}/credentials/jwks` (okta-api 3.6.4). */
import type { clientKeyOperations, clientKeyOutput } from '@countersign/contracts';
import { addClientKey, type ClientKeyRecord, deleteClientKey, getClientKey, listClientKeys, setClientKeyStatus } from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';
import type { CallFacts } from './operation-call.js';

type KeyCall = CallFacts & { readonly path: { readonly appId: string; readonly keyId: string } };

export function clientKeyHandlers(server: ServerContext): Handlers<typeof clientKeyOperations> {
  const set = async ({ path, actor, orgUrl }: KeyCall, status: ClientKeyRecord['status']) =>
    present(await setClientKeyStatus(server, { appId: path.appId, id: path.keyId, status }, actor), { appId: path.appId, orgUrl });
  return {
    async listJwk({ path, actor, orgUrl }) {
      const keys = (await listClientKeys(server, path.appId, actor)).map((key) => present(key, { appId: path.appId, orgUrl }));
      return { keys, jwks: { keys } };
    },
    async addJwk({ path, actor, orgUrl, body }) {
      return present(await addClientKey(server, { appId: path.appId, ...body() }, actor), { appId: path.appId, orgUrl });
    },
    async getJwk({ path, actor, orgUrl }) {
      return present(await getClientKey(server, { appId: path.appId, id: path.keyId }, actor), { appId: path.appId, orgUrl });
    },
    activateJwk: (call) => set(call, 'ACTIVE'),
    deactivateJwk: (call) => set(call, 'INACTIVE'),
    deleteJwk: ({ path, actor }) => deleteClientKey(server, { appId: path.appId, id: path.keyId }, actor),
  };
}

function present(
  { id, jwk, status, createdAt, updatedAt }: ClientKeyRecord,
  { appId, orgUrl }: { readonly appId: string; readonly orgUrl: string },
): Presented<z.output<typeof clientKeyOutput>> {
  const path = `/apps/${appId}/credentials/jwks/${id}`;
  const active = status === 'ACTIVE';
  return {
    ...jwk,
    id,
    kid: jwk.kid ?? id,
    status,
    created: time(createdAt),
    lastUpdated: time(updatedAt),
    _links: {
      self: link(orgUrl, path),
      ...(active
        ? { deactivate: link(orgUrl, `${path}/lifecycle/deactivate`, 'POST') }
        : { activate: link(orgUrl, `${path}/lifecycle/activate`, 'POST'), delete: link(orgUrl, path, 'DELETE') }),
    },
  };
}
