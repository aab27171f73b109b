/** `/api/v1/apps/{appId}/credentials/secrets` (okta-api 3.6.3). Secrets are shown in clear, and reading them is logged. */
import type { clientSecretOperations, clientSecretOutput } from '@countersign/contracts';
import {
  type ClientSecretRecord,
  createClientSecret,
  deleteClientSecret,
  readClientSecret,
  readClientSecrets,
  setClientSecretStatus,
  sha256,
} from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';
import type { CallFacts } from './operation-call.js';

export function clientSecretHandlers(server: ServerContext): Handlers<typeof clientSecretOperations> {
  const setStatus = async (call: Addressed, status: 'ACTIVE' | 'INACTIVE') =>
    present(await setClientSecretStatus(server, { ...named(call), status }, call.actor), call.orgUrl);
  return {
    async listOAuth2ClientSecrets(call) {
      const secrets = await readClientSecrets(server, call.path.appId, call.actor);
      return secrets.map((secret) => present(secret, call.orgUrl));
    },
    createOAuth2ClientSecret: async (call) =>
      present(await createClientSecret(server, { appId: call.path.appId, input: call.body() }, call.actor), call.orgUrl),
    getOAuth2ClientSecret: async (call) => present(await readClientSecret(server, named(call), call.actor), call.orgUrl),
    activateOAuth2ClientSecret: (call) => setStatus(call, 'ACTIVE'),
    deactivateOAuth2ClientSecret: (call) => setStatus(call, 'INACTIVE'),
    deleteOAuth2ClientSecret: (call) => deleteClientSecret(server, named(call), call.actor),
  };
}

type Addressed = CallFacts & { readonly path: { readonly appId: string; readonly secretId: string } };

const named = ({ path }: Addressed) => ({ appId: path.appId, id: path.secretId });

function present(secret: ClientSecretRecord, orgUrl: string): Presented<z.output<typeof clientSecretOutput>> {
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
