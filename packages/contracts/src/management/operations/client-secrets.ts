import { z } from 'zod';
import { clientSecretInput, clientSecretOutput } from '../client-secrets.js';
import { operations } from './operation.js';

/** `/api/v1/apps/{appId}/credentials/secrets` (okta-api 3.6.3). Secrets are answered in clear: reading them takes the right to manage the app. */
export const clientSecretOperations = operations('ApplicationSecret', {
  listOAuth2ClientSecrets: {
    method: 'GET',
    path: '/api/v1/apps/{appId}/credentials/secrets',
    summary: 'List the secrets of an app',
    description: 'In clear; every reading is logged.',
    access: 'okta.apps.manage',
    status: 200,
    answer: z.array(clientSecretOutput),
  },
  createOAuth2ClientSecret: {
    method: 'POST',
    path: '/api/v1/apps/{appId}/credentials/secrets',
    summary: 'Create a secret of an app',
    description: 'An app has at most two.',
    access: 'okta.apps.manage',
    body: clientSecretInput,
    status: 201,
    answer: clientSecretOutput,
  },
  getOAuth2ClientSecret: {
    method: 'GET',
    path: '/api/v1/apps/{appId}/credentials/secrets/{secretId}',
    summary: 'Read a secret of an app',
    description: 'In clear; every reading is logged.',
    access: 'okta.apps.manage',
    status: 200,
    answer: clientSecretOutput,
  },
  activateOAuth2ClientSecret: {
    method: 'POST',
    path: '/api/v1/apps/{appId}/credentials/secrets/{secretId}/lifecycle/activate',
    summary: 'Activate a secret of an app',
    access: 'okta.apps.manage',
    status: 200,
    answer: clientSecretOutput,
  },
  deactivateOAuth2ClientSecret: {
    method: 'POST',
    path: '/api/v1/apps/{appId}/credentials/secrets/{secretId}/lifecycle/deactivate',
    summary: 'Deactivate a secret of an app',
    access: 'okta.apps.manage',
    status: 200,
    answer: clientSecretOutput,
  },
  deleteOAuth2ClientSecret: {
    method: 'DELETE',
    path: '/api/v1/apps/{appId}/credentials/secrets/{secretId}',
    summary: 'Delete a secret of an app',
    access: 'okta.apps.manage',
    status: 204,
  },
});
