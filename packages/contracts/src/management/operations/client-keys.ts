import { clientKeyInput, clientKeyOutput, clientKeysOutput } from '../client-keys.js';
import { operations } from './operation.js';

/** `/api/v1/apps/{appId}/credentials/jwks` (okta-api 3.6.4). */
export const clientKeyOperations = operations('ApplicationSSOPublicKeys', {
  listJwk: {
    method: 'GET',
    path: '/api/v1/apps/{appId}/credentials/jwks',
    summary: 'List the public keys of an app',
    access: 'okta.apps.read',
    status: 200,
    answer: clientKeysOutput,
  },
  addJwk: {
    method: 'POST',
    path: '/api/v1/apps/{appId}/credentials/jwks',
    summary: 'Add a public key to an app',
    access: 'okta.apps.manage',
    body: clientKeyInput,
    status: 201,
    answer: clientKeyOutput,
  },
  getJwk: {
    method: 'GET',
    path: '/api/v1/apps/{appId}/credentials/jwks/{keyId}',
    summary: 'Read a public key of an app',
    access: 'okta.apps.read',
    status: 200,
    answer: clientKeyOutput,
  },
  activateJwk: {
    method: 'POST',
    path: '/api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/activate',
    summary: 'Activate a public key of an app',
    access: 'okta.apps.manage',
    status: 200,
    answer: clientKeyOutput,
  },
  deactivateJwk: {
    method: 'POST',
    path: '/api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/deactivate',
    summary: 'Deactivate a public key of an app',
    description: 'What it signed is refused from then on.',
    access: 'okta.apps.manage',
    status: 200,
    answer: clientKeyOutput,
  },
  deleteJwk: {
    method: 'DELETE',
    path: '/api/v1/apps/{appId}/credentials/jwks/{keyId}',
    summary: 'Delete an inactive public key of an app',
    access: 'okta.apps.manage',
    status: 204,
  },
});
