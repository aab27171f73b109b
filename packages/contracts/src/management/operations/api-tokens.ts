import { z } from 'zod';
import { apiTokenInput, apiTokenOutput } from '../api-tokens.js';
import { operations } from './operation.js';

/** `/api/v1/api-tokens` (okta-api 3.14). Creating one here is ours. */
export const apiTokenOperations = operations('ApiToken', {
  createApiToken: {
    method: 'POST',
    path: '/api/v1/api-tokens',
    summary: 'Create an API token of your own',
    description: 'The token is in this answer and nowhere else.',
    access: 'okta.apiTokens.manage',
    body: apiTokenInput,
    status: 201,
    answer: apiTokenOutput,
  },
  listApiTokens: {
    method: 'GET',
    path: '/api/v1/api-tokens',
    summary: 'List API tokens',
    access: 'okta.apiTokens.read',
    status: 200,
    answer: z.array(apiTokenOutput),
  },
  revokeCurrentApiToken: {
    method: 'DELETE',
    path: '/api/v1/api-tokens/current',
    summary: 'Revoke the API token of this call',
    access: 'okta.apiTokens.manage',
    status: 204,
  },
  getApiToken: {
    method: 'GET',
    path: '/api/v1/api-tokens/{apiTokenId}',
    summary: 'Read an API token',
    access: 'okta.apiTokens.read',
    status: 200,
    answer: apiTokenOutput,
  },
  revokeApiToken: {
    method: 'DELETE',
    path: '/api/v1/api-tokens/{apiTokenId}',
    summary: 'Revoke an API token',
    access: 'okta.apiTokens.manage',
    status: 204,
  },
});
