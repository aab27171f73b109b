import { z } from 'zod';
import { claimInput, claimOutput, claimReplacement } from '../authorization-servers.js';
import { operations } from './operation.js';

/** `/api/v1/authorizationServers/{authServerId}/claims` (okta-api 3.7). */
export const claimOperations = operations('AuthorizationServerClaim', {
  listOAuth2Claims: {
    method: 'GET',
    path: '/api/v1/authorizationServers/{authServerId}/claims',
    summary: 'List claims',
    access: 'okta.authorizationServers.read',
    status: 200,
    answer: z.array(claimOutput),
  },
  createOAuth2Claim: {
    method: 'POST',
    path: '/api/v1/authorizationServers/{authServerId}/claims',
    summary: 'Create a claim',
    access: 'okta.authorizationServers.manage',
    body: claimInput,
    status: 201,
    answer: claimOutput,
  },
  getOAuth2Claim: {
    method: 'GET',
    path: '/api/v1/authorizationServers/{authServerId}/claims/{claimId}',
    summary: 'Read a claim',
    access: 'okta.authorizationServers.read',
    status: 200,
    answer: claimOutput,
  },
  replaceOAuth2Claim: {
    method: 'PUT',
    path: '/api/v1/authorizationServers/{authServerId}/claims/{claimId}',
    summary: 'Replace a claim',
    access: 'okta.authorizationServers.manage',
    body: claimReplacement,
    status: 200,
    answer: claimOutput,
  },
  deleteOAuth2Claim: {
    method: 'DELETE',
    path: '/api/v1/authorizationServers/{authServerId}/claims/{claimId}',
    summary: 'Delete a claim',
    access: 'okta.authorizationServers.manage',
    status: 204,
  },
});
