import { z } from 'zod';
import { authorizationServerInput, authorizationServerOutput, keyRotateInput, serverKeyOutput } from '../authorization-servers.js';
import { nameQuery } from '../query-parameters.js';
import { operations } from './operation.js';

/** `/api/v1/authorizationServers`: the servers and their keys (okta-api 3.7). */
export const authorizationServerOperations = operations('AuthorizationServer', {
  createAuthorizationServer: {
    method: 'POST',
    path: '/api/v1/authorizationServers',
    summary: 'Create an authorization server',
    access: 'okta.authorizationServers.manage',
    body: authorizationServerInput,
    status: 201,
    answer: authorizationServerOutput,
  },
  listAuthorizationServers: {
    method: 'GET',
    path: '/api/v1/authorizationServers',
    summary: 'List authorization servers',
    access: 'okta.authorizationServers.read',
    query: nameQuery,
    list: { defaultLimit: 200, maxLimit: 200 },
    status: 200,
    answer: z.array(authorizationServerOutput),
  },
  getAuthorizationServer: {
    method: 'GET',
    path: '/api/v1/authorizationServers/{authServerId}',
    summary: 'Read an authorization server',
    access: 'okta.authorizationServers.read',
    status: 200,
    answer: authorizationServerOutput,
  },
  replaceAuthorizationServer: {
    method: 'PUT',
    path: '/api/v1/authorizationServers/{authServerId}',
    summary: 'Replace an authorization server',
    access: 'okta.authorizationServers.manage',
    body: authorizationServerInput,
    status: 200,
    answer: authorizationServerOutput,
  },
  deleteAuthorizationServer: {
    method: 'DELETE',
    path: '/api/v1/authorizationServers/{authServerId}',
    summary: 'Delete an authorization server',
    description: 'The default one stays.',
    access: 'okta.authorizationServers.manage',
    status: 204,
  },
  activateAuthorizationServer: {
    method: 'POST',
    path: '/api/v1/authorizationServers/{authServerId}/lifecycle/activate',
    summary: 'Activate an authorization server',
    access: 'okta.authorizationServers.manage',
    status: 204,
  },
  deactivateAuthorizationServer: {
    method: 'POST',
    path: '/api/v1/authorizationServers/{authServerId}/lifecycle/deactivate',
    summary: 'Deactivate an authorization server',
    access: 'okta.authorizationServers.manage',
    status: 204,
  },
  listAuthorizationServerKeys: {
    method: 'GET',
    path: '/api/v1/authorizationServers/{authServerId}/credentials/keys',
    summary: 'List the keys of an authorization server',
    access: 'okta.authorizationServers.read',
    status: 200,
    answer: z.array(serverKeyOutput),
  },
  getAuthorizationServerKey: {
    method: 'GET',
    path: '/api/v1/authorizationServers/{authServerId}/credentials/keys/{keyId}',
    summary: 'Read a key of an authorization server',
    access: 'okta.authorizationServers.read',
    status: 200,
    answer: serverKeyOutput,
  },
  rotateAuthorizationServerKeys: {
    method: 'POST',
    path: '/api/v1/authorizationServers/{authServerId}/credentials/lifecycle/keyRotate',
    summary: 'Rotate the keys of an authorization server',
    description: 'At once: the active key expires, the next one becomes active.',
    access: 'okta.authorizationServers.manage',
    body: keyRotateInput,
    status: 200,
    answer: z.array(serverKeyOutput),
  },
});
