import { z } from 'zod';
import { authorizationDetailsTypeInput, authorizationDetailsTypeOutput } from '../authorization-details-types.js';
import { operations } from './operation.js';

/** `/api/v1/authorizationServers/{authServerId}/authorizationDetailsTypes`: what clients may ask for in detail (RFC 9396). Ours. */
export const detailsTypeOperations = operations('AuthorizationDetailsType', {
  listAuthorizationDetailsTypes: {
    method: 'GET',
    path: '/api/v1/authorizationServers/{authServerId}/authorizationDetailsTypes',
    summary: 'List types of authorization details',
    access: 'okta.authorizationServers.read',
    status: 200,
    answer: z.array(authorizationDetailsTypeOutput),
  },
  createAuthorizationDetailsType: {
    method: 'POST',
    path: '/api/v1/authorizationServers/{authServerId}/authorizationDetailsTypes',
    summary: 'Create a type of authorization details',
    access: 'okta.authorizationServers.manage',
    body: authorizationDetailsTypeInput,
    status: 201,
    answer: authorizationDetailsTypeOutput,
  },
  getAuthorizationDetailsType: {
    method: 'GET',
    path: '/api/v1/authorizationServers/{authServerId}/authorizationDetailsTypes/{typeId}',
    summary: 'Read a type of authorization details',
    access: 'okta.authorizationServers.read',
    status: 200,
    answer: authorizationDetailsTypeOutput,
  },
  replaceAuthorizationDetailsType: {
    method: 'PUT',
    path: '/api/v1/authorizationServers/{authServerId}/authorizationDetailsTypes/{typeId}',
    summary: 'Replace a type of authorization details',
    access: 'okta.authorizationServers.manage',
    body: authorizationDetailsTypeInput,
    status: 200,
    answer: authorizationDetailsTypeOutput,
  },
  deleteAuthorizationDetailsType: {
    method: 'DELETE',
    path: '/api/v1/authorizationServers/{authServerId}/authorizationDetailsTypes/{typeId}',
    summary: 'Delete a type of authorization details',
    access: 'okta.authorizationServers.manage',
    status: 204,
  },
});
