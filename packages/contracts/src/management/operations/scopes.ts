import { z } from 'zod';
import { scopeInput, scopeOutput, scopeReplacement } from '../authorization-servers.js';
import { operations } from './operation.js';

/** `/api/v1/authorizationServers/{authServerId}/scopes` (okta-api 3.7). */
export const scopeOperations = operations('AuthorizationServerScope', {
  listOAuth2Scopes: {
    method: 'GET',
    path: '/api/v1/authorizationServers/{authServerId}/scopes',
    summary: 'List scopes',
    access: 'okta.authorizationServers.read',
    status: 200,
    answer: z.array(scopeOutput),
  },
  createOAuth2Scope: {
    method: 'POST',
    path: '/api/v1/authorizationServers/{authServerId}/scopes',
    summary: 'Create a scope',
    access: 'okta.authorizationServers.manage',
    body: scopeInput,
    status: 201,
    answer: scopeOutput,
  },
  getOAuth2Scope: {
    method: 'GET',
    path: '/api/v1/authorizationServers/{authServerId}/scopes/{scopeId}',
    summary: 'Read a scope',
    access: 'okta.authorizationServers.read',
    status: 200,
    answer: scopeOutput,
  },
  replaceOAuth2Scope: {
    method: 'PUT',
    path: '/api/v1/authorizationServers/{authServerId}/scopes/{scopeId}',
    summary: 'Replace a scope',
    access: 'okta.authorizationServers.manage',
    body: scopeReplacement,
    status: 200,
    answer: scopeOutput,
  },
  deleteOAuth2Scope: {
    method: 'DELETE',
    path: '/api/v1/authorizationServers/{authServerId}/scopes/{scopeId}',
    summary: 'Delete a scope',
    access: 'okta.authorizationServers.manage',
    status: 204,
  },
});
