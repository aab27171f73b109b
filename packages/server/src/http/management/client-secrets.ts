/** `/api/v1/apps/{id}/credentials/secrets` (okta-api 3.6.3). Secrets are shown in clear, and reading them is logged. */
import { clientSecretInput } from '@countersign/contracts';
import {
  type ClientSecretRecord,
  createClientSecret,
  deleteClientSecret,
  readClientSecret,
  readClientSecrets,
  setClientSecretStatus,
  sha256,
} from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { link, time } from './links.js';
import { created, type ManagementCall, noContent, ok } from './management-call.js';
import type { Router } from './router.js';

export function clientSecretRoutes(routes: Router, server: ServerContext): void {
  const collection = '/apps/:appId/credentials/secrets';
  const named = (call: ManagementCall) => ({ appId: call.param('appId'), id: call.param('secretId') });
  const setStatus = async (call: ManagementCall, status: 'ACTIVE' | 'INACTIVE') =>
    ok(present(await setClientSecretStatus(server, { ...named(call), status }, call.actor), call.orgUrl));

  routes.get(collection, async (call) => {
    const secrets = await readClientSecrets(server, call.param('appId'), call.actor);
    return ok(secrets.map((secret) => present(secret, call.orgUrl)));
  });
  routes.post(collection, async (call) => {
    const creation = { appId: call.param('appId'), input: call.body(clientSecretInput) };
    return created(present(await createClientSecret(server, creation, call.actor), call.orgUrl));
  });
  routes.get(`${collection}/:secretId`, async (call) => ok(present(await readClientSecret(server, named(call), call.actor), call.orgUrl)));
  routes.post(`${collection}/:secretId/lifecycle/activate`, (call) => setStatus(call, 'ACTIVE'));
  routes.post(`${collection}/:secretId/lifecycle/deactivate`, (call) => setStatus(call, 'INACTIVE'));
  routes.delete(`${collection}/:secretId`, async (call) => {
    await deleteClientSecret(server, named(call), call.actor);
    return noContent;
  });
}

function present(secret: ClientSecretRecord, orgUrl: string): object {
  const path = `/apps/${secret.appId}/credentials/secrets/${secret.id}`;
  return {
    id: secret.id,
    status: secret.status,
    client_secret: secret.value,
    secret_hash: sha256(secret.value).slice(0, 22),
    created: time(secret.createdAt),
    lastUpdated: time(secret.updatedAt),
    _links:
      secret.status === 'ACTIVE'
        ? { deactivate: link(orgUrl, `${path}/lifecycle/deactivate`, 'POST') }
        : { activate: link(orgUrl, `${path}/lifecycle/activate`, 'POST'), delete: link(orgUrl, path, 'DELETE') },
  };
}
